import { ToolError } from '../errors.ts';
import { isLoopback } from '../http/loopback.ts';
import { shownAddress } from './shown-address.ts';

/** Where an archive is: a file, or an address, perhaps with the checksum that it must have. */
export type SourceSpec = FileSpec | UrlSpec;

interface Spec {
  /** What to call it: the path, or what of the URL may be seen; without the checksum. */
  readonly location: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256?: string;
}

interface FileSpec extends Spec {
  readonly kind: 'file';
}

export interface UrlSpec extends Spec {
  readonly kind: 'url';
  /** The whole URL, perhaps with credentials: to fetch from, and never to be shown. */
  readonly url: string;
}

/**
 * Reads `path`, `https://…`, each perhaps with `#sha256=HEX` after it. http is taken from loopback only.
 * @param input the input's name, for messages.
 * @throws ToolError `source-checksum-syntax`, `source-protocol`.
 */
export function parseSource(spec: string, input: string): SourceSpec {
  const [, location = spec, hex] = /^(.*)#sha256=(.*)$/s.exec(spec) ?? [];
  if (hex !== undefined && !/^[0-9a-fA-F]{64}$/.test(hex)) {
    throw new ToolError(
      'source-checksum-syntax',
      `${input}: #sha256=${hex} is not a SHA-256 checksum`,
      'write #sha256= and 64 hexadecimal digits (sha256sum FILE prints them)',
    );
  }
  const checksum = hex === undefined ? {} : { sha256: hex.toLowerCase() };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return { kind: 'file', location, ...checksum };
  requireSafeUrl(location, input);
  return { kind: 'url', location: shownAddress(location), url: location, ...checksum };
}

/** @throws ToolError `source-protocol` for anything but https, and http on loopback. */
export function requireSafeUrl(url: string, input: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'https:') return parsed;
  if (parsed?.protocol === 'http:' && isLoopback(parsed)) return parsed;
  throw new ToolError(
    'source-protocol',
    `${input}: ${shownAddress(url)} is not an https address`,
    'give a path or an https URL; http is taken from this machine only',
  );
}
