/** What inspection keeps of an entry of the archive; `head` is a file's first bytes, `content` all of them. */
export type TreeNode =
  | { readonly type: 'directory' }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'file'; readonly executable: boolean; readonly head: Buffer; readonly content?: Buffer }
  | { readonly type: 'other' };

/** As path_resolution(7): more symbolic links than this on the way are a loop. */
const MAX_LINKS = 40;

/** A root filesystem's names in memory. Paths are given as `/usr/bin/sh` or `usr/bin/sh`. */
export class RootfsTree {
  private readonly nodes = new Map<string, TreeNode>([['', { type: 'directory' }]]);
  private readonly children = new Map<string, Set<string>>();

  /** Adds an entry as an archive has it; parents that it does not name are directories. A later one replaces. */
  add(path: string, node: TreeNode): void {
    const parts = partsOf(path);
    const name = parts.join('/');
    if (name === '') return;
    this.nodes.set(name, node);
    for (let depth = parts.length; depth > 0; depth--) {
      const parent = parts.slice(0, depth - 1).join('/');
      if (!this.nodes.has(parent)) this.nodes.set(parent, { type: 'directory' });
      const siblings = this.children.get(parent) ?? new Set();
      this.children.set(parent, siblings.add(parts[depth - 1] ?? ''));
    }
  }

  /** A hard link is another name of the node that its target names. */
  addHardLink(path: string, target: string): void {
    const node = this.nodes.get(partsOf(target).join('/'));
    if (node !== undefined) this.add(path, node);
  }

  /** No entries but the root. */
  get isEmpty(): boolean {
    return this.nodes.size === 1;
  }

  /** The node itself, without following a link at the end or on the way. */
  entry(path: string): TreeNode | undefined {
    return this.nodes.get(partsOf(path).join('/'));
  }

  /** Names in a directory (links followed), sorted; empty when there is no such directory. */
  list(path: string): string[] {
    const real = this.realPath(path);
    return real === undefined ? [] : [...(this.children.get(real) ?? [])].sort();
  }

  /** All files, with their paths. */
  *files(): Generator<readonly [string, Extract<TreeNode, { type: 'file' }>]> {
    for (const [path, node] of this.nodes) if (node.type === 'file') yield [path, node];
  }

  /** What a path leads to, all links followed; undefined when nothing is there. */
  resolve(path: string): TreeNode | undefined {
    const real = this.realPath(path);
    return real === undefined ? undefined : this.nodes.get(real);
  }

  /**
   * The path without links, relative to the root, which `..` and absolute targets do not leave
   * (as under chroot(2)); undefined when nothing is there or the links go round.
   */
  realPath(path: string): string | undefined {
    const walk = this.walk(path);
    return walk.missing.length === 0 ? walk.real : undefined;
  }

  /** As realPath, but what is missing at the end is taken as it is named: where a file would be made. */
  wouldBe(path: string): string {
    const { real, missing } = this.walk(path);
    return [...(real === '' ? [] : [real]), ...missing].join('/');
  }

  private walk(path: string): { real: string; missing: string[] } {
    let rest = partsOf(path, true);
    let real: string[] = [];
    let links = 0;
    while (rest.length > 0) {
      const [part = '', ...after] = rest;
      const next = part === '..' ? real.slice(0, -1) : [...real, part];
      const node = this.nodes.get(next.join('/'));
      if (node === undefined || (node.type === 'symlink' && ++links > MAX_LINKS)) break;
      if (node.type === 'symlink') {
        if (node.target.startsWith('/')) real = [];
        rest = [...partsOf(node.target, true), ...after];
      } else {
        real = next;
        rest = after;
      }
    }
    return { real: real.join('/'), missing: rest };
  }
}

/** `./usr//bin/` → usr, bin. `..` is kept for links, and dropped from the names of an archive. */
function partsOf(path: string, keepUp = false): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.' && (keepUp || part !== '..'));
}
