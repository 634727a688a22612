import type { TreeNode } from '../tree-node.ts';

/** What has to be done to one layer so that excluded members are gone, and engines take the others. */
export interface ExclusionPlan {
  /** How many members are excluded, or written in another form; with 0 the layer stays as it is. */
  readonly members: number;
  /** Excluded files that go on under the name of a hard link which stays: name by the file's path. */
  readonly heirs: ReadonlyMap<string, string>;
  /** Hard links whose target is gone: the path of what they are to link to, by their own. */
  readonly redirected: ReadonlyMap<string, string>;
}

/** Makes a plan while a layer is read. */
export interface ExclusionPlanner {
  /** Asked once for each member. */
  isExcluded(path: string): boolean;
  /** A member that is not excluded, but written in another form. */
  change(): void;
  /** An excluded file: hard links to it may follow. */
  dropFile(path: string, node: TreeNode): void;
  /** An excluded hard link; `node` is what its target is, if it is no excluded file. */
  dropLink(path: string, target: string, node: TreeNode | undefined): void;
  /** A hard link that stays. @returns what it is if its target is excluded. */
  keepLink(path: string, target: string): TreeNode | undefined;
  plan(): ExclusionPlan;
}

/** Makes a planner; `isExcluded` says which paths are left out. */
export function createPlanner(isExcluded: (path: string) => boolean): ExclusionPlanner {
  /** Excluded names: where in the archive their bytes are, which may be under a name that stays. */
  const dropped = new Map<
    string,
    { readonly origin: string; readonly isDropped: boolean; readonly node: TreeNode }
  >();
  const heirs = new Map<string, string>();
  const redirected = new Map<string, string>();
  let members = 0;
  return {
    isExcluded(path) {
      const excluded = isExcluded(path);
      if (excluded) members++;
      return excluded;
    },
    change: () => void members++,
    dropFile: (path, node) => void dropped.set(path, { origin: path, isDropped: true, node }),
    dropLink(path, target, node) {
      const known = dropped.get(target);
      if (known !== undefined) dropped.set(path, known);
      else if (node !== undefined) dropped.set(path, { origin: target, isDropped: false, node });
    },
    keepLink(path, target) {
      const known = dropped.get(target);
      if (known === undefined) return undefined;
      const heir = known.isDropped ? heirs.get(known.origin) : known.origin;
      if (heir === undefined) heirs.set(known.origin, path);
      else redirected.set(path, heir);
      return known.node;
    },
    plan: () => ({ members, heirs, redirected }),
  };
}
