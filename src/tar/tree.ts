import type { TreeEntry } from './entry.ts';

/**
 * The entries in the order of a layer: sorted by path, with the parent directories that nobody named (mode 0755).
 * @throws a plain Error, since it is a bug of the caller, when a path is not relative and normal, occurs twice, or
 *   lies under something that is no directory.
 */
export function completeTree(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const tree = new Map<string, TreeEntry>();
  for (const entry of entries) {
    assertPath(entry.path);
    if (tree.has(entry.path)) throw new Error(`layer: ${entry.path} is there twice`);
    tree.set(entry.path, entry);
  }
  for (const { path } of entries) addParents(tree, path);
  return [...tree.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function assertPath(path: string): void {
  const parts = path.split('/');
  if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new Error(`layer: ${JSON.stringify(path)} is not a relative, normal path`);
  }
}

function addParents(tree: Map<string, TreeEntry>, path: string): void {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const parent = path.slice(0, slash);
    const known = tree.get(parent);
    if (known === undefined) tree.set(parent, { type: 'directory', path: parent, mode: 0o755 });
    else if (known.type !== 'directory')
      throw new Error(`layer: ${path} lies under ${parent}, a ${known.type}`);
  }
}
