// Writes each action.yml and the READMEs' tables, from the tables in src and bench/results.json.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderActionYmls } from './lib/action-yml.ts';
import { renderBenchmarks, renderReadme } from './lib/readme-tables.ts';
import { repository } from './lib/repository.ts';

for (const [path, text] of Object.entries(renderActionYmls())) await writeFile(join(repository, path), text);
for (const [path, render] of [
  ['README.md', renderReadme],
  ['bench/README.md', renderBenchmarks],
] as const) {
  const file = join(repository, path);
  await writeFile(file, render(await readFile(file, 'utf8')));
}
