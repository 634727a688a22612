import { parseFields } from '../csv-fields.ts';
import { ToolError } from '../errors.ts';
import { parseReference } from '../registry/reference.ts';

/** One entry of the inputs `cache-from` and `cache-to`. */
export type CacheSpec =
  | { readonly type: 'gha' }
  | { readonly type: 'local'; readonly directory: string }
  | {
      readonly type: 'registry';
      readonly registry: string;
      readonly repository: string;
      /** Before each key in its tag; from the tag in `ref`, where there is one. */
      readonly prefix: string;
      readonly insecure: boolean;
    };

/** Where a local cache lies has one name for reading and another for writing, as in docker buildx. */
type CacheDirection = 'cache-from' | 'cache-to';

const KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['gha', ['type', 'mode', 'scope']],
  ['local', ['type', 'mode', 'src', 'dest']],
  ['registry', ['type', 'mode', 'ref', 'registry.insecure']],
]);

/**
 * Parses `type=gha`, `type=local,src=DIR` (`dest=DIR` in cache-to), `type=registry,ref=NAME`, or a bare image name,
 * which is a registry. buildx's `mode` and `scope` may be there and mean nothing: all is kept, under keys of its
 * contents. ToolError `cache-invalid`.
 */
export function parseCacheSpec(text: string, direction: CacheDirection): CacheSpec {
  const fail = (what: string): never => {
    throw new ToolError(
      'cache-invalid',
      `${direction}: ${JSON.stringify(text)}: ${what}`,
      `write type=gha, type=local,${place(direction)}=DIR, or type=registry,ref=NAME`,
    );
  };
  const fields = parseFields(text.includes('=') ? text : `type=registry,ref=${text}`, fail);
  const type = fields.get('type') ?? '';
  const known =
    KEYS.get(type) ?? fail(type === '' ? 'it has no type' : `${JSON.stringify(type)} is not a type`);
  for (const key of fields.keys()) {
    if (!known.includes(key)) fail(`type ${type} has no ${JSON.stringify(key)}, only ${known.join(', ')}`);
  }
  if (type === 'gha') return { type };
  if (type === 'local') {
    const directory = fields.get(place(direction)) || fail(`type local needs ${place(direction)}=DIR`);
    return { type, directory };
  }
  const ref = fields.get('ref') || fail('type registry needs ref=NAME');
  return registrySpec(ref, direction, fields.get('registry.insecure') === 'true', fail);
}

/** A repository, by an image name without a digest. @throws ToolError `reference-invalid`, or what `fail` throws. */
export function registrySpec(
  ref: string,
  input: string,
  insecure: boolean,
  fail: (what: string) => never,
): Extract<CacheSpec, { type: 'registry' }> {
  const { registry, repository, tag, digest } = parseReference(ref, input);
  if (digest !== undefined) fail('it names a digest, but the cache is written under tags');
  // parseReference says latest where the text says nothing.
  const prefix = ref.endsWith(`:${tag}`) ? `${tag}-` : '';
  return { type: 'registry', registry, repository, prefix, insecure };
}

function place(direction: CacheDirection): 'src' | 'dest' {
  return direction === 'cache-from' ? 'src' : 'dest';
}
