import { type Compression, LEVELS } from '../compress/compression.ts';
import { parseFields } from '../csv-fields.ts';
import { ToolError } from '../errors.ts';
import type { MediaTypeFamily } from '../image/media-types.ts';

/** What an output says of the image itself; a run makes one image, so all outputs have to agree. */
interface ImageSettings {
  readonly compression?: Compression['type'];
  readonly level?: number;
  readonly family?: MediaTypeFamily;
}

/** One entry of the input `outputs`, in the notation of docker buildx build --output. */
export type Output = Destination & { readonly settings: ImageSettings };

type Destination =
  | { readonly type: 'oci'; readonly dest: string; readonly tar: boolean }
  | { readonly type: 'docker'; readonly dest: string }
  | { readonly type: 'load' }
  | { readonly type: 'sbom'; readonly dest: string }
  | { readonly type: 'sdk'; readonly dest: string }
  | { readonly type: 'registry'; readonly insecure: boolean };

const IMAGE_KEYS = ['compression', 'compression-level', 'oci-mediatypes'];
const KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['oci', ['type', 'dest', 'tar', ...IMAGE_KEYS]],
  ['docker', ['type', 'dest', ...IMAGE_KEYS]],
  ['registry', ['type', 'registry.insecure', ...IMAGE_KEYS]],
  ['sbom', ['type', 'dest']],
  ['sdk', ['type', 'dest']],
]);

type Fields = ReadonlyMap<string, string>;

/**
 * Parses `type=oci,dest=PATH[,tar=true]`, `type=docker[,dest=FILE]`, `type=registry[,registry.insecure=true]`, each
 * also with compression=gzip|zstd, compression-level=N and oci-mediatypes=false; `type=sbom,dest=FILE` and
 * `type=sdk,dest=FILE`. ToolError `output-invalid`.
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
  return { settings: imageSettings(text, fields), ...destination(text, type, fields) };
}

function destination(text: string, type: string, fields: Fields): Destination {
  if (type === 'registry') return { type, insecure: flag(text, fields, 'registry.insecure') ?? false };
  const dest = fields.get('dest');
  if (type === 'docker' && dest === undefined) return { type: 'load' };
  if (dest === undefined || dest === '') fail(text, `type ${type} needs dest=PATH`);
  if (dest === '-') fail(text, 'nothing goes to standard output; dest is a path');
  if (type === 'docker' || type === 'sbom' || type === 'sdk') return { type, dest };
  return { type: 'oci', dest, tar: flag(text, fields, 'tar') ?? dest.endsWith('.tar') };
}

/**
 * What all outputs together say of the image. ToolError `output-invalid` when they contradict each other, or the level
 * is not one of the compression's.
 */
export function agreedSettings(outputs: readonly Output[]): {
  readonly compression: Compression;
  readonly family: MediaTypeFamily;
} {
  const type = agreed(outputs, 'compression') ?? 'gzip';
  const { least, most, standard } = LEVELS[type];
  const level = agreed(outputs, 'level') ?? standard;
  if (level < least || level > most) {
    throw new ToolError(
      'output-invalid',
      `outputs: compression-level=${level} is not a level of ${type}`,
      `choose from ${least} to ${most}`,
    );
  }
  return { compression: { type, level }, family: agreed(outputs, 'family') ?? 'oci' };
}

function agreed<K extends keyof ImageSettings>(
  outputs: readonly Output[],
  key: K,
): ImageSettings[K] | undefined {
  const values = new Set(outputs.map(({ settings }) => settings[key]).filter((value) => value !== undefined));
  const [first] = values;
  if (values.size < 2) return first;
  throw new ToolError(
    'output-invalid',
    `outputs: they ask for ${[...values].join(' and ')}, but a run makes one image`,
    'write the same for all of them, or run once for each',
  );
}

function imageSettings(text: string, fields: Fields): ImageSettings {
  const compression = fields.get('compression');
  const level = fields.get('compression-level');
  const isOci = flag(text, fields, 'oci-mediatypes');
  if (compression !== undefined && compression !== 'gzip' && compression !== 'zstd')
    fail(text, `compression is gzip or zstd, not ${JSON.stringify(compression)}`);
  if (level !== undefined && !/^\d{1,2}$/.test(level)) fail(text, 'compression-level is a number');
  return {
    ...(compression !== undefined && { compression }),
    ...(level !== undefined && { level: Number(level) }),
    ...(isOci !== undefined && { family: isOci ? 'oci' : 'docker' }),
  };
}

function flag(text: string, fields: Fields, key: string): boolean | undefined {
  const value = fields.get(key);
  if (value !== undefined && value !== 'true' && value !== 'false') fail(text, `${key} is true or false`);
  return value === undefined ? undefined : value === 'true';
}

function fail(text: string, what: string): never {
  throw new ToolError(
    'output-invalid',
    `outputs: ${JSON.stringify(text)}: ${what}`,
    'write type=oci,dest=DIR, type=docker,dest=FILE.tar, type=docker, type=sbom,dest=FILE.json, type=sdk,dest=FILE.tar.gz, or type=registry',
  );
}
