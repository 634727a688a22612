import { stat } from 'node:fs/promises';
import { isCode } from '../is-code.ts';

/**
 * What work on a file or directory gives, or undefined when there is no such one (ENOENT). Other errors are the
 * caller's: what may not be read (EACCES), or cannot be just now (EMFILE, EIO), is there.
 * @param others codes of errno(3) that mean the same to the caller, such as ENOTDIR: on the way to it is a file.
 */
export async function ifThere<T>(work: Promise<T>, ...others: string[]): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isCode(error, 'ENOENT', ...others)) return undefined;
    throw error;
  }
}

/** Whether there is something at the path, or where a link leads. Rejects as ifThere. */
export async function isThere(path: string): Promise<boolean> {
  return (await ifThere(stat(path), 'ENOTDIR')) !== undefined;
}

/** Whether there is a directory at the path, or where a link leads. Rejects as ifThere. */
export async function isDirectory(path: string): Promise<boolean> {
  return (await ifThere(stat(path), 'ENOTDIR'))?.isDirectory() ?? false;
}
