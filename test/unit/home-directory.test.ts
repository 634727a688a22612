import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { test } from 'node:test';
import { homeDirectory } from '../../src/files/home-directory.ts';

test('HOME, and without it what passwd says', () => {
  assert.equal(homeDirectory({ HOME: '/a' }), '/a');
  assert.equal(homeDirectory({ HOME: '' }), userInfo().homedir);
  assert.equal(homeDirectory({}), userInfo().homedir);
});

test('/ for a user without a name', {
  skip: process.getuid?.() !== 0 && 'only root can be another user',
}, () => {
  const module = new URL('../../src/files/home-directory.ts', import.meta.url);
  const script = `const { homeDirectory } = await import('${module}');
    process.setuid(123456);
    process.stdout.write(homeDirectory({}));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  assert.equal(stdout, '/', stderr);
});
