import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Host } from '../../host/host.ts';
import { download } from '../../source/download.ts';
import type { SourceSpec } from '../../source/spec.ts';
import type { RootfsSpec } from '../spec.ts';
import { findInFile } from './file.ts';
import type { FoundRootfs } from './found.ts';
import { findInRegistry } from './registry.ts';

/**
 * Finds a root filesystem, and what there is to know of it without reading its layers.
 * @throws ToolError `rootfs-…`, `image-…`, `registry-…`, `source-…`, `download-failed`, `checksum-mismatch`.
 */
export async function findRootfs(
  spec: RootfsSpec,
  insecureRegistries: readonly string[],
  host: Host,
): Promise<FoundRootfs> {
  switch (spec.kind) {
    case 'registry':
      return findInRegistry(
        spec.reference,
        { isGuess: spec.isGuess, insecure: insecureRegistries.includes(spec.reference.registry) },
        host,
      );
    case 'stdin':
      return findInFile(await spool(spec.source, host), host);
    case 'url': {
      const path = await download(spec.source.url, 'rootfs', host);
      return findInFile({ path, source: spec.source }, host);
    }
    case 'path':
      return findInFile({ path: spec.source.location, source: spec.source }, host);
    default: {
      const { path, kind, image } = spec;
      return findInFile({ path, source: { kind: 'file', location: path } }, host, kind, image);
    }
  }
}

/** Standard input can be read only once, and its digest is needed before it can be used. */
async function spool(source: SourceSpec, host: Host): Promise<{ path: string; source: SourceSpec }> {
  const path = join(await host.tempDir('stdin'), 'file');
  await pipeline(process.stdin, createWriteStream(path), { signal: host.signal });
  return { path, source: { ...source, location: 'standard input' } };
}
