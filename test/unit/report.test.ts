import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { assembleImage } from '../../src/image/image.ts';
import type { Layer } from '../../src/image/layer.ts';
import { readInputs } from '../../src/inputs/inputs.ts';
import { OUTPUTS, outputValues } from '../../src/report/outputs.ts';
import type { BuildResult } from '../../src/report/result.ts';
import { formatSize, summaryMarkdown, summaryText } from '../../src/report/summary.ts';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';

const profile: RootfsProfile = {
  distribution: { id: 'x', version: '1', name: 'X | <b>Linux</b>' },
  architecture: 'aarch64',
  libc: { kind: 'glibc', version: '2.36' },
  lib64: 'lib64',
  libcDevelopment: true,
  shell: '/bin/sh',
  programs: [],
  programLinks: {},
  machineTypes: {},
  apt: { sources: [], keyrings: { '/etc/apt/trusted.gpg.d/x.asc': 'QUFB'.repeat(100_000) } },
};
const layer = (digit: string, size: number): Layer => ({
  mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
  digest: `sha256:${digit.repeat(64)}`,
  diffId: `sha256:${digit.repeat(64)}`,
  size,
  createdBy: 'test',
  open: () => Readable.from([]),
});

function resultOf(values: Record<string, string>, hits: readonly boolean[] = [true, false]): BuildResult {
  const inputs = readInputs((name) => ({ rootfs: 'r', ...values })[name]);
  const components = (['emulator', 'toolchain'] as const).map((name, index) => ({
    name,
    key: `${name}-key`,
    about: `${name} 1|2`,
    cacheHit: hits[index] === true,
    layer: layer(String(index + 1), 1_500_000),
  }));
  const image = assembleImage({
    baseLayers: [layer('0', 100)],
    layers: components.map((component) => component.layer),
    profile,
    accelerate: 'none',
    labels: {},
    platform: 'linux/amd64',
    sourceDateEpoch: 0,
  });
  const times = [
    { name: 'emulator', seconds: 90 },
    { name: 'caches', seconds: 10 },
    { name: 'x', seconds: 0.1 },
  ];
  return { inputs, profile, components, image, skipped: false, times };
}

describe('report', () => {
  it('gives every output of the table', () => {
    const values = outputValues(resultOf({ tags: 'ghcr.io/o/i:1,i' }));
    assert.deepEqual(Object.keys(values).sort(), OUTPUTS.map(({ name }) => name).sort());
    assert.equal(values.image, 'ghcr.io/o/i:1');
    assert.equal(values.tags, 'ghcr.io/o/i:1\ndocker.io/library/i:latest');
    assert.equal(values['cache-hit'], 'false');
    assert.equal(values['emulator-cache-hit'], 'true');
    assert.equal(values['toolchain-cache-hit'], 'false');
    assert.equal(values['natives-cache-hit'], '');
    assert.equal(values['debugger-cache-hit'], '');
    assert.equal(values['subject-name'], 'ghcr.io/o/i');
    assert.equal(values['subject-digest'], values.digest);
    assert.deepEqual(JSON.parse(values.durations), { emulator: 90, caches: 10, x: 0.1 });
    assert.equal(JSON.parse(values.profile).libc.version, '2.36');
    // execve(2), MAX_ARG_STRLEN: a later step has it in its environment.
    for (const [name, value] of Object.entries(values)) assert.ok(value.length < 100_000, name);
    const metadata = JSON.parse(values.metadata);
    assert.equal(metadata['containerimage.digest'], values.digest);
    assert.equal(metadata.components[0].key, 'emulator-key');
  });

  it('pins the image by digest only where it was pushed', () => {
    for (const values of [
      { push: 'true' },
      { outputs: 'type=registry' },
      { outputs: 'oci-mediatypes=false, TYPE=registry' },
      { outputs: 'type=oci,dest=x\ntype=registry' },
    ]) {
      const { image, digest } = outputValues(resultOf({ tags: 'h:5000/i:1', ...values }));
      assert.equal(image, `h:5000/i:1@${digest}`);
    }
    assert.equal(outputValues(resultOf({})).image, '');
  });

  it('names an image that was loaded by its ID when it has no other name', () => {
    const loadedId = `sha256:${'f'.repeat(64)}`;
    const loaded = { ...resultOf({ load: 'true' }), loadedId };
    const { image, imageid, metadata } = outputValues(loaded);
    assert.equal(image, loadedId);
    assert.equal(imageid, JSON.parse(metadata)['containerimage.config.digest']);
    const named = outputValues({ ...resultOf({ tags: 'i', load: 'true' }), loadedId });
    assert.equal(named.image, 'docker.io/library/i:latest');
  });

  it('says that all came from the cache only when all did', () => {
    assert.equal(outputValues(resultOf({}, [true, true]))['cache-hit'], 'true');
    assert.match(summaryText(resultOf({}, [false, false])), /nothing came from the cache/);
    assert.match(summaryText(resultOf({})), /from the cache: emulator\n/);
  });

  it('writes a summary whose tables a name in the rootfs cannot break', () => {
    const text = summaryMarkdown(resultOf({ tags: 'i' }));
    assert.match(text, /X \\\| \\<b\\>Linux/);
    assert.match(text, /\| emulator \| emulator 1\\\|2 \| reused \| 1\.5 MB \| `sha256:1{12}` \|/);
    assert.match(text, /\| Toolchain \| toolchain 1\\\|2, glibc 2\.36 \|/);
    assert.match(
      text,
      /\nemulator {4}█{24} {2}1 min 30 s\ncaches {6}█{3} .* 10\.0 s\nall others {2}█ .* 0\.1 s\n/,
    );
    assert.doesNotMatch(text, /docker run/);
    assert.match(
      summaryMarkdown(resultOf({ tags: 'i', push: 'true' })),
      /docker run .* docker\.io\/library\/i:latest@sha256/,
    );
    assert.equal(formatSize(1234), '1.2 kB');
  });
});
