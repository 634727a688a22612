import { join } from 'node:path';
import {
  buildPackage,
  type BuiltPackageName as Name,
  type PackageBuild,
  packages,
  preparePackage,
} from '../scripts/lib/package-build.ts';
import type { Benchmark, Context } from './benchmark.ts';

const prepared = new Map<Name, Promise<string>>();

function prepare(name: Name, { scope }: Context): Promise<string> {
  const known = prepared.get(name) ?? unpack();
  prepared.set(name, known);
  return known;
  async function unpack(): Promise<string> {
    return preparePackage(packages[name], join(await scope.tempDir(name), name), scope.signal);
  }
}

async function build(how: PackageBuild, name: Name, context: Context): Promise<number> {
  const places = { workbench: await context.workbench(), emulated: await context.emulated() };
  return buildPackage(how, packages[name], await prepare(name, context), places);
}

function benchmarksOf(name: Name): readonly Benchmark[] {
  const common = {
    unit: 's',
    better: 'less',
    ours: (context: Context) => build('full', name, context),
  } as const;
  return [
    {
      ...common,
      name: `${name}.full-vs-emulated`,
      long: true,
      against:
        "configure and make in the same root filesystem under the distribution's QEMU with binfmt_misc",
      reference: (context) => build('emulated', name, context),
    },
    {
      ...common,
      name: `${name}.full-vs-host`,
      against: 'configure and make with a cross compiler on the machine, outside any container',
      reference: (context) => build('host', name, context),
    },
  ];
}

/** configure and make of whole packages with native shell, tools and compiler, in an unprivileged container. */
export const fullBenchmarks: readonly Benchmark[] = (Object.keys(packages) as Name[]).flatMap(benchmarksOf);
