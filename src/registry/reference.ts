import { ToolError } from '../errors.ts';
import { isDigest } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';

/** Where an image is, fully spelt out: `docker.io/library/debian:12`, not `debian:12`. */
export interface ImageReference {
  /** Host with an optional port. */
  readonly registry: string;
  readonly repository: string;
  /** `latest` when the text named neither tag nor digest. */
  readonly tag?: string;
  readonly digest?: Digest;
}

const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`);
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
/** The whole name, registry included (distribution/reference, NameTotalLengthMax). */
const MAX_NAME = 255;

/**
 * Parses an image name after the grammar of distribution/reference, with Docker's defaults (docker.io, library/,
 * latest).
 * @param input the input that it is from, for the error.
 * @throws ToolError `reference-invalid`, which says which part is wrong.
 */
export function parseReference(text: string, input?: string): ImageReference {
  const fail = (what: string): never => {
    throw new ToolError(
      'reference-invalid',
      `${input === undefined ? '' : `${input}: `}${JSON.stringify(text)} is not an image name: ${what}`,
      'write it as [registry/]repository[:tag], for example ghcr.io/owner/image:1.0',
    );
  };
  const [rest, digest] = splitDigest(text);
  const slash = rest.lastIndexOf('/');
  const colon = rest.indexOf(':', slash + 1);
  const name = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const { registry, repository } = splitName(name);
  if (digest !== undefined && !isDigest(digest))
    return fail(`${JSON.stringify(digest)} is not a sha256 digest`);
  if (!isRegistryHost(registry)) fail(`${JSON.stringify(registry)} is not a registry host`);
  if (repository !== repository.toLowerCase()) fail('a repository name must be lower case');
  if (!REPOSITORY.test(repository)) fail(`${JSON.stringify(repository)} is not a repository name`);
  if (`${registry}/${repository}`.length > MAX_NAME) fail(`the name is longer than ${MAX_NAME} characters`);
  if (tag !== undefined && !TAG.test(tag)) fail(`${JSON.stringify(tag)} is not a tag`);
  if (digest !== undefined) return { registry, repository, ...(tag === undefined ? {} : { tag }), digest };
  return { registry, repository, tag: tag ?? 'latest' };
}

/** Whether it is a host with an optional port, as references begin with. */
export function isRegistryHost(text: string): boolean {
  return REGISTRY.test(text);
}

/** The reference as text that parses to the same reference. */
export function formatReference({ registry, repository, tag, digest }: ImageReference): string {
  const host = `${registry}/${repository}`;
  return `${host}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function splitDigest(text: string): [string, string | undefined] {
  const at = text.indexOf('@');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The first component is a registry only if it looks like one; otherwise it belongs to Docker Hub. */
function splitName(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (first === 'localhost' || /[.:A-Z]/.test(first)) {
    const registry = first === 'index.docker.io' ? 'docker.io' : first;
    return { registry, repository: hubName(registry, name.slice(slash + 1)) };
  }
  return { registry: 'docker.io', repository: hubName('docker.io', name) };
}

function hubName(registry: string, repository: string): string {
  const official = registry === 'docker.io' && repository !== '' && !repository.includes('/');
  return official ? `library/${repository}` : repository;
}
