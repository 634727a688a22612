import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runUnderBinfmt } from '../scripts/lib/binfmt-scope.ts';
import { cacheDirectory } from '../scripts/lib/cache-directory.ts';
import { distroEmulator } from '../scripts/lib/distro-emulator.ts';
import { run } from '../scripts/lib/run.ts';
import { bashSeconds } from '../scripts/lib/timing.ts';
import { type GuestRoot, makeGuestRoot } from '../scripts/lib/workbench/guest-root.ts';
import { lazily } from '../src/lazily.ts';
import type { Benchmark, Context } from './benchmark.ts';
import { startTrue } from './exec.ts';

/** The same native shell for both: what it starts is what is compared. */
const shell = ['/x86_64/native/full/usr/bin/bash', '-c'];

/** Lua as one file (its own onelua.c does the same): declarations are static, and the compiler sees everything. */
const luaAsOneFile = `
#define LUA_USE_POSIX
#define LUA_CORE
#define LUA_LIB
#define ltable_c
#define lvm_c
#include "luaconf.h"
#undef LUAI_FUNC
#undef LUAI_DDEC
#undef LUAI_DDEF
#define LUAI_FUNC static
#define LUAI_DDEC(def)
#define LUAI_DDEF static
${'lzio lctype lopcodes lmem lundump ldump lstate lgc llex lcode lparser ldebug lfunc lobject ltm lstring ltable ldo lvm lapi'
  .concat(' lauxlib lbaselib lcorolib ldblib liolib lmathlib loadlib loslib lstrlib ltablib lutf8lib linit')
  .split(' ')
  .map((name) => `#include "${name}.c"`)
  .join('\n')}
`;

const compile = 'cd /lua/src && TIMEFORMAT=%R && time /usr/bin/gcc -std=gnu99 -O2 -c one.c -o /tmp/one.o';

/** One tree for both sides, with Lua's source in it. */
const guest = lazily(async (context: Context): Promise<GuestRoot> => {
  const root = await makeGuestRoot(context.scope, 'full');
  const source = await context.lua();
  await run('cp', ['-a', source, join(root.path, 'lua')], context.options);
  await writeFile(join(root.path, 'lua/src/one.c'), luaAsOneFile);
  return root;
});

async function ours(script: string, context: Context): Promise<number> {
  const root = await guest(context);
  const { stderr } = await root.run([...shell, script], { ARM64_ON_X86_ACCELERATE: '0' }, { strict: true });
  return bashSeconds(stderr);
}

async function distribution(script: string, context: Context): Promise<number> {
  const { path: tree } = await guest(context);
  const emulator = await distroEmulator(cacheDirectory(), context.options);
  // Without our preload library the shell asks the kernel, and the kernel asks binfmt_misc.
  const view = [
    '--ro-bind',
    '/dev/null',
    '/x86_64/ld.preload',
    '--clearenv',
    '--setenv',
    'PATH',
    '/usr/bin:/bin',
  ];
  const { stderr } = await runUnderBinfmt({ emulator, tree, view }, [...shell, script], context.options);
  return bashSeconds(stderr);
}

function benchmark(name: string, what: string, script: string): Benchmark {
  return {
    name,
    against: `${what}, by the distribution's qemu-user-static under binfmt_misc, in the same tree`,
    unit: 's',
    better: 'less',
    ours: (context) => ours(script, context),
    reference: (context) => distribution(script, context),
  };
}

/** What stays emulated, against the QEMU that the distribution ships. */
export const emulationBenchmarks: readonly Benchmark[] = [
  benchmark('exec.emulated-vs-distro', "1,000 starts of the guest's /bin/true by a native shell", startTrue),
  benchmark(
    'emulation.compile-vs-distro',
    "Lua as one C file, compiled by the guest's gcc with -O2",
    compile,
  ),
];
