// Unpacks a toolchain's sources from the distribution's source packages:
//   buildroot-sources.ts --output DIR [--gcc 12] [--libc glibc|musl]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ToolError } from '../src/errors.ts';
import { prepareBuildrootSources } from './lib/buildroot-sources.ts';
import { main } from './lib/main.ts';
import { phase } from './lib/phase.ts';

const { values } = parseArgs({
  options: {
    output: { type: 'string' },
    gcc: { type: 'string', default: '12' },
    libc: { type: 'string', default: 'glibc' },
  },
});

await main(async ({ signal }) => {
  const { output, gcc, libc } = values;
  if (output === undefined)
    throw new ToolError('no-output', '--output is missing', 'name the directory to fill');
  if (libc !== 'glibc' && libc !== 'musl')
    throw new ToolError('option-value', `--libc is "${libc}"`, 'give glibc or musl');
  const file = await phase('sources', ({ line }) =>
    prepareBuildrootSources(resolve(output), Number(gcc), libc, { signal, onLine: line }),
  );
  console.log(`for buildroot-config:\nBR2_PACKAGE_OVERRIDE_FILE="${file}"`);
});
