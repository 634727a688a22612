import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareLibraryNames, writeLdCache } from '../../src/components/runtime/ld-cache.ts';

test('names compare as in glibc: numbers by value, digits after letters, a longer name after its beginning', () => {
  const ascending = ['liba.so', 'liba.so.2', 'liba.so.10', 'libb-1.9.so', 'libb-1.10.so', 'libb1.so'];
  for (const [index, name] of ascending.entries()) {
    assert.equal(compareLibraryNames(name, name), 0);
    for (const later of ascending.slice(index + 1)) {
      assert.ok(compareLibraryNames(name, later) < 0, `${name} < ${later}`);
      assert.ok(compareLibraryNames(later, name) > 0, `${later} > ${name}`);
    }
  }
});

test('the cache has its header, and entries in descending order that point to their strings', () => {
  const bytes = writeLdCache([
    { soname: 'liba.so.1', path: '/x/liba.so.1' },
    { soname: 'libc.so.6', path: '/y/libc.so.6' },
  ]);
  assert.equal(bytes.toString('latin1', 0, 20), 'glibc-ld.so.cache1.1');
  assert.equal(bytes.readUInt32LE(20), 2);
  assert.equal(bytes.readUInt32LE(24), bytes.length - 48 - 2 * 24);
  assert.equal(bytes[28], 2);
  const entries = [0, 1].map((index) => {
    const at = 48 + 24 * index;
    const text = (offset: number) => bytes.toString('latin1', offset, bytes.indexOf(0, offset));
    return [bytes.readUInt32LE(at), text(bytes.readUInt32LE(at + 4)), text(bytes.readUInt32LE(at + 8))];
  });
  assert.deepEqual(entries, [
    [0x303, 'libc.so.6', '/y/libc.so.6'],
    [0x303, 'liba.so.1', '/x/liba.so.1'],
  ]);
});

test('two libraries of one name are refused', () => {
  const entry = { soname: 'libz.so.1', path: '/a/libz.so.1' };
  assert.throws(
    () => writeLdCache([entry, { ...entry, path: '/b/libz.so.1' }]),
    /two libraries named libz\.so\.1/,
  );
});
