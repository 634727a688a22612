import { join } from 'node:path';
import { buildPackage, type PackageBuild, packages, preparePackage } from '../scripts/lib/package-build.ts';
import { ensurePackages } from '../scripts/lib/packages.ts';
import type { Benchmark, Context } from './benchmark.ts';

type Name = keyof typeof packages;

const prepared = new Map<Name, Promise<string>>();

function prepare(name: Name, { scope, options }: Context): Promise<string> {
  const known = prepared.get(name) ?? unpack();
  prepared.set(name, known);
  return known;
  async function unpack(): Promise<string> {
    await ensurePackages(['bench'], options);
    return preparePackage(packages[name], join(await scope.tempDir(name), name), scope.signal);
  }
}

async function build(how: PackageBuild, name: Name, context: Context): Promise<number> {
  const workbench = await context.workbench();
  return buildPackage(how, packages[name], await prepare(name, context), workbench);
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
      against: 'configure and make wholly emulated, in the same image',
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
