import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeSources } from '../../src/components/natives/guest-sources.ts';

test("a root filesystem's repositories for amd64, with its keys", async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guest-sources-'));
  try {
    await mkdir(join(directory, 'trusted'));
    const armoured = '-----BEGIN PGP PUBLIC KEY BLOCK-----';
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const [uri, components] = ['http://ports.ubuntu.com/ubuntu-ports/', ['main', 'universe']];
    const lines = await writeSources(
      {
        sources: [
          { uri, suite: 'noble', components, signedBy: '/usr/share/keyrings/a.gpg' },
          { uri: 'https://x.example/d', suite: 's', components: ['c'], signedBy: armoured },
          { uri: 'http://y.example/d', suite: 's', components: ['c'] },
          { uri: 'cdrom:[disc]/', suite: 's', components: ['c'] },
          { uri: 'http://z.example', suite: 's', components: ['c'], signedBy: '/etc/apt/keyrings/gone.gpg' },
        ],
        keyrings: {
          '/etc/apt/trusted.gpg.d/t.asc': base64(armoured),
          '/usr/share/keyrings/a.gpg': base64('A'),
        },
      },
      directory,
    );
    const options = 'arch=amd64 target=Packages';
    assert.deepEqual(lines, [
      `deb [${options} signed-by=${directory}/1.gpg] http://archive.ubuntu.com/ubuntu noble main universe`,
      `deb [${options} signed-by=${directory}/source-1.asc] https://x.example/d s c`,
      `deb [${options}] http://y.example/d s c`,
    ]);
    assert.equal(await readFile(join(directory, '1.gpg'), 'utf8'), 'A');
    assert.equal(await readFile(join(directory, 'trusted/0.asc'), 'utf8'), armoured);
    assert.equal(await readFile(join(directory, 'source-1.asc'), 'utf8'), `${armoured}\n`);
  } finally {
    await rm(directory, { recursive: true });
  }
});
