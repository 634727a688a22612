import { type Directory, type FileNode, newDirectory, type TreeNode } from './tree-node.ts';
import { parentOf, partsOf, walk } from './tree-walk.ts';

/**
 * A root filesystem's names in memory, in layers one over the other. Paths are given as `/usr/bin/sh` or
 * `usr/bin/sh`. Entries are put where an unpacker would: links among their parents are followed, within the root.
 */
export class RootfsTree {
  private readonly root: Directory = newDirectory();
  /** What the layer at hand has added, by directory; undefined in the lowest, which hides nothing. */
  private fresh: Map<Directory, Set<string>> | undefined;
  /** Where the last entry went: archives are written directory by directory. */
  private last: { readonly parent: string; readonly directory: Directory } | undefined;
  /** Directories that had to be made because an entry lies in them. */
  implied = 0;

  /** What follows lies over what is there: whiteouts hide only that. */
  beginLayer(): void {
    this.fresh = this.isEmpty ? undefined : new Map();
  }

  /** Adds an entry as an archive has it; parents that are missing become directories. A later one replaces. */
  add(path: string, node: TreeNode): void {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) return;
    const directory = this.directoryAt(parts.join('/'));
    this.touch(directory, name);
    const old = directory.children.get(name);
    // The same directory once more: only its attributes are new.
    if (node.type === 'directory' && old?.type === 'directory') return;
    if (old !== undefined) this.last = undefined;
    directory.children.set(ownCopy(name), node);
  }

  /** A hard link is another name of the node that its target names. False when there is no such node. */
  addHardLink(path: string, target: string): boolean {
    const to = this.lastEntry(target);
    if (to === undefined || to.type === 'directory') return false;
    this.add(path, to);
    return true;
  }

  /** A whiteout, OCI image-spec layer.md: hides an entry of the layers below, with all below it. */
  hide(path: string): void {
    const name = partsOf(path).at(-1) ?? '';
    const parent = this.resolve(parentOf(path));
    if (parent?.type === 'directory') this.hideChild(parent, name);
  }

  /** An opaque whiteout: hides all that the layers below have in a directory. */
  hideAll(path: string): void {
    const node = this.resolve(path);
    if (node?.type === 'directory') for (const name of [...node.children.keys()]) this.hideChild(node, name);
  }

  /** No entries but the root. */
  get isEmpty(): boolean {
    return this.root.children.size === 0;
  }

  /** The node itself, without following a link at the end or on the way. */
  entry(path: string): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    for (const part of partsOf(path)) node = node?.type === 'directory' ? node.children.get(part) : undefined;
    return node;
  }

  /** Names in a directory (links followed), sorted; empty when there is no such directory. */
  list(path: string): string[] {
    const node = this.resolve(path);
    return node?.type === 'directory' ? [...node.children.keys()].sort() : [];
  }

  /** All files, with their paths. */
  *files(): Generator<readonly [string, FileNode]> {
    const waiting: (readonly [string, Directory])[] = [['', this.root]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [path, directory] = next;
      for (const [name, node] of directory.children) {
        const full = path === '' ? name : `${path}/${name}`;
        if (node.type === 'file') yield [full, node];
        else if (node.type === 'directory') waiting.push([full, node]);
      }
    }
  }

  /** Bytes of all contents that are kept; of a file with several names once. */
  contentBytes(): number {
    const contents = new Set<Buffer>();
    for (const [, { content }] of this.files()) if (content !== undefined) contents.add(content);
    return [...contents].reduce((sum, { length }) => sum + length, 0);
  }

  /** What a path leads to, all links followed; undefined when nothing is there. */
  resolve(path: string): TreeNode | undefined {
    const { node, missing } = walk(this.root, path);
    return missing.length === 0 ? node : undefined;
  }

  /** What was kept of the file that a path leads to (file-node.ts); undefined where that is nothing. */
  content(path: string): Buffer | undefined {
    const node = this.resolve(path);
    return node?.type === 'file' ? node.content : undefined;
  }

  /**
   * The path without links, relative to the root, which `..` and absolute targets do not leave
   * (as under chroot(2)); undefined when nothing is there or the links go round.
   */
  realPath(path: string): string | undefined {
    const { real, missing } = walk(this.root, path);
    return missing.length === 0 ? real.join('/') : undefined;
  }

  /** As realPath, but what is missing at the end is taken as it is named: where a file would be made. */
  wouldBe(path: string): string {
    const { real, missing } = walk(this.root, path);
    return [...real, ...missing].join('/');
  }

  private hideChild(parent: Directory, name: string): void {
    if (this.fresh === undefined) return;
    const child = parent.children.get(name);
    this.last = undefined;
    if (!this.fresh.get(parent)?.has(name)) parent.children.delete(name);
    else if (child?.type === 'directory')
      for (const below of [...child.children.keys()]) this.hideChild(child, below);
  }

  private touch(directory: Directory, name: string): void {
    if (this.fresh === undefined) return;
    const names = this.fresh.get(directory);
    if (names === undefined) this.fresh.set(directory, new Set([name]));
    else names.add(name);
  }

  /** The directory at a path, made if need be; what is in its way and no directory is replaced. */
  private directoryAt(parent: string): Directory {
    if (this.last?.parent === parent) return this.last.directory;
    const { real, missing } = walk(this.root, parent);
    let directory = this.root;
    for (const part of [...real, ...missing.filter((part) => part !== '..')]) {
      const child = directory.children.get(part);
      const next = child?.type === 'directory' ? child : newDirectory();
      if (next !== child) {
        directory.children.set(part, next);
        this.implied++;
      }
      this.touch(directory, part);
      directory = next;
    }
    this.last = { parent, directory };
    return directory;
  }

  /** An entry, links followed on the way but not at the end. */
  private lastEntry(path: string): TreeNode | undefined {
    const parent = this.resolve(parentOf(path));
    const name = partsOf(path).at(-1);
    if (name === undefined) return this.root;
    return parent?.type === 'directory' ? parent.children.get(name) : undefined;
  }
}

/** A part of a string keeps all of it in memory (V8), here an archive's whole path; from UTF-16 none gets lost. */
function ownCopy(name: string): string {
  return Buffer.from(name, 'utf16le').toString('utf16le');
}
