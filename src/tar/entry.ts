/**
 * One thing in a layer that we make. Paths are relative to the root, without a leading `./` or `/`
 * (`x86_64/bin/launch`). Owner is always 0:0, mtime always SOURCE_DATE_EPOCH or 0, so that the same
 * entries give the same bytes. Parent directories that are not named are added with mode 0755.
 */
export type TreeEntry =
  | { readonly type: 'directory'; readonly path: string; readonly mode: number }
  | { readonly type: 'symlink'; readonly path: string; readonly target: string }
  | { readonly type: 'file'; readonly path: string; readonly mode: number; readonly source: FileSource };

/** A file's bytes: in memory, or a file on disk that is read when the layer is written. */
export type FileSource = { readonly bytes: Uint8Array } | { readonly file: string };
