import type { StreamBody } from './request-body.ts';

/** The body of a request; a stream is opened anew each time the request is sent. */
export type RequestBody = Uint8Array | StreamBody;

/** One request, without redirections. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: RequestBody;
  readonly signal?: AbortSignal;
}

/**
 * Sends requests and gives answers as fetch does, over connections that are kept open. Not fetch itself, which in Node
 * reads a streamed body into memory as fast as the source gives it, whatever the network takes.
 * @throws the error of the connection, ToolError `layer-unreadable`, or the signal's reason.
 */
export type Transport = (request: WireRequest) => Promise<Response>;
