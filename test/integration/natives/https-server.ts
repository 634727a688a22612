import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { run } from '../../../scripts/lib/run.ts';
import type { Scope } from '../../../scripts/lib/scope.ts';

/** A server on loopback, until the scope ends. */
export interface HttpsServer {
  readonly url: string;
  /** The file of the certificate, which nobody has signed but itself. */
  readonly certificate: string;
}

export async function startHttpsServer(scope: Scope, listener: RequestListener): Promise<HttpsServer> {
  const directory = await scope.tempDir('https-server');
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key, '-out', certificate];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name, ...files]);
  const server = createServer({ key: await readFile(key), cert: await readFile(certificate) }, listener);
  scope.defer(async () => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, certificate };
}
