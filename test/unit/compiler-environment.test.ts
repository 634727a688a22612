import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilerEnvironment } from '../../src/components/compiler-environment.ts';

test('nothing of the environment that no key knows has a part in what is compiled', async () => {
  const kept = { PATH: '/usr/bin:/bin', HOME: '/root', https_proxy: 'http://proxy:1', NO_PROXY: 'localhost' };
  const others = [
    ...['CC', 'CXX', 'CFLAGS', 'CXXFLAGS', 'CPPFLAGS', 'LDFLAGS', 'CPATH', 'C_INCLUDE_PATH', 'LIBRARY_PATH'],
    ...[
      'MAKEFLAGS',
      'PKG_CONFIG_PATH',
      'COMPILER_PATH',
      'GCC_EXEC_PREFIX',
      'SOURCE_DATE_EPOCH',
      'LD_RUN_PATH',
    ],
  ];
  const env = { ...kept, ...Object.fromEntries(others.map((name) => [name, '1'])), TMPDIR: '/elsewhere' };
  const tempDir = async (name: string) => `/own/${name}`;
  assert.deepEqual(await compilerEnvironment({ env, tempDir }), { ...kept, TMPDIR: '/own/compiler' });
});
