import { compileLua, type LuaBuild } from '../scripts/lib/lua-build.ts';
import type { Benchmark, Context } from './benchmark.ts';

async function compile(how: LuaBuild, context: Context): Promise<number> {
  return compileLua(how, await context.lua(), await context.workbench());
}

/** Compiling Lua 5.4 with plain make, in an unprivileged container of the image. */
export const luaBenchmarks: readonly Benchmark[] = [
  {
    name: 'lua.native-vs-emulated',
    against: "the rootfs's own gcc, emulated, in the same image",
    unit: 's',
    better: 'less',
    ours: (context) => compile('native', context),
    reference: (context) => compile('emulated', context),
  },
  {
    name: 'lua.native-vs-host',
    against: 'a plain cross compile on the machine, outside any container',
    unit: 's',
    better: 'less',
    ours: (context) => compile('native', context),
    reference: (context) => compile('host', context),
  },
];
