// Writes each action.yml, and the README's tables of inputs and outputs, from the tables in src.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderActionYmls } from './lib/action-yml.ts';
import { renderReadme } from './lib/readme-tables.ts';
import { repository } from './lib/repository.ts';

const readme = join(repository, 'README.md');
for (const [path, text] of Object.entries(renderActionYmls())) await writeFile(join(repository, path), text);
await writeFile(readme, renderReadme(await readFile(readme, 'utf8')));
