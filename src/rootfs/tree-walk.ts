import type { Directory, TreeNode } from './tree-node.ts';

/** As path_resolution(7): more symbolic links than this on the way are a loop. */
const MAX_LINKS = 40;

interface Step {
  readonly name: string;
  readonly node: TreeNode;
}

/** How far a walk came: the directories on the way, and what is there at its end. */
interface Walk {
  readonly real: readonly string[];
  readonly node: TreeNode;
  readonly missing: readonly string[];
}

/**
 * Follows a path from the root, links on the way and at its end included; `..` and absolute targets stay within the
 * root.
 */
export function walk(root: Directory, path: string): Walk {
  const rest = partsOf(path, true).reverse();
  let trail: Step[] = [];
  let links = 0;
  while (rest.length > 0) {
    const part = rest.at(-1) ?? '';
    if (part === '..') {
      trail.pop();
      rest.pop();
      continue;
    }
    const node = childOf(trail.at(-1)?.node ?? root, part);
    if (node === undefined || (node.type === 'symlink' && ++links > MAX_LINKS)) break;
    rest.pop();
    if (node.type !== 'symlink') {
      trail.push({ name: part, node });
      continue;
    }
    if (node.target.startsWith('/')) trail = [];
    rest.push(...partsOf(node.target, true).reverse());
  }
  const node = trail.at(-1)?.node ?? root;
  return { real: trail.map(({ name }) => name), node, missing: rest.reverse() };
}

function childOf(node: TreeNode, name: string): TreeNode | undefined {
  return node.type === 'directory' ? node.children.get(name) : undefined;
}

/** `./usr//bin/` → usr, bin. `..` is kept for links, and dropped from the names of an archive. */
export function partsOf(path: string, keepUp = false): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.' && (keepUp || part !== '..'));
}

/** The path of the directory that an entry lies in. */
export function parentOf(path: string): string {
  return partsOf(path).slice(0, -1).join('/');
}
