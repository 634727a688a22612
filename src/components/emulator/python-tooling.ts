import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOptional } from '../../files/optional-file.ts';

/**
 * Takes the Python packages of QEMU's tests and tools out of what configure installs. Since series 11.0 it does so
 * always (pythondeps.toml, `tooling`), and the distributions' sources have not all of them; the emulator needs none.
 */
export async function omitTooling(source: string): Promise<void> {
  const file = join(source, 'pythondeps.toml');
  // Before series 8.1 there is none.
  const text = (await readOptional(file)) ?? '';
  const changed = withoutTooling(text);
  if (changed !== text) await writeFile(file, changed);
}

/** The group stays, empty: configure still names it. */
export function withoutTooling(pythondeps: string): string {
  return pythondeps.replace(/^(\[tooling\]\n)(?:(?!\[).*\n)*/m, '$1\n');
}
