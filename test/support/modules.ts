import { glob, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { repository } from '../../scripts/lib/repository.ts';

/** A file of TypeScript: what it takes from others, and what it gives. */
export interface Module {
  /** From the repository's top, as all paths here. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Names. */
  readonly exports: readonly string[];
}

interface Import {
  /** A file of this repository, or a package, as `node:fs`. */
  readonly from: string;
  /** Undefined: all of them. */
  readonly names: readonly string[] | undefined;
  /** Nothing of it is there when the program runs. */
  readonly onlyTypes: boolean;
}

/** All of this repository's, in the order of their paths. */
export async function readModules(): Promise<Module[]> {
  const paths: string[] = [];
  for await (const path of glob(['*.ts', '{src,scripts,bench,test}/**/*.ts'], { cwd: repository }))
    paths.push(path);
  const read = async (path: string) => parseModule(path, await readFile(join(repository, path), 'utf8'));
  return Promise.all(paths.sort().map(read));
}

const STATIC = /^(?:import|export)( type)? (?:\w+,? ?)?(?:\{([^}]*)\} |\* as \w+ )?(?:from )?'([^']+)'/gm;
const DYNAMIC = /\bimport\('([^']+)'\)/g;
const EXPORT = /^export (?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm;

/** Reads what the formatter lets stand: imports and exports begin their line, and export lists are not used. */
export function parseModule(path: string, text: string): Module {
  const place = (from: string) => (from.startsWith('.') ? normalize(join(dirname(path), from)) : from);
  const fixed = [...text.matchAll(STATIC)].map(([, type, list, from = '']) => ({
    from: place(from),
    names: list === undefined ? undefined : importedNames(list),
    onlyTypes: type !== undefined,
  }));
  const moving = [...text.matchAll(DYNAMIC)].map(([, from = '']) => ({
    from: place(from),
    names: undefined,
    onlyTypes: false,
  }));
  return {
    path,
    imports: [...fixed, ...moving],
    exports: [...text.matchAll(EXPORT)].map(([, name = '']) => name),
  };
}

/** `type A, b as c`: A, b. */
function importedNames(list: string): string[] {
  const names = list.split(',').map((item) =>
    item
      .trim()
      .replace(/^type /, '')
      .replace(/ as .*/, ''),
  );
  return names.filter((name) => name !== '');
}
