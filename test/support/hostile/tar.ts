import { elfHead } from '../rootfs-tar.ts';
import { archive, member } from '../tar-blocks.ts';

/** An archive that means harm, and what comes of it: the code of the refusal, or nothing. */
export interface HostileTar {
  readonly what: string;
  make(): Buffer;
  readonly refused?: string;
}

/** A member that makes a root filesystem of an archive. */
export const shell = member({ name: 'bin/sh' }, elfHead(183));
/** A root filesystem that is taken, with something hostile in it. */
export const withShell = (...parts: readonly Buffer[]): Buffer => archive(shell, ...parts);
