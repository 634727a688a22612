// Installs the missing packages for the purposes that are named (see packages.json), or for all of them.
import { ToolError } from '../src/errors.ts';
import { main } from './lib/main.ts';
import { ensurePackages, isPurpose, purposes } from './lib/packages.ts';

await main(async ({ signal }) => {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !isPurpose(name));
  if (unknown.length > 0) {
    throw new ToolError(
      'unknown-purpose',
      `unknown: ${unknown.join(' ')}`,
      `choose from: ${purposes.join(' ')}`,
    );
  }
  const wanted = names.length > 0 ? names.filter(isPurpose) : purposes;
  const installed = await ensurePackages(wanted, { signal, onLine: (line) => console.log(line) });
  console.log(installed.length > 0 ? `installed: ${installed.join(' ')}` : 'all packages are there');
});
