import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from '../../scripts/lib/run.ts';
import { type JsonBlob, jsonBlob } from '../../src/image/descriptor.ts';
import { digestHex, digestOf } from '../../src/image/digest.ts';
import type { Digest } from '../../src/image/layer.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { elfHead, type FakeEntry, smallRootfs, tarOf } from './rootfs-tar.ts';

/** A small arm64 image of two layers, in which the second hides and replaces some of the first. */
export interface BaseImage {
  readonly directory: string;
  readonly manifest: JsonBlob;
  readonly layers: readonly { readonly digest: Digest; readonly diffId: Digest; readonly bytes: Buffer }[];
}

export const BASE_CONFIG = {
  Env: ['PATH=/opt/tool/bin:/usr/bin:/bin', 'LANG=C.UTF-8'],
  User: '1000:1000',
  WorkingDir: '/src',
  Entrypoint: ['/usr/bin/entry', '--quiet'],
  Cmd: ['make'],
  Labels: { from: 'base', both: 'base' },
  ExposedPorts: { '80/tcp': {} },
  Volumes: { '/data': {} },
} as const;

const HISTORY = [
  { created: '2024-01-01T00:00:00Z', created_by: 'ADD rootfs / # base' },
  { created: '2024-01-01T00:00:01Z', created_by: 'ENV LANG=C.UTF-8', empty_layer: true },
  { created: '2024-01-01T00:00:02Z', created_by: 'RUN rm -r /opt/old' },
];

const LOWER: readonly FakeEntry[] = [
  ...smallRootfs(),
  { path: 'opt/old/program', bytes: elfHead(183) },
  { path: 'usr/local/bin/' },
  { path: 'usr/local/bin/gone', bytes: elfHead(183) },
  { path: 'usr/local/bin/stays', bytes: elfHead(183) },
  { path: 'usr/sbin/below', bytes: elfHead(183) },
];
const UPPER: readonly FakeEntry[] = [
  { path: 'opt/.wh.old', bytes: Buffer.alloc(0) },
  { path: 'usr/local/bin/.wh.gone', bytes: Buffer.alloc(0) },
  { path: 'usr/sbin/' },
  { path: 'usr/sbin/above', bytes: elfHead(183) },
  { path: 'usr/sbin/.wh..wh..opq', bytes: Buffer.alloc(0) },
];
/** What there is in PATH, with both layers. */
export const BASE_PROGRAMS = ['/usr/bin/dash', '/usr/bin/sh', '/usr/local/bin/stays', '/usr/sbin/above'];

/**
 * Writes the image as an OCI layout (image-layout.md) under the name `base`.
 * @param ballast so many random bytes in its first layer.
 */
export async function writeBaseImage(
  directory: string,
  architecture = 'arm64',
  ballast = 0,
): Promise<BaseImage> {
  const layers = [];
  const lower = ballast === 0 ? LOWER : [...LOWER, { path: 'opt/ballast', bytes: randomBytes(ballast) }];
  for (const entries of [lower, UPPER]) {
    const tar = await tarOf(entries);
    const bytes = gzipSync(tar);
    layers.push({ bytes, digest: digestOf(bytes), diffId: digestOf(tar) });
  }
  const config = jsonBlob(MEDIA_TYPES.config, {
    created: '2024-01-01T00:00:02Z',
    architecture,
    os: 'linux',
    config: BASE_CONFIG,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: HISTORY,
  });
  const manifest = jsonBlob(MEDIA_TYPES.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config: config.descriptor,
    layers: layers.map(({ digest, bytes }) => ({
      mediaType: MEDIA_TYPES.layerGzip,
      digest,
      size: bytes.length,
    })),
  });
  await mkdir(join(directory, 'blobs/sha256'), { recursive: true });
  const blobs = [config, manifest].map(({ bytes, descriptor }) => ({ bytes, digest: descriptor.digest }));
  for (const { bytes, digest } of [...layers, ...blobs])
    await writeFile(join(directory, 'blobs/sha256', digestHex(digest)), bytes);
  const entry = { ...manifest.descriptor, annotations: { 'org.opencontainers.image.ref.name': 'base' } };
  await writeFile(join(directory, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
  await writeFile(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  return { directory, manifest, layers };
}

/** skopeo copy, to and from registries on loopback without TLS. */
export async function skopeoCopy(from: string, to: string, ...options: readonly string[]): Promise<void> {
  const tls = ['--src-tls-verify=false', '--dest-tls-verify=false'];
  await run('skopeo', ['--insecure-policy', 'copy', '--quiet', ...tls, ...options, from, to]);
}
