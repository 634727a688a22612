import { Readable } from 'node:stream';
import { afterEach } from 'node:test';
import { digestOf } from '../../src/image/digest.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import type { Credentials } from '../../src/registry/credentials.ts';
import type { SessionOptions } from '../../src/registry/session.ts';
import {
  type Received,
  type Reply,
  type ScriptedServer,
  type ScriptOptions,
  startScriptedServer,
} from './scripted-server.ts';

/** Starts scripted servers, each of which is stopped after the test that started it. */
export function suiteServers() {
  const servers: ScriptedServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));
  return async (script: (request: Received) => Reply, options: ScriptOptions = {}) => {
    const server = await startScriptedServer(script, options);
    servers.push(server);
    return server;
  };
}

/** Whom the registry knows. */
export const alice: Credentials = { username: 'alice', password: 'secret' };
/** How she shows it. */
export const basic = `Basic ${Buffer.from('alice:secret').toString('base64')}`;

/** Our client of a scripted server, as alice; it tries three times without waiting. */
export function client(server: ScriptedServer, options: Partial<SessionOptions> = {}) {
  return createRegistryClient({
    registry: server.host,
    repository: 'team/image',
    credentials: async () => alice,
    env: {},
    retry: { attempts: 3, firstDelayMs: 1 },
    ...options,
  });
}

/** What is uploaded. */
export const bytes = Buffer.from('a layer');
export const blob = { digest: digestOf(bytes), size: bytes.length, open: () => Readable.from([bytes]) };

export const ok: Reply = { status: 200 };
/** The answer to the POST that begins an upload. */
export const begun: Reply = { status: 202, headers: { location: '/upload?state=a%2Fb' } };
export const created: Reply = { status: 201 };
export const gone: Reply = { status: 404 };
/** A script in which an upload begins, and its PUT gets a reply; what was taken so far is not known. */
export const upload = (put: () => Reply) => (request: Received) => {
  if (request.method === 'GET') return gone;
  return request.method === 'POST' ? begun : put();
};

/** Gives the replies one after another, and then breaks the connection. */
export const sequence =
  (...replies: Reply[]) =>
  () =>
    replies.shift() ?? 'reset';

/** The methods of the requests that came. */
export const methods = (server: ScriptedServer) => server.received.map(({ method }) => method);
