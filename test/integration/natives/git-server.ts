import type { Scope } from '../../../scripts/lib/scope.ts';
import { type HttpsServer, startHttpsServer } from './https-server.ts';

/** A repository on loopback with one branch, by git's dumb HTTP protocol (gitprotocol-http(5)), under TLS. */
export function startGitServer(scope: Scope): Promise<HttpsServer> {
  return startHttpsServer(scope, ({ url = '' }, response) => {
    const known = url.startsWith('/repository/info/refs');
    response.writeHead(known ? 200 : 404, { 'content-type': 'text/plain' });
    response.end(known ? `${'1'.repeat(40)}\trefs/heads/main\n` : '');
  });
}
