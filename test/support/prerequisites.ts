import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { checkPrerequisites } from '../../src/components/emulator/prerequisites.ts';
import { checkBuildrootPrerequisites } from '../../src/components/toolchain/buildroot/build/prerequisites.ts';
import type { ToolError } from '../../src/errors.ts';
import type { Host } from '../../src/host/host.ts';

/** Packages without which Buildroot cannot build the default toolchain. */
export function buildrootPrerequisites(): Promise<string[]> {
  return named(checkBuildrootPrerequisites);
}

/** Packages without which our C programs and the emulator cannot be built, from the distribution's source or another. */
export function emulatorPrerequisites(distro: boolean): Promise<string[]> {
  return named((host) => checkPrerequisites(undefined, distro, host));
}

/** Packages without which an image with the default toolchain and emulator cannot be built. */
export async function defaultPrerequisites(): Promise<string[]> {
  const names = [...(await buildrootPrerequisites()), ...(await emulatorPrerequisites(false))];
  return [...new Set(names)].sort();
}

/** What a machine without any package is told to install, sorted. */
async function named(check: (host: Host) => Promise<void>): Promise<string[]> {
  const host = createTestHost();
  const bare = { ...host, exec: async () => ({ code: 127, stdout: '', stderr: '' }) };
  const hint = await check(bare).then(
    () => '',
    ({ hint }: ToolError) => hint,
  );
  return (hint.split('apt-get install ')[1] ?? '').split(' ').sort();
}
