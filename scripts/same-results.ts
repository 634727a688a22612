// Builds and tests Debian source packages twice, wholly emulated and natively, and compares what is installed:
// same-results.ts [--record] [NAME…]. --record writes docs/same-results.md. Takes hours without a name.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ToolError } from '../src/errors.ts';
import { readOptional } from '../src/files/optional-file.ts';
import { installGuestPackages } from './lib/guest-packages.ts';
import { main } from './lib/main.ts';
import { ensurePackages } from './lib/packages.ts';
import { phase } from './lib/phase.ts';
import { repository } from './lib/repository.ts';
import { type Comparison, compareResults } from './lib/same-results.ts';
import { type ComparedPackage, comparedPackages } from './lib/same-results-packages.ts';
import { isSame, mergeReport } from './lib/same-results-report.ts';
import type { Scope } from './lib/scope.ts';
import { makeGuestRoot } from './lib/workbench/guest-root.ts';
import { debianRootfs } from './lib/workbench/rootfs.ts';

const report = join(repository, 'docs/same-results.md');

function choose(names: readonly string[]): readonly ComparedPackage[] {
  if (names.length === 0) return comparedPackages;
  return names.map((name) => {
    const found = comparedPackages.find(({ source }) => source === name);
    if (found !== undefined) return found;
    const known = comparedPackages.map(({ source }) => source).join(' ');
    throw new ToolError('unknown-package', `${name} is not compared`, `choose from: ${known}`);
  });
}

async function prepare(chosen: readonly ComparedPackage[], scope: Scope) {
  const { signal } = scope;
  await ensurePackages(['build', 'rootfs', 'natives', 'test'], { signal });
  const guest = await makeGuestRoot(scope, 'full');
  const needs = [...new Set(chosen.flatMap((item) => item.needs))];
  await installGuestPackages(needs, await debianRootfs(scope), guest.path, scope);
  await guest.run(['ldconfig'], {}, { strict: true });
  return guest;
}

async function record(comparison: Comparison): Promise<void> {
  const old = (await readOptional(report)) ?? '';
  await writeFile(report, mergeReport(old, comparison, new Date().toISOString().slice(0, 10)));
}

await main(async (scope) => {
  const { values, positionals } = parseArgs({
    options: { record: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const chosen = choose(positionals);
  const guest = await phase('root filesystem with native stand-ins', () => prepare(chosen, scope));
  const failed: string[] = [];
  for (const item of chosen) {
    const comparison = await phase(`${item.source}, twice`, ({ line }) =>
      compareResults(item, guest, scope, line),
    );
    const { entries, differences, tests, testDifferences } = comparison;
    console.log(
      `   ${entries} entries, ${differences.length} differ; ${tests.length} results of tests, ${testDifferences.length} differ`,
    );
    for (const { path, left = 'nothing', right = 'nothing' } of differences)
      console.log(`   ${path}: ${left} | ${right}`);
    for (const line of testDifferences) console.log(`   ${line}`);
    if (values.record) await record(comparison);
    if (!isSame(comparison)) failed.push(item.source);
  }
  if (failed.length === 0) return;
  throw new ToolError(
    'results-differ',
    `native tools gave something else: ${failed.join(', ')}`,
    'see above what',
  );
});
