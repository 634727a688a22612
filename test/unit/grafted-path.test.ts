import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graftedPath } from '../../src/components/toolchain/buildroot/graft/grafted-path.ts';

test('of Buildroot’s host directory the compiler is taken, the wrapper and what builds need is not', () => {
  const at = (path: string, sysroot = false) => graftedPath(path, 'aarch64-linux-gnu', sysroot);
  for (const path of [
    'bin/aarch64-linux-gnu-ld',
    'libexec/gcc/aarch64-linux-gnu/12.2.0/cc1',
    'lib/gcc/aarch64-linux-gnu/12.2.0/include-fixed/limits.h',
    'aarch64-linux-gnu/lib64/libstdc++.so.6',
    'aarch64-linux-gnu/include/c++/12.2.0/vector',
  ])
    assert.equal(at(path), path);
  assert.equal(at('bin/aarch64-linux-gnu-gcc.br_real'), 'bin/aarch64-linux-gnu-gcc');
  for (const path of [
    'bin/aarch64-linux-gcc',
    'bin/m4',
    'bin/aarch64-linux-gnu-gdb',
    'include/gmp.h',
    'share/info/gcc.info',
    'lib/libgmp.a',
    'lib/gcc/aarch64-linux-gnu/12.2.0/plugin/include/tree.h',
    'lib/gcc/aarch64-linux-gnu/12.2.0/include-fixed/pthread.h',
    'libexec/gcc/aarch64-linux-gnu/12.2.0/liblto_plugin.la',
    'aarch64-linux-gnu/lib64/libstdc++.so.6.0.30-gdb.py',
    'aarch64-linux-gnu/sysroot/usr/include/stdio.h',
  ])
    assert.equal(at(path), undefined, path);
  assert.ok(at('aarch64-linux-gnu/sysroot/usr/include/stdio.h', true));
});
