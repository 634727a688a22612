import type { Case } from './case.ts';
import { ARGUMENTS, execve } from './execve-case.ts';
import { worlds } from './worlds.ts';

/** For the caller as its own target: what it then is to do. */
const AGAIN = ['arg=again', 'arg=door=execve', 'arg=path=/t/dynamic'];

const descriptors: readonly Case[] = [
  ...['fd', 'fd-path', 'fd-cloexec', 'deleted', 'memfd', 'memfd-cloexec'].flatMap((kind) =>
    ['dynamic', 'static', 'script'].flatMap((target) => {
      const setup = `setup=${kind}:/t/${target}`;
      return [
        execve(`fexecve of ${kind}: ${target}`, ['door=fexecve', 'dirfd=30', setup, ...ARGUMENTS]),
        execve(`execve of /proc/self/fd/N, ${kind}: ${target}`, ['path=/proc/self/fd/30', setup]),
        execve(`posix_spawn of /dev/fd/N, ${kind}: ${target}`, [
          'door=posix_spawn',
          'path=/dev/fd/30',
          setup,
          ...ARGUMENTS,
        ]),
      ];
    }),
  ),
  ...(
    [
      ['empty path', ['path=', 'flags=0', 'dirfd=30', 'setup=fd:/t/dynamic']],
      ['bad flags', ['path=/t/dynamic', 'flags=1']],
      ['check only', ['path=/t/dynamic', `flags=${0x10000}`]],
      ['check only, not executable', ['path=/t/plain', `flags=${0x10000}`]],
      ['check only, missing', ['path=/t/missing', `flags=${0x10000}`]],
      ['no link followed', ['path=/t/link', `flags=${0x100}`]],
      ['no link to be followed', ['path=/t/dynamic', `flags=${0x100}`]],
      ['absolute path, bad descriptor', ['path=/t/dynamic', 'dirfd=77']],
      ['bad descriptor', ['path=t/dynamic', 'dirfd=77']],
      ['descriptor of no directory', ['path=dynamic', 'dirfd=30', 'setup=fd:/t/dynamic']],
      ['directory closed on exec: dynamic', ['path=dynamic', 'dirfd=30', 'setup=fd-cloexec:/t']],
      ['directory closed on exec: script', ['path=script', 'dirfd=30', 'setup=fd-cloexec:/t']],
      ['up and down', ['path=../t/dynamic', 'dirfd=30', 'setup=fd:/t/directory']],
    ] as const
  ).map(([name, words]) => execve(`execveat: ${name}`, ['door=execveat', ...words, ...ARGUMENTS])),
  execve('own program again', ['path=/proc/self/exe', ...AGAIN]),
  ...['memfd', 'deleted'].map((kind) =>
    execve(`own program again, ${kind}`, [
      'path=/proc/self/fd/30',
      `setup=${kind}:/c/dynamic`,
      ...['again', 'door=execve', 'path=/proc/self/exe', ...AGAIN].map((word) => `arg=${word}`),
    ]),
  ),
  ...[[], ['setup=copy:/c/static']].flatMap((replaced) =>
    ['/proc/self/exe', '/t/missing'].map((path) =>
      execve(`own program ${replaced.length > 0 ? 'replaced' : 'unlinked'}, ${path}`, [
        'path=/w/copy',
        'setup=copy:/c/dynamic',
        ...['again', 'setup=unlink:/w/copy', ...replaced, 'door=execve', `path=${path}`, ...AGAIN].map(
          (word) => `arg=${word}`,
        ),
      ]),
    ),
  ),
];

const argumentLists: readonly Case[] = [
  { name: 'no argument at all', words: ['door=execve', 'path=/t/dynamic', 'env=A=1'] },
  execve('argv is NULL', ['path=/t/dynamic', 'null=argv', 'env=A=1']),
  execve('argv of a script is NULL', ['path=/t/script', 'null=argv', 'env=A=1']),
  execve('envp is NULL', ['path=/t/dynamic', 'arg=zero', 'null=envp']),
  execve('empty environment', ['path=/t/dynamic', 'arg=zero']),
  execve('empty argv[0]', ['path=/t/dynamic', 'arg=', 'arg=x', 'env=A=1']),
  execve('argv[0] like an option', ['path=/t/dynamic', 'arg=-0', 'arg=-cpu', 'arg=--', 'env=A=1']),
  execve('twice the same variable, one without =', [
    'path=/t/dynamic',
    'arg=zero',
    'env=A=1',
    'env=A=2',
    'env=odd',
    'env==x',
    'env=',
  ]),
  execve('variables of loaders', [
    'path=/t/dynamic',
    'arg=zero',
    'env=LD_PRELOAD=/t/libguest.so',
    'env=LD_LIBRARY_PATH=/t/libraries',
    'env=LD_BIND_NOW=1',
  ]),
  ...(
    [
      ['20000 words', '20000x10'],
      ['one word of 131071 bytes', '1x131071'],
      ['one word of 131072 bytes', '1x131072'],
      ['1500000 bytes', '15x100000'],
      ['2500000 bytes', '25x100000'],
      ['5000000 bytes', '50x100000'],
    ] as const
  ).flatMap(([name, words]) =>
    ['execve', 'posix_spawn', 'vfork'].map((door) =>
      execve(`${door} with ${name}`, [
        `door=${door}`,
        'path=/t/dynamic',
        'arg=zero',
        `words=${words}`,
        'env=A=1',
      ]),
    ),
  ),
];

const processes: readonly Case[] = [
  ...[
    'mask',
    'pending',
    'ignored',
    'limits',
    'few-files',
    'nice',
    'umask',
    'chdir:/t',
    'cwd-deleted',
    'no-capabilities',
    'user',
    'effective-user',
    'group-leader',
    'session',
    'terminal',
    'one-cpu',
    'timer',
    'controls',
    'socket',
    'closed:0',
    'closed:1',
    'closed:2',
    'closed:012',
    'many-fds',
    'all-fds',
    'close_range',
    'close_range-cloexec',
    'closefrom',
    'close-loop',
    'position:/t/text',
  ].flatMap((name) => [
    execve(`execve, situation ${name}`, [`setup=${name}`]),
    execve(`posix_spawn, situation ${name}`, [
      'door=posix_spawn',
      'path=/t/dynamic',
      ...ARGUMENTS,
      ...(name === 'terminal' || name === 'group-leader' ? ['spawn=group'] : []),
      `setup=${name}`,
    ]),
  ]),
  execve('script as another user', ['path=/t/script', 'setup=user']),
  execve('file of others as another user', ['path=/t/private', 'setup=user']),
  execve('file of others without capabilities', ['path=/t/private', 'setup=user', 'setup=mask']),
  execve('program in a directory without x', ['path=/t/closed-directory/dynamic', 'setup=user']),
  execve('script, all descriptors closed', ['path=/t/script', 'setup=close_range']),
  ...['script', 'missing', 'text'].flatMap((target) =>
    ['execvp', 'vfork'].map((door) =>
      execve(`${door} of ${target}, all descriptors taken`, [
        `door=${door}`,
        `path=/t/${target}`,
        ...ARGUMENTS,
        'setup=all-fds',
      ]),
    ),
  ),
  execve('fexecve, signals ignored', ['door=fexecve', 'dirfd=30', 'setup=fd:/t/dynamic', 'setup=ignored']),
];

const spawns: readonly Case[] = (
  [
    ['relative path after chdir', ['path=dynamic', 'spawn=chdir:/t']],
    ['relative path after fchdir', ['path=./dynamic', 'spawn=fchdir:/t']],
    ['relative script after chdir', ['path=script-relative', 'spawn=chdir:/t']],
    ['relative path after two chdir', ['path=../dynamic', 'spawn=chdir:/t', 'spawn=chdir:directory']],
    ['missing after chdir', ['path=nothing', 'spawn=chdir:/t']],
    ['chdir to nowhere', ['path=/t/dynamic', 'spawn=chdir:/missing']],
    ['absolute path after chdir', ['path=/t/dynamic', 'spawn=chdir:/w']],
    ['script with relative interpreter after chdir', ['path=/t/script-relative', 'spawn=chdir:/t']],
    ['file actions', ['path=/t/dynamic', 'spawn=files']],
    ['file action that fails', ['path=/t/dynamic', 'spawn=bad-file']],
    ['missing after a file action that fails', ['path=/t/missing', 'spawn=bad-descriptor']],
    ['path on a descriptor of a file action', ['path=/dev/fd/31', 'spawn=open:/t/dynamic']],
    ['script on a descriptor of a file action', ['path=/dev/fd/31', 'spawn=open:/t/script']],
    ['text on a descriptor of a file action', ['path=/dev/fd/31', 'spawn=open:/t/text']],
    ['no program on a descriptor of a file action', ['path=/dev/fd/31', 'spawn=open:/t/plain']],
    ['path on a descriptor that is missing', ['path=/dev/fd/32', 'spawn=open:/t/dynamic']],
    ['group', ['path=/t/dynamic', 'spawn=group']],
    ['session', ['path=/t/dynamic', 'spawn=session']],
    ['mask', ['path=/t/dynamic', 'spawn=mask']],
    ['defaults', ['path=/t/dynamic', 'spawn=default', 'setup=ignored']],
    ['reset ids', ['path=/t/dynamic', 'spawn=reset-ids', 'setup=effective-user']],
    ['text', ['path=/t/text', 'spawn=group']],
    ['missing', ['path=/t/missing', 'spawn=mask']],
  ] as const
).map(([name, words]) => execve(`posix_spawn with ${name}`, ['door=posix_spawn', ...words, ...ARGUMENTS]));

const launches: readonly Case[] = [
  'mask',
  'ignored',
  'limits',
  'umask',
  'cwd-deleted',
  'user',
  'closed:012',
].map((name) => ({
  name: `launch, situation ${name}`,
  words: ['door=execve', 'path=/t/dynamic', 'arg=/t/dynamic', 'arg=x', 'env=A=1', `setup=${name}`],
  launch: true,
}));

/** What may surround an exec. */
export const situationCases: readonly Case[] = [
  ...descriptors,
  ...argumentLists,
  ...processes,
  ...worlds,
  ...spawns,
  ...launches,
];
