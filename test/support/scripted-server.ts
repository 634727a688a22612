import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the server does with it: an answer, a connection cut off, or no answer at all. */
export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'reset'
  | 'hang';

export interface ScriptedServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly received: readonly Received[];
  stop(): Promise<void>;
}

/** A real HTTP server on loopback that answers as the script says, for faults that a registry rarely shows. */
export async function startScriptedServer(script: (request: Received) => Reply): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const arrived = { method, path, headers, body: Buffer.concat(chunks) };
    received.push(arrived);
    const reply = script(arrived);
    if (reply === 'reset') request.socket.resetAndDestroy();
    else if (reply !== 'hang') response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
