import { writeFile } from 'node:fs/promises';
import { renderActionYml } from './lib/action-yml.ts';

// Writes action.yml anew from the tables of inputs and outputs; a test compares.
await writeFile(new URL('../action.yml', import.meta.url), renderActionYml());
