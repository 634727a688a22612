import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';

/**
 * Gives `write` the name of a new file beside `file`, and renames it into place (rename(2), atomic) once it
 * is written; when writing fails nothing is left behind and an older `file` stays as it was.
 */
export async function writeAtomically<T>(file: string, write: (partial: string) => Promise<T>): Promise<T> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    const result = await write(partial);
    await rename(partial, file);
    return result;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
