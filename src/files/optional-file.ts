import { readFile } from 'node:fs/promises';
import { ifThere } from './if-there.ts';

/** A file's text, or undefined when there is no such file; other errors are the caller's. */
export function readOptional(file: string): Promise<string | undefined> {
  return ifThere(readFile(file, 'utf8'));
}
