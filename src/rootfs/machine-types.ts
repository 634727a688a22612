import type { RootfsProfile } from './profile.ts';
import type { RootfsTree } from './tree.ts';

/** Programs that have their own configure's host type compiled in, and tell scripts of it. */
const TELLING = ['bash', 'make'] as const;

/**
 * What bash's MACHTYPE and make's MAKE_HOST are in the guest, by program: read from the programs themselves, since
 * each distribution has its own (aarch64-unknown-linux-gnu, aarch64-redhat-linux-gnu).
 */
export function findMachineTypes(tree: RootfsTree): RootfsProfile['machineTypes'] {
  return Object.fromEntries(
    TELLING.flatMap((name) => {
      const program = tree.content(`usr/bin/${name}`) ?? tree.content(`bin/${name}`);
      const type = /\0(aarch64-[a-z0-9_]+-linux-gnu)\0/.exec(program?.toString('latin1') ?? '')?.[1];
      return type === undefined ? [] : [[name, type] as const];
    }),
  );
}
