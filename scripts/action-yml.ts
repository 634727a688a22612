import { writeFile } from 'node:fs/promises';
import { renderActionYmls } from './lib/action-yml.ts';

// Writes each action.yml anew from the tables of inputs and outputs; a test compares.
for (const [path, text] of Object.entries(renderActionYmls()))
  await writeFile(new URL(`../${path}`, import.meta.url), text);
