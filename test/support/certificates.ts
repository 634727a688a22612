import { run } from '../../scripts/lib/run.ts';

const KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** Makes an authority that nobody knows, ca.crt with ca.key, and server.crt with server.key for the names. */
export async function makeServerCertificate(directory: string, ...names: string[]): Promise<void> {
  const script = `cd "$0"
    openssl req -x509 ${KEY} -days 2 -subj /CN=authority -keyout ca.key -out ca.crt
    openssl req ${KEY} -subj "/CN=server" -keyout server.key -out server.csr
    printf 'subjectAltName=%s' "$1" > extensions
    openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile extensions -out server.crt`;
  await run('sh', ['-euc', script, directory, names.map((name) => `DNS:${name}`).join(',')]);
}

/** Makes client.cert and client.key, which say that we are so. */
export async function makeClientPair(directory: string, name: string): Promise<void> {
  const script = `cd "$0"; openssl req -x509 ${KEY} -days 2 -subj "/CN=$1" -keyout client.key -out client.cert`;
  await run('sh', ['-euc', script, directory, name]);
}
