// rpm's database as SQLite itself writes it; as Berkeley DB does: test/integration/rpm-database.test.ts.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { readRpmDatabase } from '../../src/rootfs/rpm/database.ts';
import { rpmHeader } from '../support/rpm-header.ts';

function sqlite(headers: readonly Buffer[], pageSize = 4096): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'arm64-on-x86-rpmdb-'));
  const path = join(directory, 'rpmdb.sqlite');
  try {
    const database = new DatabaseSync(path);
    // As lib/backend/sqlite.c in rpm.
    database.exec(
      `PRAGMA page_size=${pageSize}; CREATE TABLE 'Name' (key BLOB NOT NULL, hnum INTEGER NOT NULL);
       CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL); BEGIN`,
    );
    const insert = database.prepare("INSERT INTO 'Packages' (blob) VALUES (?)");
    for (const header of headers) insert.run(header);
    database.exec('COMMIT');
    database.close();
    return readFileSync(path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const BASH = rpmHeader({ name: 'bash', version: '5.1.8', release: '9.el9' });
const MAKE = rpmHeader({ name: 'make', version: '4.3', release: '8.el9', epoch: 1 });
const KEY = rpmHeader({ name: 'gpg-pubkey', version: 'b86b3716', release: '61e69f29' });

describe("rpm's database", () => {
  test('names packages and their versions', () => {
    const { packages } = readRpmDatabase(sqlite([BASH, MAKE, KEY])) ?? {};
    assert.deepEqual(packages, { bash: '5.1.8-9.el9', make: '1:4.3-8.el9' });
  });

  for (const pageSize of [512, 4096, 65536]) {
    test(`of many pages of ${pageSize} bytes, with headers of every length`, () => {
      const headers = Array.from({ length: 700 }, (_, index) =>
        rpmHeader({ name: `p${index}`, version: '1', release: `${index}`, padding: index * 23 }),
      );
      const { packages = {} } = readRpmDatabase(sqlite(headers, pageSize)) ?? {};
      assert.equal(Object.keys(packages).length, headers.length);
      assert.equal(packages.p699, '1-699');
    });
  }

  test('says the release as dnf finds it', () => {
    const rows = [
      // Provided by a package of another name: what is provided counts.
      ['almalinux-release', '9.4', { 'system-release(releasever)': '9', 'system-release': '' }, '9'],
      ['system-release', '2023.6.20250115', { 'system-release(releasever)': '2023' }, '2023.6.20250115'],
      ['centos-release', '7', { 'system-release': '', 'redhat-release': '' }, '7'],
      ['bash', '5', {}, undefined],
    ] as const;
    for (const [name, version, provides, expected] of rows) {
      const header = rpmHeader({ name, version, release: '1', provides });
      assert.equal(readRpmDatabase(sqlite([BASH, header]))?.releasever, expected);
    }
  });

  test('that is damaged or hostile says nothing, or less, and ends', () => {
    const good = sqlite([BASH, MAKE, rpmHeader({ name: 'a', version: '1', release: '1', padding: 20_000 })]);
    assert.equal(readRpmDatabase(Buffer.alloc(0)), undefined);
    assert.equal(readRpmDatabase(good.subarray(0, 5000)), undefined);
    assert.deepEqual(readRpmDatabase(sqlite([Buffer.from('no header')]))?.packages, {});
    for (let at = 16; at < good.length; at += 7) {
      const bad = Buffer.from(good);
      bad.fill(0xff, at, at + 3);
      readRpmDatabase(bad);
    }
  });
});
