import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareVersions } from '../../src/compare-versions.ts';
import { machineName, readElfHeader } from '../../src/elf/header.ts';
import { highestVersion, versionsDefined } from '../../src/elf/versions.ts';
import { elfHead } from '../support/rootfs-tar.ts';

describe('ELF', () => {
  it('reads the header in both byte orders', () => {
    assert.deepEqual(readElfHeader(elfHead(183)), { bits: 64, littleEndian: true, type: 3, machine: 183 });
    const big = elfHead(183);
    big[5] = 2;
    big.writeUInt16BE(22, 18);
    assert.equal(readElfHeader(big)?.machine, 22);
    assert.equal(readElfHeader(Buffer.from('#!/bin/sh\n')), undefined);
    assert.equal(readElfHeader(elfHead(183).subarray(0, 10)), undefined);
    assert.equal(machineName(62), 'x86-64 (amd64)');
    assert.equal(machineName(9999), 'machine 9999');
  });

  it('refuses a header that points outside of the file', () => {
    const file = elfHead(183);
    file.writeBigUInt64LE(2n ** 63n, 32);
    file.writeUInt16LE(56, 54);
    file.writeUInt16LE(1, 56);
    assert.throws(() => versionsDefined(file), { code: 'elf-malformed' });
  });

  it('has no versions where there is no dynamic section', () => {
    assert.deepEqual(versionsDefined(elfHead(183)), []);
    assert.deepEqual(versionsDefined(Buffer.from('text')), []);
  });

  it('orders versions by number', () => {
    assert.equal(highestVersion(['GLIBC_2.4', 'GLIBC_2.17', 'GLIBC_PRIVATE', 'GCC_9.0'], 'GLIBC_'), '2.17');
    assert.equal(highestVersion(['GLIBC_PRIVATE'], 'GLIBC_'), undefined);
    assert.ok(compareVersions('2.2.5', '2.3') < 0);
    assert.ok(compareVersions('2.3', '2.3.1') < 0);
    assert.equal(compareVersions('2.30', '2.30'), 0);
  });
});
