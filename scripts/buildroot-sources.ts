// Unpacks a toolchain's sources from the distribution's source packages: buildroot-sources.ts --output DIR [--gcc 12]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ToolError } from '../src/errors.ts';
import { prepareBuildrootSources } from './lib/buildroot-sources.ts';
import { main } from './lib/main.ts';
import { phase } from './lib/phase.ts';

const { values } = parseArgs({
  options: { output: { type: 'string' }, gcc: { type: 'string', default: '12' } },
});

await main(async ({ signal }) => {
  const { output, gcc } = values;
  if (output === undefined)
    throw new ToolError('no-output', '--output is missing', 'name the directory to fill');
  const file = await phase('sources', ({ line }) =>
    prepareBuildrootSources(resolve(output), Number(gcc), { signal, onLine: line }),
  );
  console.log(`for buildroot-config:\nBR2_PACKAGE_OVERRIDE_FILE="${file}"`);
});
