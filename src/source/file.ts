import { constants, copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ToolError } from '../errors.ts';
import { digestFile } from '../files/digest-file.ts';
import type { Host } from '../host/host.ts';
import { digestHex } from '../image/digest.ts';
import { requireChecksum } from './checksum.ts';
import { download } from './download.ts';
import { parseSource, type SourceSpec } from './spec.ts';

/** A file that an input names, known by its checksum, perhaps before it is here. */
export interface SourceFile {
  /** What to call it: see SourceSpec. */
  readonly location: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /**
   * The path of a file that nobody else writes to, with the bytes that the checksum names: downloaded now, or copied.
   * @throws ToolError `source-changed`, `source-…`, `download-failed`, `checksum-mismatch`.
   */
  fetch(): Promise<string>;
}

/**
 * Opens `PATH` or `https://…`, with `#sha256=HEX` or without. What has an address and a checksum is downloaded
 * only when it is asked for, so that a run that finds its work in the cache downloads nothing.
 * @param input the input's name, for messages.
 * @throws ToolError `source-…`, `download-failed`, `checksum-mismatch`.
 */
export async function openSource(spec: string, input: string, host: Host): Promise<SourceFile> {
  const source = parseSource(spec, input);
  const { location, sha256 } = source;
  if (source.kind === 'url' && sha256 !== undefined) {
    const fetch = async () => {
      const path = await download(source.url, input, host);
      requireChecksum(source, await hashSource(path, source, input, host), input);
      return path;
    };
    return { location, sha256, fetch };
  }
  if (source.kind === 'url')
    host.warning(`${input}: ${location} has no checksum: add #sha256=… to be sure of what it is`);
  const path = source.kind === 'url' ? await download(source.url, input, host) : resolve(location);
  const actual = await hashSource(path, source, input, host);
  requireChecksum(source, actual, input);
  if (source.kind === 'url') return { location, sha256: actual, fetch: async () => path };
  return { location, sha256: actual, fetch: () => ownCopy(path, { ...source, sha256: actual }, input, host) };
}

/** A file of the user's may be written to at any time, also while it is unpacked. */
async function ownCopy(path: string, source: SourceSpec, input: string, host: Host): Promise<string> {
  const copy = join(await host.tempDir('source'), 'file');
  await explained(() => copyFile(path, copy, constants.COPYFILE_FICLONE), source, input, host);
  if ((await hashSource(copy, source, input, host)) === source.sha256) return copy;
  throw new ToolError(
    'source-changed',
    `${input}: ${source.location} was changed after its checksum was taken`,
    'run again, and let nothing write to the file meanwhile',
  );
}

async function hashSource(path: string, source: SourceSpec, input: string, host: Host): Promise<string> {
  const { digest } = await explained(() => digestFile(path, host.signal), source, input, host);
  return digestHex(digest);
}

async function explained<T>(
  work: () => Promise<T>,
  source: SourceSpec,
  input: string,
  host: Host,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    host.signal.throwIfAborted();
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    throw new ToolError(
      code === 'ENOENT' ? 'source-not-found' : 'source-unreadable',
      code === 'ENOENT'
        ? `${input}: there is no file ${source.location}`
        : `${input}: cannot read ${source.location}: ${cause instanceof Error ? cause.message : String(cause)}`,
      `give the path or https URL of a tarball, or another value that ${input} takes`,
      { cause },
    );
  }
}
