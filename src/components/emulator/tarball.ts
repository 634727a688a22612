import { access, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import versions from '../../versions.json' with { type: 'json' };
import { checkSha256, download } from '../download.ts';
import { hashFile } from '../key.ts';
import type { EmulatorSource } from './source.ts';

/** The pinned upstream release; its checksum is in src/versions.json. */
export async function upstreamSource(host: Host): Promise<EmulatorSource> {
  const { url, sha256, version } = versions.qemu;
  return { ...remote(url, sha256, host), version };
}

/** A tarball that the user gave, by path or https URL. A URL without a checksum is downloaded to know its bytes. */
export async function tarballSource(spec: string, host: Host): Promise<EmulatorSource> {
  const { location, sha256 } = parseLocation(spec);
  if (/^https:\/\//.test(location) && sha256 !== undefined) return remote(location, sha256, host);
  const file = /^https:\/\//.test(location) ? await fetchNow(location, host) : resolve(location);
  await requireReadable(spec, file);
  await checkSha256(location, file, sha256);
  const digest = sha256 ?? (await hashFile(file));
  const origin = `${basename(location)} sha256 ${digest}`;
  return { identity: `tarball ${digest}`, origin, fetch: (directory) => unpack(file, spec, directory, host) };
}

function remote(url: string, sha256: string, host: Host): EmulatorSource {
  return {
    identity: `tarball ${sha256}`,
    origin: `${url} sha256 ${sha256}`,
    fetch: async (directory) => {
      const file = join(await host.tempDir('qemu-download'), 'qemu.tar');
      await download(url, file, sha256, host);
      return unpack(file, url, directory, host);
    },
  };
}

async function fetchNow(url: string, host: Host): Promise<string> {
  host.warning(`${url} has no checksum: add #sha256=… to be sure of it and to download it only once`);
  const file = join(await host.tempDir('qemu-download'), 'qemu.tar');
  await download(url, file, undefined, host);
  return file;
}

/** Splits `LOCATION#sha256=HEX`. Throws ToolError `emulator-source-invalid` for another fragment or scheme. */
export function parseLocation(spec: string): { location: string; sha256?: string } {
  const [location = '', fragment] = spec.split('#', 2);
  const sha256 = /^sha256=([0-9a-fA-F]{64})$/.exec(fragment ?? '')?.[1]?.toLowerCase();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(location)?.[1];
  if ((fragment !== undefined && sha256 === undefined) || (scheme !== undefined && scheme !== 'https')) {
    throw new ToolError(
      'emulator-source-invalid',
      `emulator-source "${spec}" is not understood`,
      'give distro, upstream, a path or an https URL, optionally with #sha256= and 64 hex digits',
    );
  }
  return sha256 === undefined ? { location } : { location, sha256 };
}

async function requireReadable(spec: string, file: string): Promise<void> {
  try {
    await access(file);
  } catch (cause) {
    throw new ToolError(
      'emulator-source-not-found',
      `emulator-source "${spec}" is neither distro nor upstream nor a file that can be read`,
      'give distro, upstream, or the path or URL of a QEMU source tarball',
      { cause },
    );
  }
}

async function unpack(file: string, name: string, directory: string, host: Host): Promise<string> {
  const result = await host.exec('tar', ['-xf', file, '-C', directory, '--no-same-owner'], {
    ignoreExitCode: true,
  });
  const [top, ...others] = result.code === 0 ? await readdir(directory) : [];
  if (top !== undefined && others.length === 0) return join(directory, top);
  throw new ToolError(
    'emulator-source-broken',
    `${name} is not a QEMU source tarball: ${result.stderr.trim().split('\n').at(-1) || 'more than one directory in it'}`,
    'give a release tarball as from https://download.qemu.org (tar needs xz-utils for .tar.xz)',
  );
}
