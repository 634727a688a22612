import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOptional } from '../files/optional-file.ts';
import type { Host } from '../host/host.ts';

const FILE = 'record.json';

/** Keeps what is plain JSON under a key, which names its format too. */
export async function saveRecord(key: string, record: unknown, host: Host): Promise<void> {
  const directory = await host.tempDir('record');
  await writeFile(join(directory, FILE), JSON.stringify(record));
  await host.cache.save(key, directory);
}

/**
 * What saveRecord kept under a key. What is damaged is taken away, with a warning.
 * @param isWhole whether it is what the caller saved; it may throw where it is not.
 * @returns undefined when there is nothing, or nothing whole.
 */
export async function restoreRecord<T extends object>(
  key: string,
  host: Host,
  isWhole: (record: T) => boolean = () => true,
): Promise<T | undefined> {
  const directory = await host.tempDir('record');
  if (!(await host.cache.restore(key, directory))) return undefined;
  const record = parse((await readOptional(join(directory, FILE))) ?? '', isWhole);
  if (record !== undefined) return record;
  host.warning(`the cache entry ${key} is damaged; making it anew`);
  await host.cache.discard(key);
  return undefined;
}

function parse<T extends object>(text: string, isWhole: (record: T) => boolean): T | undefined {
  try {
    const record = JSON.parse(text) as T | null;
    return record !== null && isWhole(record) ? record : undefined;
  } catch {
    return undefined; // cut off or overwritten, as restoreRecord says
  }
}
