import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isDirectory } from './if-there.ts';

/**
 * Makes a directory and those above it, as mkdir -p does. Node's own recursive mkdir does not end where mkdir(2) says
 * ENOENT in a directory that is there, as /proc does.
 * @throws the errno of stat(2) or mkdir(2).
 */
export async function makeDirectory(path: string): Promise<void> {
  const whole = resolve(path);
  if (await isDirectory(whole)) return;
  const parent = dirname(whole);
  if (parent !== whole) await makeDirectory(parent);
  try {
    await mkdir(whole);
  } catch (error) {
    // Another run may have been quicker.
    if (!(await isDirectory(whole))) throw error;
  }
}
