import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong with a request; undefined lets it pass. */
export type Fault =
  /** An answer that the registry never gave. */
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** The connection breaks after so many bytes of the request's body, which the registry has got. */
  | { readonly cutAfter: number }
  /** The registry has done it, but its answer never arrives. */
  | 'lose answer'
  | 'reset'
  /** The answer with other headers; one that is undefined is left out. */
  | { readonly headers: Record<string, string | undefined> }
  /** The answer's body, a byte at a time with such a pause. */
  | { readonly dripMs: number }
  /** The answer claims to be so much longer than it is (shorter, below 0), and the connection ends. */
  | { readonly claimMore: number }
  /** It waits so long before it is sent on. */
  | { readonly holdMs: number }
  | undefined;

/** A request, as far as the script needs it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  /** Content-Length, 0 without one. */
  readonly length: number;
}

export interface FaultyRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly asked: readonly Asked[];
  /** Bytes of request bodies that were let through. */
  passed(): number;
  /** How many uploads of blobs were on their way at once, at most. */
  mostUploads(): number;
  stop(): Promise<void>;
}

/** A real HTTP proxy on loopback before a real registry, which does to its traffic what the script says. */
export async function startFaultyRegistry(
  registry: string,
  script: (asked: Asked) => Fault,
): Promise<FaultyRegistry> {
  const asked: Asked[] = [];
  let passed = 0;
  let uploads = 0;
  let mostUploads = 0;
  const server = createServer((incoming, response) => {
    const { method = '', url: path = '', headers } = incoming;
    const length = Number(headers['content-length'] ?? 0);
    const one = { method, path, authorization: headers.authorization, length };
    asked.push(one);
    if (method === 'PUT' && path.includes('/blobs/')) {
      mostUploads = Math.max(mostUploads, ++uploads);
      response.on('close', () => --uploads);
    }
    handle(registry, script(one), incoming, response, (bytes) => {
      passed += bytes;
    }).catch(() => response.socket?.resetAndDestroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    passed: () => passed,
    mostUploads: () => mostUploads,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function handle(
  registry: string,
  fault: Fault,
  incoming: IncomingMessage,
  response: ServerResponse,
  count: (bytes: number) => void,
): Promise<void> {
  if (fault === 'reset') throw new Error('as the script says');
  if (isObject(fault) && 'status' in fault) {
    // The rest of the body is taken, or the client could not read the answer.
    incoming.resume();
    response.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  if (isObject(fault) && 'holdMs' in fault) await sleep(fault.holdMs);
  const cut = isObject(fault) && 'cutAfter' in fault ? fault.cutAfter : Number.POSITIVE_INFINITY;
  const answer = await forward(registry, incoming, cut, count);
  if (fault === 'lose answer') throw new Error('as the script says');
  await reply(answer, isObject(fault) ? fault : {}, response);
}

/** Sends a request on, with the Host that it came with, so that locations lead back here. */
async function forward(
  registry: string,
  incoming: IncomingMessage,
  cut: number,
  count: (bytes: number) => void,
): Promise<IncomingMessage> {
  const { method, url, headers } = incoming;
  const outgoing = request(`http://${registry}${url}`, { method, headers, agent: false });
  outgoing.on('error', () => undefined);
  const answer = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  answer.catch(() => undefined);
  let seen = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    const part = chunk.subarray(0, cut - seen);
    seen += part.length;
    count(part.length);
    if (part.length > 0 && !outgoing.write(part)) await once(outgoing, 'drain');
    if (seen >= cut) {
      // As when a network breaks: what was sent arrives, and then the end.
      await sleep(50);
      outgoing.destroy();
      throw new Error('as the script says');
    }
  }
  outgoing.end();
  return (await answer)[0];
}

async function reply(
  answer: IncomingMessage,
  fault: Exclude<Fault, string | undefined> | Record<string, never>,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const headers = { ...answer.headers, ...('headers' in fault ? fault.headers : {}) };
  const known = Object.entries(headers).filter(([, value]) => value !== undefined);
  const more = 'claimMore' in fault ? fault.claimMore : 0;
  if (more !== 0) known.push(['content-length', String(body.length + more)]);
  response.writeHead(answer.statusCode ?? 500, Object.fromEntries(known as [string, string][]));
  if ('dripMs' in fault) {
    for (const byte of body) {
      response.write(Buffer.from([byte]));
      await sleep(fault.dripMs);
      if (response.destroyed) return;
    }
  } else if (body.length > 0) response.write(body);
  if (more !== 0) response.socket?.end();
  else response.end();
}

function isObject(fault: Fault): fault is Exclude<Fault, string | undefined> {
  return typeof fault === 'object';
}
