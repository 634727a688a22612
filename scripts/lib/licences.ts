import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/** A rolldown plugin that writes the licence of every npm package in the bundle to one file beside it. */
export function licences(fileName: string): Plugin {
  return {
    name: 'licences',
    async generateBundle(_options, bundle) {
      const directories = new Set<string>();
      for (const output of Object.values(bundle)) {
        if (output.type === 'chunk') {
          for (const id of Object.keys(output.modules)) directories.add(packageDirectory(id));
        }
      }
      directories.delete('');
      const texts = await Promise.all([...directories].map(describe));
      this.emitFile({ type: 'asset', fileName, source: [...new Set(texts.sort())].join('\n') });
    },
  };
}

/** The package that a module belongs to (the innermost one); empty for our own modules. */
function packageDirectory(id: string): string {
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? '';
}

async function describe(directory: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = (await readdir(directory)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : (await readFile(join(directory, file), 'utf8')).trim();
  return `${'-'.repeat(80)}\n${name} ${version}, ${license ?? 'see below'}\n\n${text}\n`;
}
