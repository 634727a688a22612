import { ToolError } from '../errors.ts';
import type { SourceSpec } from './spec.ts';

/**
 * Compares a file's SHA-256 (hexadecimal digits) with the one that the user expects, if any.
 * @param input the input's name, for messages.
 * @throws ToolError `checksum-mismatch`.
 */
export function requireChecksum({ location, sha256 }: SourceSpec, actual: string, input: string): void {
  if (sha256 === undefined || sha256 === actual) return;
  throw new ToolError(
    'checksum-mismatch',
    `${input}: ${location} has sha256 ${actual}, not ${sha256}`,
    'the file was changed or damaged: get it again, or correct what follows #sha256=',
  );
}
