import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { checkPrerequisites } from '../../src/components/emulator/prerequisites.ts';
import { checkBuildrootPrerequisites } from '../../src/components/toolchain/buildroot/build/prerequisites.ts';
import type { ToolError } from '../../src/errors.ts';

/**
 * Packages without which an image with the default toolchain and emulator cannot be built, as a machine without any
 * is told.
 */
export async function defaultPrerequisites(): Promise<string[]> {
  const host = createTestHost();
  const bare = { ...host, exec: async () => ({ code: 127, stdout: '', stderr: '' }) };
  const names: string[] = [];
  const checks: readonly Promise<unknown>[] = [
    checkBuildrootPrerequisites(bare),
    checkPrerequisites(undefined, false, bare),
  ];
  for (const check of checks) {
    const hint = await check.then(
      () => '',
      ({ hint }: ToolError) => hint,
    );
    names.push(...(hint.split('apt-get install ')[1] ?? '').split(' '));
  }
  return [...new Set(names)].sort();
}
