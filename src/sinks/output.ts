import { parseFields } from '../csv-fields.ts';
import { ToolError } from '../errors.ts';

/** One entry of the input `outputs`, in the notation of docker buildx build --output. */
export type Output =
  | { readonly type: 'oci'; readonly dest: string }
  | { readonly type: 'docker'; readonly dest: string }
  | { readonly type: 'sbom'; readonly dest: string }
  | { readonly type: 'registry'; readonly insecure: boolean };

const KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['oci', ['type', 'dest', 'tar']],
  ['docker', ['type', 'dest']],
  ['sbom', ['type', 'dest']],
  ['registry', ['type', 'registry.insecure']],
]);

/**
 * Parses `type=oci,dest=DIR`, `type=docker,dest=FILE`, `type=sbom,dest=FILE`, `type=registry[,registry.insecure=true]`. A field may
 * stand in double quotes, as in CSV (RFC 4180), to hold a comma. ToolError `output-invalid`.
 */
export function parseOutput(text: string): Output {
  const fields = parseFields(text, (what) => fail(text, what));
  const type = fields.get('type');
  const keys = type === undefined ? undefined : KEYS.get(type);
  if (type === undefined || keys === undefined) {
    fail(text, type === undefined ? 'it has no type' : `${JSON.stringify(type)} is not a type`);
  }
  for (const key of fields.keys()) {
    if (!keys.includes(key))
      fail(text, `type ${type} has no ${JSON.stringify(key)}, only ${keys.join(', ')}`);
  }
  if (type === 'registry') return { type, insecure: flag(text, fields, 'registry.insecure') };
  if (flag(text, fields, 'tar')) fail(text, 'an OCI layout is written as a directory (tar=false)');
  const dest = fields.get('dest');
  if (dest === undefined || dest === '') fail(text, `type ${type} needs dest=PATH`);
  return { type: type as 'oci' | 'docker' | 'sbom', dest };
}

function flag(text: string, fields: ReadonlyMap<string, string>, key: string): boolean {
  const value = fields.get(key) ?? 'false';
  if (value !== 'true' && value !== 'false') fail(text, `${key} is true or false`);
  return value === 'true';
}

function fail(text: string, what: string): never {
  throw new ToolError(
    'output-invalid',
    `outputs: ${JSON.stringify(text)}: ${what}`,
    'write type=oci,dest=DIR, type=docker,dest=FILE.tar, type=sbom,dest=FILE.json, or type=registry',
  );
}
