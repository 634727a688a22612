import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { run } from '../../../scripts/lib/run.ts';
import type { Scope } from '../../../scripts/lib/scope.ts';

/** A repository on loopback with one branch, by git's dumb HTTP protocol (gitprotocol-http(5)), under TLS. */
export interface GitServer {
  readonly url: string;
  /** The file of the certificate, which nobody has signed but itself. */
  readonly certificate: string;
}

export async function withGitServer(scope: Scope, work: (server: GitServer) => Promise<void>) {
  const directory = await scope.tempDir('git-server');
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key, '-out', certificate];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name, ...files]);
  const server = createServer(
    { key: await readFile(key), cert: await readFile(certificate) },
    ({ url = '' }, response) => {
      const known = url.startsWith('/repository/info/refs');
      response.writeHead(known ? 200 : 404, { 'content-type': 'text/plain' });
      response.end(known ? `${'1'.repeat(40)}\trefs/heads/main\n` : '');
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work({ url: `https://localhost:${(server.address() as AddressInfo).port}`, certificate });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
