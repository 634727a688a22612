import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions } from '../../compare-versions.ts';
import { ToolError } from '../../errors.ts';
import { ifThere, isThere } from '../../files/if-there.ts';
import type { Host } from '../../host/host.ts';
import {
  C_PREREQUISITES,
  type Prerequisite,
  packagesMissing,
  requirePrerequisites,
} from '../prerequisites.ts';
import { atLeast } from './series.ts';

const ALWAYS: readonly Prerequisite[] = [
  ...C_PREREQUISITES,
  { package: 'ninja-build', check: ['ninja', '--version'] },
  { package: 'patch', check: ['patch', '--version'] },
  { package: 'pkg-config', check: ['pkg-config', '--version'] },
  { package: 'libglib2.0-dev', check: ['pkg-config', '--exists', 'glib-2.0'] },
  { package: 'python3', check: ['/usr/bin/python3', '--version'] },
  { package: 'xz-utils', check: ['xz', '--version'] },
];

const DISTLIB = 'try:\n import distlib\nexcept ImportError:\n import pip._vendor.distlib';

/** Since series 8.1 configure makes a Python environment (docs/devel/build-system.rst), meson in it. */
const VENV: readonly Prerequisite[] = [
  { package: 'python3-venv', check: ['/usr/bin/python3', '-c', 'import venv, ensurepip'] },
  { package: 'python3-distlib', check: ['/usr/bin/python3', '-c', DISTLIB] },
];

const DISTRO: Prerequisite = { package: 'dpkg-dev', check: ['dpkg-source', '--version'] };

/**
 * Asked before anything is downloaded. `meson` is checked apart, since some sources bring their own.
 * @throws ToolError `packages-missing` naming every package that must be installed before QEMU can be built.
 */
export async function checkPrerequisites(
  version: string | undefined,
  distro: boolean,
  host: Host,
): Promise<void> {
  const wanted = [...ALWAYS, ...(version && !atLeast(version, 8) ? [] : VENV), ...(distro ? [DISTRO] : [])];
  await requirePrerequisites(wanted, host);
}

/** Minimum meson from a version of QEMU on (its meson.build and pythondeps.toml), the newest first. */
const MESON: readonly (readonly [qemu: string, meson: string])[] = [
  ['9.2', '1.5.0'],
  ['9.0', '1.1.0'],
  ['8.0', '0.63.0'],
  ['7.0', '0.61.3'],
  ['6.2', '0.58.2'],
];

/**
 * @throws ToolError when neither the machine nor the source tree (python/wheels of upstream's tarballs) has a meson
 *   that is new enough.
 */
export async function checkMeson(version: string, source: string, host: Host): Promise<void> {
  if (await hasOwnMeson(source)) return;
  const minimum = MESON.find(([qemu]) => compareVersions(version, qemu) >= 0)?.[1] ?? '0.58.2';
  const { code, stdout } = await host.exec('sh', ['-c', 'meson --version'], { ignoreExitCode: true });
  if (code !== 0) throw packagesMissing(['meson']);
  const installed = stdout.trim();
  if (compareVersions(installed, minimum) >= 0) return;
  throw new ToolError(
    'meson-too-old',
    `QEMU ${version} needs meson ${minimum} or newer, and this machine has ${installed}`,
    'use emulator-source=upstream, whose tarball brings its own meson, or install a newer meson',
  );
}

async function hasOwnMeson(source: string): Promise<boolean> {
  const wheels = (await ifThere(readdir(join(source, 'python', 'wheels')))) ?? [];
  return (
    wheels.some((name) => name.startsWith('meson-')) || (await isThere(join(source, 'meson', 'meson.py')))
  );
}
