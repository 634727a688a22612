import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chooseArm64 } from '../../src/rootfs/source/choose.ts';

/** `linux/arm64/v8`, or nothing. */
const entry = (platform: string, annotations: Record<string, string> = {}) => {
  const [os = '', architecture = '', variant] = platform.split('/');
  return {
    mediaType: platform,
    digest: `sha256:${'0'.repeat(64)}` as const,
    size: 1,
    ...(platform === ''
      ? {}
      : { platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } }),
    annotations,
  };
};
const choose = (platforms: readonly string[], takeOnly = false) =>
  chooseArm64(
    platforms.map((platform) => entry(platform)),
    'image',
    takeOnly,
  ).mediaType;

it('takes linux/arm64, v8 before others, and not what only stands beside images', () => {
  assert.equal(choose(['linux/amd64', 'linux/arm64']), 'linux/arm64');
  assert.equal(choose(['linux/arm64/v9', 'linux/arm64/v8', 'linux/arm64']), 'linux/arm64/v8');
  assert.equal(choose(['linux/arm64/v9', 'windows/arm64']), 'linux/arm64/v9');
  assert.equal(choose(['unknown/unknown', '']), '');
  const attestation = entry('linux/arm64', { 'vnd.docker.reference.type': 'attestation-manifest' });
  assert.equal(chooseArm64([attestation, entry('')], 'image', false).mediaType, '');
});

it('takes the only image on disk whatever it says it is for, and in a registry only if it says nothing', () => {
  assert.equal(choose(['linux/amd64'], true), 'linux/amd64');
  assert.throws(() => choose(['linux/amd64']), {
    code: 'rootfs-not-aarch64',
    message: /only for linux\/amd64$/,
  });
  assert.throws(() => choose(['linux/amd64', 'linux/arm/v7'], true), {
    message: /linux\/amd64, linux\/arm\/v7/,
  });
  assert.throws(() => choose([]), { code: 'rootfs-not-aarch64' });
});
