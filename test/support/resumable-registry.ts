import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ResumableRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Finished blobs, by digest. */
  readonly blobs: ReadonlyMap<string, Buffer>;
  stop(): Promise<void>;
}

/**
 * A fake: the blob uploads of the distribution specification and nothing else, in memory, where what has come of a
 * broken request counts and can be asked for, as in registries of these days. docker-registry 2.8, which the other
 * tests use, throws it away (distribution/distribution#3755).
 */
export async function startResumableRegistry(): Promise<ResumableRegistry> {
  const blobs = new Map<string, Buffer>();
  const uploads = new Map<string, Buffer[]>();
  const server = createServer((request, response) => {
    handle(request, response, uploads, blobs).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    blobs,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  uploads: Map<string, Buffer[]>,
  blobs: Map<string, Buffer>,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://registry');
  const answer = (status: number, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-length': '0', ...headers }).end();
  };
  if (request.method === 'HEAD') return answer(blobs.has(url.pathname.split('/').at(-1) ?? '') ? 200 : 404);
  if (request.method === 'POST') {
    const id = `/upload/${uploads.size}`;
    uploads.set(id, []);
    return answer(202, { location: id });
  }
  const chunks = uploads.get(url.pathname);
  if (chunks === undefined) return answer(404);
  const size = () => chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const range = () => ({ location: url.pathname, range: `0-${Math.max(0, size() - 1)}` });
  if (request.method === 'GET') return answer(204, range());
  const start = request.headers['content-range']?.split('-')[0];
  if (start !== undefined && Number(start) !== size()) return answer(416, range());
  for await (const chunk of request) chunks.push(chunk);
  if (request.method === 'PATCH') return answer(202, range());
  const whole = Buffer.concat(chunks);
  const digest = `sha256:${createHash('sha256').update(whole).digest('hex')}`;
  if (digest !== url.searchParams.get('digest')) return answer(400);
  blobs.set(digest, whole);
  return answer(201, { 'docker-content-digest': digest });
}
