// A checksum after the name of a root filesystem counts for whatever the file is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { run } from '../../scripts/lib/run.ts';
import type { Host } from '../../src/host/host.ts';
import { openRootfs } from '../../src/rootfs/open.ts';
import { BASE_PROGRAMS, skopeoCopy, writeBaseImage } from '../support/base-image.ts';
import { openScope } from '../support/open-scope.ts';
import { quietHost } from '../support/quiet-host.ts';

const OTHER = '0'.repeat(64);
const CHILD = new URL('../support/open-rootfs-child.ts', import.meta.url).pathname;

describe('a checksum of an image on disk', () => {
  const scope = openScope();
  let directory = '';
  let host: Host;
  const open = (rootfs: string, on = host) => openRootfs({ rootfs, rootfsExclude: [] }, on);

  before(async () => {
    directory = await scope.tempDir('checksum');
    host = quietHost(join(directory, 'cache'), { TMPDIR: directory });
    scope.defer(() => host.close());
    const layout = join(directory, 'layout');
    await writeBaseImage(layout);
    await run('tar', ['-cf', join(directory, 'oci.tar'), '-C', layout, 'oci-layout', 'index.json', 'blobs']);
    await run('gzip', ['-k', join(directory, 'oci.tar')]);
    await skopeoCopy(`oci:${layout}:base`, `docker-archive:${join(directory, 'docker.tar')}:name:1`);
  });
  after(() => scope.close());

  for (const name of ['oci.tar', 'oci.tar.gz', 'docker.tar']) {
    it(`is compared: ${name}, by its path and on standard input`, async () => {
      const path = join(directory, name);
      const bytes = await readFile(path);
      const sum = createHash('sha256').update(bytes).digest('hex');
      const { profile } = await open(`${path}#sha256=${sum}`);
      assert.deepEqual(profile.programs, BASE_PROGRAMS);
      await assert.rejects(open(`${path}#sha256=${OTHER}`), {
        code: 'checksum-mismatch',
        message: `rootfs: ${path} has sha256 ${sum}, not ${OTHER}`,
      });
      const args = [CHILD, join(directory, 'child'), `-#sha256=${OTHER}`];
      const answer = execFileSync(process.execPath, args, { input: bytes, encoding: 'utf8' });
      assert.deepEqual(JSON.parse(answer).outcomes, ['checksum-mismatch']);
    });
  }

  it('is refused for a directory', () =>
    assert.rejects(open(`${join(directory, 'layout')}#sha256=${OTHER}`), {
      code: 'source-checksum-syntax',
      message: /layout is a directory/,
    }));

  it('is not taken for that of a file which changes before it is unpacked', async () => {
    const path = join(directory, 'changing.tar.gz');
    const bytes = await readFile(join(directory, 'oci.tar.gz'));
    await writeFile(path, bytes);
    const sum = createHash('sha256').update(bytes).digest('hex');
    const changing: Host = {
      ...host,
      async tempDir(name) {
        if (name === 'image') await writeFile(path, Buffer.concat([bytes, gzipSync('')]));
        return host.tempDir(name);
      },
    };
    await assert.rejects(open(`${path}#sha256=${sum}`, changing), { code: 'rootfs-changed' });
  });
});
