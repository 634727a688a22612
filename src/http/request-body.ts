import type { Readable } from 'node:stream';
import { ToolError } from '../errors.ts';

/** The body of a request that is a stream, opened anew each time it is sent. */
export interface StreamBody {
  readonly size: number;
  open(): Readable;
  /** The same in pieces, each the reader's until it asks for the next; preferred where it is there. */
  pieces?(): AsyncIterable<Buffer>;
}

/**
 * The bytes of a body from an offset on, in pieces, each the reader's until it asks for the next. A body that is not
 * as long as it says would leave both sides waiting.
 * @throws ToolError `layer-unreadable`.
 */
export async function* openBody(body: StreamBody, offset = 0): AsyncGenerator<Buffer> {
  let passed = 0;
  try {
    for await (const chunk of body.pieces?.() ?? (body.open() as AsyncIterable<Buffer>)) {
      const before = passed;
      passed += chunk.length;
      if (passed > body.size) break;
      if (passed > offset) yield before >= offset ? chunk : chunk.subarray(offset - before);
    }
  } catch (error) {
    // What reads from another registry has its own errors.
    if (error instanceof ToolError) throw error;
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
  if (passed !== body.size) throw unreadable(`it is not ${body.size} bytes long`);
}

function unreadable(what: string, cause?: unknown): ToolError {
  return new ToolError(
    'layer-unreadable',
    `a layer could not be read to upload it: ${what}`,
    'its file was removed or changed while the image was pushed; run again',
    { cause },
  );
}
