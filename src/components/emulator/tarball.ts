import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { openSource } from '../../source/file.ts';
import { unpackTarball } from '../../source/unpack.ts';
import versions from '../../versions.json' with { type: 'json' };
import type { EmulatorSource } from './emulator-source.ts';

/** The pinned upstream release; its checksum is in src/versions.json. */
export async function upstreamSource(host: Host): Promise<EmulatorSource> {
  const { url, sha256, version } = versions.qemu;
  return { ...(await tarballSource(`${url}#sha256=${sha256}`, host)), version };
}

/** A tarball by path or https URL, with `#sha256=…` or without. */
export async function tarballSource(spec: string, host: Host): Promise<EmulatorSource> {
  const source = await openSource(spec, 'emulator-source', host);
  const { location, sha256 } = source;
  return {
    identity: `tarball ${sha256}`,
    // The bytes say what it is: where they lay on the build machine does not belong into the image.
    origin: `${/^https?:/.test(location) ? location : basename(location)} sha256 ${sha256}`,
    fetch: async (directory) => unpack(await source.fetch(), location, directory, host),
  };
}

async function unpack(file: string, name: string, directory: string, host: Host): Promise<string> {
  const complaint = await unpackTarball(file, directory, host);
  const [top, ...others] = complaint === undefined ? await readdir(directory) : [];
  if (top !== undefined && others.length === 0) return join(directory, top);
  throw new ToolError(
    'emulator-source-broken',
    `${name} is not a QEMU source tarball: ${complaint || 'more than one directory in it'}`,
    'give a release tarball as from https://download.qemu.org (tar needs xz-utils for .tar.xz)',
  );
}
