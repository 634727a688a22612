import { existsSync } from 'node:fs';
import { ToolError } from '../errors.ts';
import { type ImageReference, parseReference } from '../registry/reference.ts';
import { parseSource, type SourceSpec, type UrlSpec } from '../source/spec.ts';

/** What the input `rootfs` means. */
export type RootfsSpec =
  | { readonly kind: 'stdin'; readonly source: SourceSpec }
  | { readonly kind: 'url'; readonly source: UrlSpec }
  /** A tarball, an OCI layout, or an archive of an image: what is there tells. */
  | { readonly kind: 'path'; readonly source: SourceSpec }
  /** `isGuess`: nothing but the absence of a file says that it is an image. */
  | { readonly kind: 'registry'; readonly reference: ImageReference; readonly isGuess: boolean }
  | {
      readonly kind: 'oci' | 'oci-archive' | 'docker-archive';
      readonly path: string;
      /** Which image of several. */
      readonly image?: string;
    };

const TAR_NAME = /\.(tar|tgz|tbz2?|txz|tzst|tar\.[a-z0-9]+)$/i;
const PREFIXES = ['docker://', 'oci:', 'oci-archive:', 'docker-archive:'] as const;

/**
 * Reads the input `rootfs`. In this order: `-` is standard input; prefixes are those of skopeo; `https://` is a
 * tarball; what begins with `/`, `./` or `../`, or ends as a tarball does, is a path; anything else is a path if it
 * exists and an image if it is one's name, and refused if it could be both.
 * @param exists asked of paths.
 * @throws ToolError `rootfs-ambiguous`, `rootfs-missing`, `reference-invalid`, `source-…`.
 */
export function parseRootfs(text: string, exists: (path: string) => boolean = existsSync): RootfsSpec {
  const prefix = PREFIXES.find((known) => text.startsWith(known));
  if (prefix !== undefined) return withPrefix(prefix, text.slice(prefix.length), exists);
  const source = parseSource(text, 'rootfs');
  const { location } = source;
  if (location === '-') return { kind: 'stdin', source };
  if (source.kind === 'url') return { kind: 'url', source };
  if (/^\.{0,2}\//.test(location) || TAR_NAME.test(location)) return { kind: 'path', source };
  const reference = source.sha256 === undefined ? referenceOf(location) : undefined;
  if (!exists(location)) {
    if (reference instanceof ToolError) throw neither(location, reference);
    if (reference !== undefined) return { kind: 'registry', reference, isGuess: true };
  } else if (reference !== undefined && !(reference instanceof ToolError)) throw ambiguous(location);
  return { kind: 'path', source };
}

function withPrefix(
  prefix: (typeof PREFIXES)[number],
  rest: string,
  exists: (path: string) => boolean,
): RootfsSpec {
  if (prefix === 'docker://')
    return { kind: 'registry', reference: parseReference(rest, 'rootfs'), isGuess: false };
  const kind = prefix === 'oci:' ? 'oci' : prefix === 'oci-archive:' ? 'oci-archive' : 'docker-archive';
  // As skopeo, the path ends at the first colon; but a path that is there may have colons in it.
  const colon = exists(rest) ? -1 : rest.indexOf(':');
  const [path, image] = colon < 0 ? [rest, ''] : [rest.slice(0, colon), rest.slice(colon + 1)];
  if (path === '') {
    throw new ToolError(
      'rootfs-missing',
      `rootfs: ${prefix} names no path`,
      `write ${prefix}PATH or ${prefix}PATH:NAME`,
    );
  }
  return { kind, path, ...(image === '' ? {} : { image }) };
}

function referenceOf(text: string): ImageReference | ToolError {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
}

function ambiguous(location: string): ToolError {
  return new ToolError(
    'rootfs-ambiguous',
    `rootfs: ${location} is there as a file, and could be the name of an image`,
    `write ./${location} for the file, docker://${location} for the image`,
  );
}

function neither(location: string, cause: ToolError): ToolError {
  return new ToolError(
    'rootfs-missing',
    `rootfs: there is no file ${location}, and ${cause.message}`,
    'give the path or https URL of a tarball, or the name of an image, for example debian:12',
    { cause },
  );
}
