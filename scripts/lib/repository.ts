import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's top. */
export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The product's command line. */
export const program = `${repository}/bin/arm64-on-x86`;
