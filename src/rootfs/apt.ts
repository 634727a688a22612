import { type AptSource, parseAptSources } from './apt-sources.ts';
import type { RootfsTree } from './tree.ts';

/** Where the root filesystem's own packages come from, and the keys with which it checks them. */
export interface AptProfile {
  readonly sources: readonly AptSource[];
  /** Keyrings by their paths, in base64: those that a source names, and those that apt trusts for all. */
  readonly keyrings: Readonly<Record<string, string>>;
}

const LIST = 'etc/apt/sources.list';
const TRUSTED = 'etc/apt/trusted.gpg';

/** apt's configuration of repositories (sources.list(5), apt-secure(8)); undefined without any. */
export function findApt(tree: RootfsTree): AptProfile | undefined {
  const lists = [LIST, ...filesIn(tree, `${LIST}.d`, /\.(?:list|sources)$/)];
  const sources = lists.flatMap((path) =>
    parseAptSources(tree.content(path)?.toString('utf8') ?? '', path.endsWith('.sources')),
  );
  if (sources.length === 0) return undefined;
  const named = sources.flatMap(({ signedBy = '' }) =>
    signedBy.split(/\s+/).filter((word) => /^\//.test(word)),
  );
  const forAll = sources.some(({ signedBy }) => signedBy === undefined)
    ? [TRUSTED, ...filesIn(tree, `${TRUSTED}.d`, /\.(?:gpg|asc)$/)].map((path) => `/${path}`)
    : [];
  const keyrings = [...new Set([...named, ...forAll])].sort().flatMap((path) => {
    const content = tree.content(path);
    return content === undefined ? [] : [[path, content.toString('base64')] as const];
  });
  return { sources, keyrings: Object.fromEntries(keyrings) };
}

function filesIn(tree: RootfsTree, directory: string, name: RegExp): string[] {
  const names = tree.list(directory).filter((file) => name.test(file));
  return names.map((file) => `${directory}/${file}`);
}
