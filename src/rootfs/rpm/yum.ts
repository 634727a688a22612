import type { RootfsTree } from '../tree.ts';
import { parseRepositories, substitute, type YumRepository } from './repositories.ts';

/** Where an rpm root filesystem's own packages come from, and the keys with which it checks them. */
export interface YumProfile {
  readonly repositories: readonly YumRepository[];
  /** Variables in their addresses, releasever among them; not those that follow from the machine. */
  readonly variables: Readonly<Record<string, string>>;
  /** The keys that repositories name, by the address that they name, in base64. */
  readonly keys: Readonly<Record<string, string>>;
}

const REPOSITORIES = ['etc/yum.repos.d', 'etc/distro.repos.d'] as const;
/** dnf reads both; of a variable that is in both the last. */
const VARIABLES = ['etc/yum/vars', 'etc/dnf/vars'] as const;
/** dnf's own variable for the machine: keys may be named by it, and ours are those of x86-64 packages. */
const ARCHITECTURES = ['x86_64', 'aarch64'] as const;

/**
 * dnf's and yum's configuration of repositories (dnf.conf(5), yum.conf(5)); undefined without any that is turned on.
 * @param releasever what the release's own package says; a variable that is set by hand is stronger.
 */
export function findYum(tree: RootfsTree, releasever: string | undefined): YumProfile | undefined {
  const repositories = REPOSITORIES.flatMap((directory) =>
    filesIn(tree, directory, /\.repo$/).flatMap(([, text]) => parseRepositories(text.toString('utf8'))),
  );
  if (repositories.length === 0) return undefined;
  const variables = {
    ...(releasever !== undefined && { releasever }),
    ...Object.fromEntries(
      VARIABLES.flatMap((directory) => filesIn(tree, directory, /^\w+$/)).map(
        ([name, text]) => [name, text.toString('utf8').split('\n', 1)[0]?.trim() ?? ''] as const,
      ),
    ),
  };
  const named = [...new Set(repositories.flatMap(({ keys }) => keys))].sort();
  const keys = named.flatMap((address) => {
    const key = keyAt(tree, address, variables);
    return key === undefined ? [] : [[address, key.toString('base64')] as const];
  });
  return { repositories, variables, keys: Object.fromEntries(keys) };
}

function keyAt(tree: RootfsTree, address: string, variables: YumProfile['variables']): Buffer | undefined {
  for (const basearch of ARCHITECTURES) {
    const [, path] = /^file:\/*(\/.*)$/.exec(substitute(address, { ...variables, basearch })) ?? [];
    const key = path === undefined ? undefined : tree.content(path);
    if (key !== undefined) return key;
  }
  return undefined;
}

function filesIn(tree: RootfsTree, directory: string, pattern: RegExp): [name: string, content: Buffer][] {
  const names = tree.list(directory).filter((name) => pattern.test(name));
  return names.sort().flatMap((name) => {
    const content = tree.content(`${directory}/${name}`);
    return content === undefined ? [] : [[name, content]];
  });
}
