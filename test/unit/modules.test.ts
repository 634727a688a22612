import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Module, parseModule, readModules } from '../support/modules.ts';

const modules = await readModules();

/** Who may not import whom; types count too. */
const NEVER: readonly (readonly [who: RegExp, whom: RegExp])[] = [
  [/^src\//, /^(scripts|test|bench)\//],
  [/^scripts\//, /^(test|bench)\//],
  [/^bench\//, /^test\//],
  [/^src\/(?!entry\/)/, /^src\/(entry\/|pipeline\.ts)/],
  [/^src\/host\//, /^src\/(inputs|rootfs|components|image|registry|sinks|report|run)\//],
  [/^src\/(?!host\/)/, /^@actions\//],
  // No reading, no writing: they are told the bytes.
  [/^src\/(image|elf|inputs)\//, /^(node:(fs|http|https|net|child_process)\b|src\/(host|http)\/)/],
  [/^src\/tar\//, /^src\/(host|http)\//],
];

test('imports and exports are read', () => {
  const text = [
    "import type * as Whole from './whole.ts';",
    "import publicGood, { type A, b as c } from '../d.ts';",
    "import {\n  e,\n  type F,\n} from '@actions/core';",
    "import './g.ts';",
    "export async function h() {\n  return import('./i.ts');\n}",
    'export interface J {}',
    'const k = 1;',
  ].join('\n');
  const whole = { names: undefined, onlyTypes: false };
  assert.deepEqual(parseModule('src/l/m.ts', text), {
    path: 'src/l/m.ts',
    imports: [
      { ...whole, from: 'src/l/whole.ts', onlyTypes: true },
      { from: 'src/d.ts', names: ['A', 'b'], onlyTypes: false },
      { from: '@actions/core', names: ['e', 'F'], onlyTypes: false },
      { ...whole, from: 'src/l/g.ts' },
      { ...whole, from: 'src/l/i.ts' },
    ],
    exports: ['h', 'J'],
  });
});

test('imports go one way: entry, pipeline, rooms; tests and benchmarks use scripts, never the other way', () => {
  const wrong = modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ from }) => NEVER.some(([who, whom]) => who.test(path) && whom.test(from)))
      .map(({ from }) => `${path} imports ${from}`),
  );
  assert.deepEqual(wrong, []);
});

test('no file needs itself by way of others', () => {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const finished = new Set<string>();
  const visit = ({ path, imports }: Module, way: readonly string[]): void => {
    assert.ok(!way.includes(path), [...way, path].join(' → '));
    if (finished.has(path)) return;
    for (const { from, onlyTypes } of imports) {
      const next = byPath.get(from);
      if (next !== undefined && !onlyTypes) visit(next, [...way, path]);
    }
    finished.add(path);
  };
  for (const module of modules) visit(module, []);
});

test('what is exported is imported somewhere', () => {
  const used = new Set<string>();
  for (const { imports } of modules)
    for (const { from, names } of imports) for (const name of names ?? ['*']) used.add(`${name} of ${from}`);
  const unused = modules.flatMap(({ path, exports }) => {
    if (used.has(`* of ${path}`)) return [];
    return exports.map((name) => `${name} of ${path}`).filter((name) => !used.has(name));
  });
  assert.deepEqual(unused, []);
});
