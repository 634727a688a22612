import { extname, join } from 'node:path';

/** The program beside this one that speaks with GitHub's cache: a source file in src, a bundle in dist. */
export const cacheProgram: string = join(import.meta.dirname, `github-cache${extname(import.meta.filename)}`);
