import { readFile } from 'node:fs/promises';
import { ToolError } from '../../errors.ts';
import { ifThere } from '../../files/if-there.ts';

/** A name with a password, or a refresh token that a registry's token service takes instead. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly identityToken: string };

/** Docker's config.json and podman's auth.json, as far as they concern credentials. */
export interface AuthFile {
  readonly path: string;
  readonly auths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** Undefined when there is no such file; ToolError `registry-credentials` when it cannot be read or parsed. */
export async function readAuthFile(path: string): Promise<AuthFile | undefined> {
  const text = await ifThere(readFile(path, 'utf8'), 'ENOTDIR').catch((error: NodeJS.ErrnoException) => {
    throw broken(path, `cannot be read (${error.code})`, error);
  });
  return text === undefined ? undefined : parseAuthFile(path, text);
}

/** The first usable entry of `auths` under one of the keys. */
export function inlineCredentials(file: AuthFile, keys: readonly string[]): Credentials | undefined {
  for (const key of keys) {
    const entry = file.auths[key];
    const found = entry && fromEntry(file, key, entry);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseAuthFile(path: string, text: string): AuthFile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw broken(path, 'is not JSON', error);
  }
  const { auths, credHelpers, credsStore } = record(path, document);
  return {
    path,
    auths: mapValues(record(path, auths), (entry) => record(path, entry)),
    credHelpers: mapValues(record(path, credHelpers), String),
    ...(typeof credsStore === 'string' && credsStore !== '' ? { credsStore } : {}),
  };
}

/** docker login writes `auth` (base64 of name:password); an empty entry means "ask the credential store". */
function fromEntry(file: AuthFile, key: string, entry: Readonly<Record<string, unknown>>) {
  const { identitytoken, username, password, auth } = entry;
  if (typeof identitytoken === 'string' && identitytoken !== '') return { identityToken: identitytoken };
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  if (typeof auth !== 'string' || auth === '') return undefined;
  const decoded = Buffer.from(auth, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon <= 0) throw broken(file.path, `has an entry for ${key} that is not name:password in base64`);
  // Docker pads with NUL on some platforms and strips it when reading.
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/\0+$/, '') };
}

function record(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw broken(path, 'does not have the expected form');
  return { ...value };
}

function mapValues<T>(
  object: Readonly<Record<string, unknown>>,
  map: (value: unknown) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

function broken(path: string, what: string, cause?: unknown): ToolError {
  return new ToolError(
    'registry-credentials',
    `the credentials file ${path} ${what}`,
    'mend or remove the file, or log in again with docker login',
    { cause },
  );
}
