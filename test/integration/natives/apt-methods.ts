import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Scope } from '../../../scripts/lib/scope.ts';
import type { GuestRoot } from '../../../scripts/lib/workbench/guest-root.ts';
import { startHttpsServer } from './https-server.ts';

const METHODS = ['copy', 'file', 'http', 'https', 'rred', 'store'];

/** A repository (apt-secure(8): one that is trusted needs no Release file) of one package, which is no package. */
const DEB = 'no package';
const PACKAGES = `Package: probe
Version: 1
Architecture: arm64
Maintainer: nobody
Filename: ./probe.deb
Size: ${DEB.length}
SHA256: ${execFileSync('sha256sum', { input: DEB, encoding: 'utf8' }).slice(0, 64)}
Description: probe

`;

/** Fetches the index and the package; prints both, what apt says and where it puts it. */
const FETCH = `rm -rf /tmp/apt && mkdir -p /tmp/apt/lists/partial /tmp/apt/cache/archives/partial && cd /tmp/apt
echo "deb [trusted=yes] $SOURCE ./" > sources
get() {
  apt-get -o APT::Sandbox::User=root -o Dir::Etc::SourceList=/tmp/apt/sources -o Dir::Etc::SourceParts=- \\
    -o Dir::State::Lists=/tmp/apt/lists -o Dir::Cache=/tmp/apt/cache -o Acquire::Languages=none \\
    -o Acquire::https::CaInfo=/repository/certificate.pem "$@" 2>&1
}
get update | sed -E 's/ \\[[0-9.,]+ .*|Fetched.*//'
get download probe | sed -E 's/Fetched.*//'
find . -name '*_Packages*' -o -name '*.deb' | sort | xargs sha256sum`;

/** What apt-get has fetched natively is what it would have fetched emulated, from each kind of source. */
export async function aptMethods(t: TestContext, guest: GuestRoot, scope: Scope): Promise<void> {
  await mkdir(join(guest.path, 'repository'));
  const files = new Map<string, string | Buffer>([
    ['Packages.xz', execFileSync('xz', { input: PACKAGES })],
    ['probe.deb', DEB],
  ]);
  for (const [name, bytes] of files) await writeFile(join(guest.path, 'repository', name), bytes);
  const answer: RequestListener = ({ url = '' }, response) => {
    const bytes = files.get(url.split('/').at(-1) ?? '');
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  };
  const { url, certificate } = await startHttpsServer(scope, answer);
  await copyFile(certificate, join(guest.path, 'repository/certificate.pem'));
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;

  await t.test("apt's methods have stand-ins", async () => {
    const paths = METHODS.map((name) => `/usr/lib/apt/methods/${name}`);
    const { stdout } = await guest.run(['arm64-on-x86', 'explain', ...paths]);
    const found = stdout.match(/\/x86_64\/native\/full\/usr\/lib\/apt\/methods\/\S+ stands in/g);
    assert.equal(found?.length, METHODS.length, stdout);
  });

  const sources = ['copy:/repository', 'file:/repository', `http://127.0.0.1:${port}`, url];
  for (const source of sources) {
    await t.test(`same output: apt-get from ${source.split(':')[0]}`, async () => {
      const outputs: string[] = [];
      for (const level of ['full', '0']) {
        const env = { SOURCE: source, LC_ALL: 'C', ARM64_ON_X86_ACCELERATE: level };
        const { stdout } = await guest.run(['sh', '-c', FETCH], env, { flags: ['--share-net'] });
        outputs.push(stdout);
      }
      const [native = '', emulated] = outputs;
      assert.match(native, /^Get:\d+ .*\bprobe 1\b/m);
      assert.match(native, /^[0-9a-f]{64} {2}\.\/lists\/.*_Packages/m);
      assert.equal(native, emulated);
    });
  }
}
