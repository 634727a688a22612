import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server fails: it cuts each answer after so many bytes, and may know no Range. */
export interface Flakiness {
  readonly cutAfter?: number;
  /** A byte at a time, with such a pause. */
  readonly dripMs?: number;
  /** How many answers are cut; all when absent. */
  readonly cuts?: number;
  readonly withoutRange?: boolean;
  /** Parts are given of whatever file there is by then. */
  readonly withoutIfRange?: boolean;
  readonly withoutTag?: boolean;
  /** Answers given before the first good one. */
  readonly statuses?: readonly number[];
  /** Gives other bytes, and another entity tag, from the second request on. */
  readonly changes?: Buffer;
}

/** A file server that drops connections, over real HTTP, for what a real server does rarely. */
export interface FlakyServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** The Range of each request, `all` without one. */
  readonly ranges: readonly string[];
  close(): void;
}

/** Serves the bytes at every path. */
export async function startFlakyServer(bytes: Buffer, flakiness: Flakiness): Promise<FlakyServer> {
  const ranges: string[] = [];
  const statuses = [...(flakiness.statuses ?? [])];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? 'all');
    const status = statuses.shift();
    if (status !== undefined) response.writeHead(status, { 'retry-after': '0' }).end('no');
    else {
      const isCut = ranges.length <= (flakiness.cuts ?? Number.POSITIVE_INFINITY);
      const what = ranges.length > 1 ? (flakiness.changes ?? bytes) : bytes;
      answer(request, response, what, isCut ? flakiness : { ...flakiness, cutAfter: what.length });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ranges,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  flakiness: Flakiness,
): void {
  const { cutAfter = Number.POSITIVE_INFINITY, dripMs, withoutRange, withoutIfRange, withoutTag } = flakiness;
  const etag = `"${bytes.length}-${bytes[0]}"`;
  const asked = withoutRange ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const isSame =
    withoutIfRange || [undefined, etag].includes(request.headers['if-range'] as string | undefined);
  const start = asked === undefined || !isSame ? 0 : Number(asked);
  const part = bytes.subarray(start);
  response.writeHead(start === 0 ? 200 : 206, {
    ...(withoutTag ? {} : { etag }),
    'content-length': part.length,
    ...(start === 0 ? {} : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  });
  if (dripMs !== undefined) drip(part, dripMs, response);
  else if (part.length <= cutAfter) response.end(part);
  else response.write(part.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 5));
}

function drip(bytes: Buffer, pauseMs: number, response: ServerResponse): void {
  let at = 0;
  const timer = setInterval(() => response.write(bytes.subarray(at, ++at)), pauseMs);
  response.on('close', () => clearInterval(timer));
}
