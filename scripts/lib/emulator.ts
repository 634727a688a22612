import { program } from './repository.ts';
import { type RunOptions, run } from './run.ts';

/**
 * The product's own emulator, built from the distribution's QEMU source or taken from the product's cache,
 * written to a file.
 */
export async function writeEmulator(file: string, options: RunOptions = {}): Promise<string> {
  const flags = ['--emulator-source', 'distro', '--cpu', 'neoverse-n1', '--dest', file];
  await run(program, ['emulator', ...flags], options);
  return file;
}
