import type { Case } from './case.ts';
import { ARGUMENTS, execve } from './execve-case.ts';

/** Mounts and roots. */
export const worlds: readonly Case[] = [
  ...['dynamic', 'static', 'script'].flatMap((target) => [
    execve(`no /proc: ${target}`, [`path=/t/${target}`], { mounts: 'no-proc' }),
    execve(`no /proc, posix_spawn: ${target}`, ['door=posix_spawn', `path=/t/${target}`, ...ARGUMENTS], {
      mounts: 'no-proc',
    }),
    execve(`read-only root: ${target}`, [`path=/t/${target}`], { mounts: 'read-only' }),
  ]),
  execve('no /proc: fexecve', ['door=fexecve', 'dirfd=30', 'setup=fd:/t/dynamic', ...ARGUMENTS], {
    mounts: 'no-proc',
  }),
  execve(
    'no /proc: fexecve of a memfd',
    ['door=fexecve', 'dirfd=30', 'setup=memfd:/t/static', ...ARGUMENTS],
    {
      mounts: 'no-proc',
    },
  ),
  ...['execve', 'posix_spawn', 'execvp'].flatMap((door) =>
    ['dynamic', 'script'].map((target) =>
      execve(`${door} on noexec: ${target}`, [`door=${door}`, `path=/noexec/${target}`, ...ARGUMENTS], {
        mounts: 'noexec',
      }),
    ),
  ),
  execve('script on noexec with interpreter elsewhere', ['path=/noexec/script'], { mounts: 'noexec' }),
  ...['execve', 'vfork', 'posix_spawn'].flatMap((door) =>
    ['static', 'script-static', 'missing'].map((target) =>
      execve(`${door} in a chroot: ${target}`, [
        `door=${door}`,
        `path=/${target}`,
        ...ARGUMENTS,
        'setup=chroot:/t/root',
      ]),
    ),
  ),
  ...(
    [
      ['posix_spawn with file actions', 'door=posix_spawn', ['path=/static', 'spawn=files']],
      ['posix_spawn with attributes', 'door=posix_spawn', ['path=/static', 'spawn=group', 'spawn=mask']],
      ['posix_spawnp', 'door=posix_spawnp', ['path=static', 'spawn=session']],
      ['system', 'door=system', ['path=echo']],
      ['popen to read', 'door=popen-r', ['path=echo']],
      ['popen to write', 'door=popen-w', ['path=echo']],
    ] as const
  ).map(([name, door, words]) =>
    execve(`${name} in a chroot`, [door, ...words, 'arg=zero', 'env=PATH=/', 'setup=chroot:/t/root']),
  ),
  execve('chroot to the root itself', ['setup=chroot:/']),
  execve('in a chroot, all descriptors closed', ['path=/static', 'setup=chroot:/t/root', 'setup=close-loop']),
  execve('in a chroot, all descriptors taken', ['path=/static', 'setup=chroot:/t/root', 'setup=take-all']),
];
