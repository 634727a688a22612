/** A directory of a root filesystem. */
export interface Directory {
  readonly type: 'directory';
  readonly children: Map<string, TreeNode>;
}

/** What inspection keeps of an entry; `machine` is an ELF file's e_machine, `content` a file that is read whole. */
export type TreeNode =
  | Directory
  | { readonly type: 'symlink'; readonly target: string }
  | {
      readonly type: 'file';
      readonly executable: boolean;
      readonly machine?: number;
      readonly content?: Buffer;
    }
  | { readonly type: 'other' };

export type FileNode = Extract<TreeNode, { type: 'file' }>;

/** An empty directory. */
export function newDirectory(): Directory {
  return { type: 'directory', children: new Map() };
}
