import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lockInTurn } from '../../src/host/in-turn.ts';

/** Next to a download it is nothing. */
const EVERY_MS = 200;

/**
 * What is kept at a path: `make` puts it there, unless it is there. Of several processes, as of tests that run beside
 * each other, one does, while the others wait.
 * @returns whether it was there.
 */
export async function makeOnce(
  path: string,
  { signal }: { readonly signal?: AbortSignal },
  make: () => Promise<void>,
): Promise<boolean> {
  if (existsSync(path)) return true;
  await mkdir(dirname(path), { recursive: true });
  const lock = await lockInTurn(`${path}.lock`, {
    signal: signal ?? new AbortController().signal,
    everyMs: EVERY_MS,
  });
  try {
    const there = existsSync(path);
    if (!there) await make();
    return there;
  } finally {
    await lock.release();
  }
}
