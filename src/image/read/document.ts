import { ToolError } from '../../errors.ts';
import { isDigest } from '../digest.ts';
import type { Digest } from '../layer.ts';

/** Fields of a JSON object that somebody else wrote. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws ToolError `image-invalid` when the bytes are no JSON object. `what` names the document. */
export function parseObject(bytes: Uint8Array, what: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw invalid(what, 'is not JSON', cause);
  }
  return object(value, what);
}

/** The fields of a JSON object; none where the bytes are no such thing, which says nothing to us. */
export function fieldsOf(bytes: Uint8Array): Fields {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {}; // not JSON
  }
}

/** Whether a value of JSON is an object, and no list. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that has to be an object. @throws ToolError `image-invalid`. */
export function object(value: unknown, what: string): Fields {
  if (!isObject(value)) throw invalid(what, 'is not a JSON object');
  return value;
}

/** A value that has to be a list. @throws ToolError `image-invalid`. */
export function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(what, 'is not a list');
  return value;
}

/** The texts of a list; other things in it, or no list, are passed over: they say nothing to us. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A text that may be left out; anything else, and an empty one, counts as left out. */
export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A value that has to be a digest. @throws ToolError `image-invalid`. */
export function digest(value: unknown, what: string): Digest {
  if (!isDigest(value)) throw invalid(what, `is not a sha256 digest: ${JSON.stringify(value)}`);
  return value;
}

/** A value that has to be a size in bytes. @throws ToolError `image-invalid`. */
export function size(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw invalid(what, `is not a size: ${JSON.stringify(value)}`);
  return value;
}

/** The error for a document that is not as the specification has it. `problem` continues the sentence. */
export function invalid(what: string, problem: string, cause?: unknown): ToolError {
  return new ToolError(
    'image-invalid',
    `rootfs: ${what} ${problem}`,
    'the image is damaged, or was made by a program that does not keep to the OCI image specification',
    { cause },
  );
}
