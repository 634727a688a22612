/** A package of Buildroot's as `make show-info` describes it (manual, "Details about packages"). */
export interface BuildrootPackage {
  readonly name: string;
  /** Empty for a virtual package. */
  readonly version: string;
  /** Empty where Buildroot does not know. */
  readonly licences: string;
  readonly dependencies: readonly string[];
  readonly downloads: readonly {
    readonly file: string;
    /** Below the download directory. */
    readonly directory: string;
    /** Where Buildroot would look for it, in this order. */
    readonly urls: readonly string[];
  }[];
}

interface RawPackage {
  readonly name?: string;
  readonly version?: string;
  readonly licenses?: string;
  readonly dl_dir?: string;
  readonly dependencies?: readonly string[];
  readonly downloads?: readonly { readonly source?: string; readonly uris?: readonly string[] }[];
}

/** Reads show-info's JSON; empty when it is not JSON, since 2019.02 has no such target. */
export function parseInfo(text: string): ReadonlyMap<string, BuildrootPackage> {
  const start = text.indexOf('{');
  const raw = start < 0 ? {} : tryParse(text.slice(start));
  return new Map(
    Object.entries(raw).map(([key, item]) => [
      key,
      {
        name: key,
        version: item.version ?? '',
        licences: item.licenses === 'unknown' ? '' : (item.licenses ?? ''),
        dependencies: item.dependencies ?? [],
        downloads: (item.downloads ?? []).map(({ source = '', uris = [] }) => ({
          file: source,
          directory: item.dl_dir ?? '',
          urls: uris.map((uri) => `${uri.replace(/^[a-z0-9|]+\+/, '')}/${source}`),
        })),
      },
    ]),
  );
}

function tryParse(text: string): Record<string, RawPackage> {
  try {
    return JSON.parse(text) as Record<string, RawPackage>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Those that buildroot/overrides.mk takes from the machine: nothing is fetched for them. */
export const MACHINE_TOOLS: ReadonlySet<string> = new Set([
  'host-m4',
  'host-bison',
  'host-flex',
  'host-gawk',
]);

/** The package and all that it depends on, directly or through others. */
export function closure(
  name: string,
  packages: ReadonlyMap<string, BuildrootPackage>,
): ReadonlyMap<string, BuildrootPackage> {
  const found = new Map<string, BuildrootPackage>();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const item = packages.get(next);
    if (item === undefined || found.has(next)) continue;
    found.set(next, item);
    queue.push(...item.dependencies);
  }
  return found;
}

/**
 * The package of a directory in `build`, whose name has a version behind it (`host-gmp-6.2.1`; `host-gmp-custom` from a
 * user's own source): one of the names, or where none is known, what stands before the version.
 */
export function packageOf(directory: string, names: Iterable<string>): string | undefined {
  const known = [...names];
  if (known.length === 0) return /^(.+?)(-\d.*|-custom)?$/.exec(directory)?.[1];
  const fitting = known.filter((name) => directory === name || directory.startsWith(`${name}-`));
  return fitting.sort((a, b) => b.length - a.length)[0];
}
