import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
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

export interface ScriptOptions {
  /** The reply to every PUT and PATCH, without reading its body. */
  readonly early?: Reply;
}

/** A real HTTP server on loopback that answers as the script says, for faults that a registry rarely shows. */
export async function startScriptedServer(
  script: (request: Received) => Reply,
  { early }: ScriptOptions = {},
): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    if (early !== undefined && (request.method === 'PUT' || request.method === 'PATCH'))
      return answer(early, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const arrived = { method, path, headers, body: Buffer.concat(chunks) };
    received.push(arrived);
    answer(script(arrived), response);
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

function answer(reply: Reply, response: ServerResponse): void {
  if (reply === 'reset') response.socket?.resetAndDestroy();
  else if (reply !== 'hang') response.writeHead(reply.status, reply.headers).end(reply.body);
}
