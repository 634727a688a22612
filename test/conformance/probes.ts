import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../../scripts/lib/repository.ts';
import type { Host } from '../../src/host/host.ts';
import type { Kind } from './case.ts';
import type { Programs } from './fixtures.ts';

/** The compiled probes: for each kind of program the one that starts and the one that is started, and the runner. */
export interface Probes {
  readonly runner: string;
  readonly caller: Readonly<Record<Kind, Programs>>;
  readonly target: Readonly<Record<Kind, Programs>>;
}

const SOURCES = {
  target: ['target.c', 'descriptors.c', 'report.c'],
  caller: ['caller.c', 'doors.c', 'spawn.c', 'setup.c', 'setup_file.c', 'report.c'],
  runner: ['runner.c'],
};
const COMPILERS: Readonly<Record<Kind, string>> = { native: 'gcc', guest: 'aarch64-linux-gnu-gcc' };
const FLAGS = ['-O1', '-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-pthread'];
const LINKING = { dynamic: [], static: ['-static'], pie: ['-static-pie'] };

/** Compiles the probes into the directory. */
export async function compileProbes(directory: string, host: Host): Promise<Probes> {
  const compile = async (kind: Kind, name: keyof typeof SOURCES, linking: keyof typeof LINKING) => {
    const output = join(directory, kind, `${name}-${linking}`);
    await mkdir(join(directory, kind), { recursive: true });
    const sources = SOURCES[name].map((file) => join(repository, 'test/conformance/probe', file));
    await host.exec(COMPILERS[kind], [...FLAGS, ...LINKING[linking], '-o', output, ...sources]);
    return output;
  };
  const programs = async (kind: Kind, name: keyof typeof SOURCES): Promise<Programs> => ({
    dynamic: await compile(kind, name, 'dynamic'),
    static: await compile(kind, name, 'static'),
    pie: await compile(kind, name, 'pie'),
  });
  return {
    runner: await compile('native', 'runner', 'static'),
    caller: { native: await programs('native', 'caller'), guest: await programs('guest', 'caller') },
    target: { native: await programs('native', 'target'), guest: await programs('guest', 'target') },
  };
}
