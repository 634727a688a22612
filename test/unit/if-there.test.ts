import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readLayerDirectory } from '../../src/cache/layer-directory.ts';
import { GAWK_EXTENSIONS, gawkEntries } from '../../src/components/natives/gawk.ts';
import { GCONV, gconvEntries } from '../../src/components/runtime/gconv.ts';
import { findLayout } from '../../src/components/toolchain/sdk-tree.ts';
import { ifThere, isDirectory, isThere } from '../../src/files/if-there.ts';
import { makeDirectory } from '../../src/files/make-directory.ts';

// A link in a circle stands for all that root, too, cannot read: ELOOP, see path_resolution(7).
describe('what is not there is told from what cannot be read', () => {
  let top = '';
  before(async () => {
    top = await mkdtemp(join(tmpdir(), 'if-there-'));
    await writeFile(join(top, 'file'), 'text');
    await symlink('circle', join(top, 'circle'));
  });
  after(() => rm(top, { recursive: true }));
  const circle = { code: 'ELOOP' };

  it('by what was done', async () => {
    assert.equal(await ifThere(readFile(join(top, 'file'), 'utf8')), 'text');
    assert.equal(await ifThere(readFile(join(top, 'none'), 'utf8')), undefined);
    assert.equal(await ifThere(readdir(join(top, 'file')), 'ENOTDIR'), undefined);
    await assert.rejects(ifThere(readdir(join(top, 'file'))), { code: 'ENOTDIR' });
    await assert.rejects(ifThere(realpath(join(top, 'circle')), 'ENOTDIR'), circle);
    await assert.rejects(ifThere(Promise.reject(new Error('other'))), /other/);
  });

  it('by whether there is something, or a directory', async () => {
    for (const [name, there, directory] of [
      ['', true, true],
      ['file', true, false],
      ['file/x', false, false],
      ['none', false, false],
    ] as const) {
      assert.equal(await isThere(join(top, name)), there, name);
      assert.equal(await isDirectory(join(top, name)), directory, name);
    }
    await assert.rejects(isThere(join(top, 'circle')), circle);
    await assert.rejects(isDirectory(join(top, 'circle')), circle);
    await assert.rejects(makeDirectory(join(top, 'circle')), circle);
  });

  it('when layers are made and read: one without its files would be kept in caches', async () => {
    const rootWith = async (path: string) => {
      const root = join(top, `root-${path.replaceAll('/', '-')}`);
      await mkdir(dirname(`${root}${path}`), { recursive: true });
      await symlink(join(top, 'circle'), `${root}${path}`);
      return root;
    };
    const gawk = [{ name: 'gawk', directory: 'usr/bin', file: '/usr/bin/gawk', level: 'build' as const }];
    assert.deepEqual(await gawkEntries(gawk, join(top, 'none')), []);
    assert.deepEqual(await gconvEntries(join(top, 'none')), []);
    for (const from of GAWK_EXTENSIONS.from)
      await assert.rejects(gawkEntries(gawk, await rootWith(from)), circle, from);
    for (const { from } of GCONV) await assert.rejects(gconvEntries(await rootWith(from)), circle, from);
    const layer = join(top, 'layer');
    await mkdir(layer);
    await symlink(join(top, 'circle'), join(layer, 'blob'));
    await assert.rejects(readLayerDirectory(layer), circle);
  });

  it('where a tarball has neither directory nor file, there is no compiler', async () => {
    const sdk = join(top, 'sdk');
    await mkdir(join(sdk, 'lib'), { recursive: true });
    await writeFile(join(sdk, 'bin'), '');
    await symlink('gcc', join(sdk, 'lib', 'gcc'));
    assert.equal(await findLayout(sdk), undefined);
  });
});
