/** OCI image-spec layer.md, "Whiteouts". */
const PREFIX = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** A member that hides something of the layers below. */
interface Whiteout {
  /** The directory that it is in. */
  readonly directory: string;
  /** An entry of that directory; all of them; nothing, for what is AUFS's own. */
  readonly hides: { readonly name: string } | 'all' | 'nothing';
}

/** @returns undefined for a path that is no whiteout's. */
export function whiteoutOf(path: string): Whiteout | undefined {
  const end = path.lastIndexOf('/');
  const name = path.slice(end + 1);
  if (!name.startsWith(PREFIX)) return undefined;
  const directory = path.slice(0, Math.max(end, 0));
  if (name === OPAQUE) return { directory, hides: 'all' };
  // AUFS's own begin with it twice.
  if (name.startsWith(PREFIX + PREFIX)) return { directory, hides: 'nothing' };
  return { directory, hides: { name: name.slice(PREFIX.length) } };
}
