import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Where the code that makes each thing begins; what it imports belongs to it. Paths in src. */
const ROOTS = {
  emulator: ['components/emulator/emulator.ts'],
  'toolchain-system': ['components/toolchain/system.ts', 'components/toolchain/finish.ts'],
  'toolchain-sdk': ['components/toolchain/sdk.ts', 'components/toolchain/finish.ts'],
  // Only what lays out what was built: Buildroot, our changes to it and its configuration are in the key themselves.
  'toolchain-buildroot': [
    ...[
      'components/toolchain/buildroot/graft/graft.ts',
      'components/toolchain/buildroot/graft/fitted-entries.ts',
    ],
    ...['components/toolchain/specs.ts', 'components/toolchain/names.ts', 'components/toolchain/finish.ts'],
    'components/toolchain/buildroot/graft/notices.ts',
  ],
  debugger: ['components/debugger/debugger.ts'],
  natives: ['components/natives/natives.ts'],
  runtime: ['components/runtime/runtime.ts'],
  inspection: ['rootfs/read.ts', 'rootfs/exclude/glob.ts'],
  image: ['image/image.ts', 'image/image-set.ts', 'image/base-image.ts'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RecipeName = keyof typeof ROOTS;

/**
 * Code that leaves the bytes alone: what it brings (a download, a choice) is in the key itself, or it only refuses.
 * Writing tar is left out because all layers would change with a comma of it: key.ts has a number for it, and a test.
 */
const NEUTRAL = [
  ...['cache/', 'host/', 'http/', 'inputs/', 'registry/', 'report/', 'source/', 'errors.ts', 'versions.json'],
  ...['tar/entry.ts', 'tar/pack.ts', 'tar/stream.ts', 'tar/tree.ts'],
  ...['components/key.ts', 'recipes/', 'components/resolve.ts', 'components/component.ts'],
  ...[
    'components/prerequisites.ts',
    'components/emulator/prerequisites.ts',
    'components/emulator/apt-sources.ts',
  ],
  'components/compiler-environment.ts',
];

/**
 * A hash of our own code for each thing that it makes, so that a key changes with it: all modules from a root on,
 * without comments and without what only names types.
 * @param source the directory src.
 */
export function hashRecipes(source: string): Record<RecipeName, string> {
  const names = Object.keys(ROOTS) as RecipeName[];
  return Object.fromEntries(names.map((name) => [name, hashModules(source, ROOTS[name])])) as Record<
    RecipeName,
    string
  >;
}

/** The modules that a recipe is made of, as paths in src, sorted. */
export function recipeModules(source: string, roots: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...roots];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path) || NEUTRAL.some((neutral) => path?.startsWith(neutral))) continue;
    found.add(path);
    queue.push(
      ...importsOf(readFileSync(join(source, path), 'utf8')).map((name) => resolved(source, path, name)),
    );
  }
  return [...found].sort();
}

function hashModules(source: string, roots: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of recipeModules(source, roots)) {
    hash.update(`${path}\n${withoutComments(readFileSync(join(source, path), 'utf8'))}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

function resolved(source: string, importer: string, name: string): string {
  return relative(source, join(source, dirname(importer), name));
}

/** Relative names after `from`, and in `import()`; of those that name only types nothing is left when it runs. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm,
  );
  return [...statements].map(([, name, dynamic]) => name ?? dynamic ?? '');
}

/** Without the comments that stand on lines of their own, which is where the formatter has them, and blank lines. */
export function withoutComments(text: string): string {
  let inside = false;
  const kept = text.split('\n').filter((line) => {
    const begins = !inside && /^\s*\/\*/.test(line);
    const comment = inside || begins || /^\s*\/\//.test(line);
    if (begins || inside) inside = !line.includes('*/');
    return !comment && line.trim() !== '';
  });
  return kept.join('\n');
}
