import { join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { writeAptConfiguration } from './apt-sources.ts';
import type { EmulatorSource } from './source.ts';

/** A binary package that both Debian and Ubuntu build from the source package qemu, in all supported releases. */
const WITNESS = 'qemu-utils';

/**
 * QEMU from the source package of the runner's distribution. The version is taken from the machine's own package
 * lists, so that a run that finds the emulator in the cache downloads nothing. apt checks the archive's signatures.
 * Throws ToolError `qemu-source-unknown` when apt or its lists are not there.
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
  const { code, stdout } = await host.exec('apt-cache', ['show', '--no-all-versions', WITNESS], {
    ignoreExitCode: true,
  });
  const version = code === 0 ? parseSourceVersion(stdout) : undefined;
  if (version !== undefined) return version;
  throw new ToolError(
    'qemu-source-unknown',
    'emulator-source "distro": apt\'s package lists on this machine do not name a QEMU',
    'run: sudo apt-get update (on Ubuntu with the components main and universe), or use emulator-source=upstream',
  );
}

/** The source version in a package's record (deb-control(5)): `Source: qemu (VERSION)`, else `Version`. */
export function parseSourceVersion(record: string): string | undefined {
  const source = /^Source: \S+ \((\S+)\)$/m.exec(record)?.[1];
  return source ?? /^Version: (\S+)$/m.exec(record)?.[1];
}

/** `7.2` of `1:7.2+dfsg-7+deb12u18`: without epoch, repacking suffix and revision (deb-version(7)). */
export function upstreamVersion(version: string): string {
  return /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? version;
}

async function fetchSource(version: string, directory: string, host: Host): Promise<string> {
  const state = await host.tempDir('apt');
  const configuration = await writeAptConfiguration(state, host);
  const env = aptEnvironment(host, configuration);
  await host.exec('apt-get', ['update'], { env });
  const args = ['source', '--only-source', '--download-only', `qemu=${version}`];
  const result = await host.exec('apt-get', args, { env, cwd: state, ignoreExitCode: true });
  if (result.code !== 0) throw notInArchive(version, result.stderr);
  const file = version.replace(/^\d+:/, '');
  const tree = join(directory, 'qemu');
  // apt has compared the files with the signed index; the packager's own key need not be on this machine.
  await host.exec('dpkg-source', ['--no-check', '-x', join(state, `qemu_${file}.dsc`), tree]);
  return tree;
}

function notInArchive(version: string, output: string): ToolError {
  const reason = output.trim().split('\n').at(-1) ?? '';
  return new ToolError(
    'qemu-source-not-found',
    `the distribution's archive does not give the source package qemu ${version} (${reason})`,
    "bring this machine's package lists up to date (sudo apt-get update), or use emulator-source=upstream",
  );
}

function aptEnvironment(host: Host, configuration: string): Record<string, string> {
  const env: Record<string, string> = { LC_ALL: 'C.UTF-8', APT_CONFIG: configuration };
  for (const [name, value] of Object.entries(host.env)) {
    if (value !== undefined && !(name in env)) env[name] = value;
  }
  return env;
}
