import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ToolError } from '../../errors.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import type { Host } from '../../host/host.ts';
import { aptComplaint } from '../packages/apt-complaint.ts';
import { writeAptConfiguration } from './apt-sources.ts';
import type { EmulatorSource } from './emulator-source.ts';

/** A binary package that both Debian and Ubuntu build from the source package qemu, in all supported releases. */
const WITNESS = 'qemu-utils';

/**
 * QEMU from the source package of the runner's distribution. The version is taken from the machine's own package
 * lists, so that a run that finds the emulator in the cache downloads nothing. apt checks the archive's signatures.
 * @throws ToolError `qemu-source-unknown` when apt or its lists are not there.
 */
export async function distroSource(host: Host): Promise<EmulatorSource> {
  const version = await sourceVersion(host);
  return {
    identity: `debian ${version}`,
    origin: `source package qemu ${version} of the build machine's distribution`,
    version: upstreamVersion(version),
    fetch: (directory) => fetchSource(version, directory, host),
  };
}

async function sourceVersion(host: Host): Promise<string> {
  // `show` says it as well, but settles the dependencies of all packages first.
  const { code, stdout } = await host.exec('apt-cache', [...(await keptLists(host)), 'policy', WITNESS], {
    env: { ...host.env, LC_ALL: 'C' },
    ignoreExitCode: true,
  });
  const version = code === 0 ? parseCandidate(stdout) : undefined;
  if (version !== undefined) return version;
  throw new ToolError(
    'qemu-source-unknown',
    'emulator-source "distro": apt\'s package lists on this machine do not name a QEMU',
    'run: sudo apt-get update (on Ubuntu with the components main and universe), or use emulator-source=upstream',
  );
}

/**
 * Where apt may keep what it has read from its lists, which it compares with them each time (apt.conf(5),
 * `Dir::Cache::pkgcache`). Images for containers have it keep nothing, and reading them takes more than half a second.
 */
async function keptLists({ localDirectory }: Host): Promise<readonly string[]> {
  if (localDirectory === undefined || existsSync('/var/cache/apt/pkgcache.bin')) return [];
  const directory = resolve(localDirectory, 'apt');
  await makeDirectory(directory).catch(() => undefined); // apt does without, too
  return ['-o', `Dir::Cache::pkgcache=${join(directory, 'pkgcache.bin')}`];
}

/**
 * The source version of what `apt-cache policy` would install; undefined when it is nothing. The package has its
 * source's version, followed by `+bNUMBER` where it alone was built anew (Debian Developer's Reference, 5.10.2.1).
 */
export function parseCandidate(policy: string): string | undefined {
  const candidate = /^ {2}Candidate: (\S+)$/m.exec(policy)?.[1];
  return candidate === '(none)' ? undefined : candidate?.replace(/\+b\d+$/, '');
}

/** `7.2` of `1:7.2+dfsg-7+deb12u18`: without epoch, repacking suffix and revision (deb-version(7)). */
export function upstreamVersion(version: string): string {
  return /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? version;
}

async function fetchSource(version: string, directory: string, host: Host): Promise<string> {
  const state = await host.tempDir('apt');
  const configuration = await writeAptConfiguration(state, host);
  const env = { ...host.env, LC_ALL: 'C.UTF-8', APT_CONFIG: configuration };
  // It ends with 0, too, where nothing can be reached.
  const update = await host.exec('apt-get', ['update'], { env });
  const args = ['source', '--only-source', '--download-only', `qemu=${version}`];
  const result = await host.exec('apt-get', args, { env, cwd: state, ignoreExitCode: true });
  if (result.code !== 0)
    throw notInArchive(version, aptComplaint(update.stderr) ?? aptComplaint(result.stderr));
  const file = version.replace(/^\d+:/, '');
  const tree = join(directory, 'qemu');
  // apt has compared the files with the signed index; the packager's own key need not be on this machine.
  await host.exec('dpkg-source', ['--no-check', '-x', join(state, `qemu_${file}.dsc`), tree]);
  return tree;
}

function notInArchive(version: string, reason = 'apt-get source failed'): ToolError {
  return new ToolError(
    'qemu-source-not-found',
    `the distribution's archive does not give the source package qemu ${version} (${reason})`,
    "bring this machine's package lists up to date (sudo apt-get update), or use emulator-source=upstream",
  );
}
