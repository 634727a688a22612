import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fetchCommit } from '../../src/components/toolchain/buildroot/build/tree.ts';
import { suiteHost } from '../support/suite.ts';

const host = suiteHost();
let repository: string;
let commit: string;
before(async () => {
  repository = await host.tempDir('repository');
  const git = (...args: string[]) => host.exec('git', ['-C', repository, ...args]);
  await git('init', '--quiet');
  await writeFile(join(repository, 'Makefile'), 'all:\n');
  await git('add', '.');
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  await git(...author, 'commit', '--quiet', '--message', 'release');
  await git('tag', '2000.02');
  commit = (await git('rev-parse', 'HEAD')).stdout.trim();
});

async function fetchTo(version: string, pinned: string): Promise<string> {
  const directory = join(await host.tempDir('tree'), 'tree');
  await mkdir(directory);
  await fetchCommit(`file://${repository}`, { version, commit: pinned }, directory, host);
  return directory;
}

test('a release comes from the repository as the commit that is pinned, without its history', async () => {
  const directory = await fetchTo('2000.02', commit);
  assert.deepEqual(await readdir(directory), ['Makefile']);
  assert.equal(await readFile(join(directory, 'Makefile'), 'utf8'), 'all:\n');
});

test('a tag that is another commit is refused', async () => {
  await assert.rejects(fetchTo('2000.02', '0'.repeat(40)), {
    code: 'checksum-mismatch',
    message: new RegExp(commit),
  });
});

test('a release that cannot be fetched is named, with what to do instead', async () => {
  await assert.rejects(fetchTo('2001.02', commit), {
    code: 'buildroot-unavailable',
    message: /2001\.02/,
    hint: /buildroot-source/,
  });
});
