import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { hashFile } from './key.ts';

/**
 * Fetches an https URL into `file`, streamed, and compares its sha256 (hex) when one is given. The file appears
 * whole or not at all. Throws ToolError `download-failed` or `checksum-mismatch`, naming the URL.
 */
export async function download(
  url: string,
  file: string,
  sha256: string | undefined,
  host: Host,
): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await fetchTo(url, partial, host.signal);
    await checkSha256(url, partial, sha256);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

async function fetchTo(url: string, file: string, signal: AbortSignal): Promise<void> {
  const hint = 'check the address and the network, or download the file and give its path';
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body) {
      throw new ToolError('download-failed', `${url}: the server answered ${response.status}`, hint);
    }
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file), { signal });
  } catch (cause) {
    if (cause instanceof ToolError || signal.aborted) throw cause;
    throw new ToolError('download-failed', `${url} could not be downloaded`, hint, { cause });
  }
}

/** Throws ToolError `checksum-mismatch` when the file is not the expected one; `name` is what the user gave. */
export async function checkSha256(name: string, file: string, expected: string | undefined): Promise<void> {
  if (expected === undefined) return;
  const actual = await hashFile(file);
  if (actual === expected.toLowerCase()) return;
  throw new ToolError(
    'checksum-mismatch',
    `${name} has sha256 ${actual}, not ${expected}`,
    'check that the file is the one meant; if it is, correct the checksum after #sha256=',
  );
}
