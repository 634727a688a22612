import type { Case } from './case.ts';
import { type Target, targets } from './targets.ts';

/** A door that takes a path, and the words by which the caller goes through it to a target. */
interface Door {
  readonly name: string;
  readonly words: (target: Target) => readonly string[];
}

const ARGUMENTS = ['arg=zero', 'arg=one', 'arg=', 'arg=-x --', 'env=A=1', 'env=B=', 'env=PATH=/t:/usr/bin'];

const byPath = (name: string): Door => ({
  name,
  words: ({ path, setup = [] }) => [
    `door=${name}`,
    ...(path === undefined ? [] : [`path=${path}`]),
    ...ARGUMENTS,
    ...setup.map((step) => `setup=${step}`),
  ],
});

/** Doors that are tried with every target. */
const doors: readonly Door[] = [
  ...['execve', 'execvp', 'vfork', 'posix_spawn', 'posix_spawnp'].map(byPath),
  {
    name: 'execveat in a directory',
    words: ({ path = '', setup = [] }) => {
      const slash = path.lastIndexOf('/');
      const directory = slash > 0 ? path.slice(0, slash) : '/t';
      return [
        'door=execveat',
        'dirfd=30',
        `path=${path.slice(slash + 1)}`,
        ...ARGUMENTS,
        ...setup.map((step) => `setup=${step}`),
        `setup=fd:${directory}`,
      ];
    },
  },
  {
    name: 'fexecve',
    words: ({ path, setup = [] }) => [
      'door=fexecve',
      'dirfd=30',
      ...ARGUMENTS,
      ...setup.map((step) => `setup=${step}`),
      `setup=fd-path:${path}`,
    ],
  },
];

function crossed(): Case[] {
  return doors.flatMap((door) =>
    targets
      .filter((target) => door.name === 'execve' || target.everyDoor !== false)
      .filter(({ exists, path }) => door.name !== 'fexecve' || (exists !== false && path !== undefined))
      .map((target) => ({ name: `${door.name}: ${target.name}`, words: door.words(target) })),
  );
}

function launched(): Case[] {
  return targets.flatMap((target) =>
    // A writer's descriptor is closed by the exec of the launcher itself.
    target.path === undefined || target.path === '' || target.name.endsWith('open for writing')
      ? []
      : [
          {
            name: `launch: ${target.name}`,
            words: [
              'door=execve',
              `path=${target.path}`,
              `arg=${target.path}`,
              'arg=one',
              'arg=',
              'env=A=1',
              ...(target.setup ?? []).map((step) => `setup=${step}`),
            ],
            launch: true,
          },
        ],
  );
}

const WAYS_TO_SAY = ['execv', 'execvpe', 'execl', 'execlp', 'execle', 'fork', 'thread', 'vfork-execvp'];

function others(): Case[] {
  const chosen = targets.filter(({ name }) => ['dynamic', 'script', 'text', 'missing'].includes(name));
  return [
    ...WAYS_TO_SAY.flatMap((door) =>
      chosen.map((target) => ({ name: `${door}: ${target.name}`, words: byPath(door).words(target) })),
    ),
    ...['system', 'popen-r', 'popen-w'].map((door) => ({
      name: `${door}: a command`,
      words: [`door=${door}`, 'path=echo "a b"', 'env=A=1', 'env=PATH=/t'],
    })),
    ...['execvp', 'execlp', 'execvpe', 'posix_spawnp', 'vfork-execvp'].flatMap((door) =>
      ['dynamic', 'script', 'text', 'missing', 'plain', ''].map((name) => ({
        name: `${door} in PATH: ${name === '' ? 'empty name' : name}`,
        words: [`door=${door}`, `path=${name}`, ...ARGUMENTS],
      })),
    ),
  ];
}

/** Every door: some with every target, the rest with those that tell. */
export const doorCases: readonly Case[] = [...crossed(), ...others(), ...launched()];
