// rpm's database as Berkeley DB writes it, which Amazon Linux 2 and RHEL 8 have; as SQLite: test/unit.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { readRpmDatabase } from '../../src/rootfs/rpm/database.ts';
import { rpmHeader } from '../support/rpm-header.ts';

describe("rpm's database of Berkeley DB", () => {
  const host = createTestHost();
  after(() => host.close());
  const headers = Array.from({ length: 300 }, (_, index) =>
    rpmHeader({ name: `p${index}`, version: `${index}`, release: '1.amzn2', padding: index * 97 }),
  );

  /** As rpm keeps it: a hash from numbers to headers, 0 being the last number. */
  const make = async (pageSize: number): Promise<Buffer> => {
    const file = join(await host.tempDir('rpmdb'), 'Packages');
    const rows = [Buffer.from([44, 1, 0, 0]), ...headers].map((value, index) => {
      const key = Buffer.alloc(4);
      key.writeUInt32LE(index);
      return ` ${key.toString('hex')}\n ${value.toString('hex')}\n`;
    });
    const head = `VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=${pageSize}\nHEADER=END\n`;
    await host.exec('db5.3_load', [file], { input: `${head}${rows.join('')}DATA=END\n` });
    return readFile(file);
  };

  for (const pageSize of [512, 4096, 65536]) {
    test(`in pages of ${pageSize} bytes`, async () => {
      const { packages = {} } = readRpmDatabase(await make(pageSize)) ?? {};
      assert.equal(Object.keys(packages).length, headers.length);
      assert.equal(packages.p299, '299-1.amzn2');
    });
  }

  test('that is damaged or hostile says nothing, or less, and ends', async () => {
    const good = await make(4096);
    const whole = Object.entries(readRpmDatabase(good)?.packages ?? {}).map(String);
    let less = 0;
    for (let at = 20; at < good.length; at += 20_011) {
      const bad = Buffer.from(good);
      bad.fill(0xff, at, at + 3);
      const said = Object.entries(readRpmDatabase(bad)?.packages ?? {}).map(String);
      const wrong = said.filter((entry) => !whole.includes(entry));
      assert.deepEqual(wrong, [], `damaged at ${at}`);
      if (said.length < whole.length) less += 1;
    }
    assert.ok(less > 0, 'nothing that matters was damaged');
  });
});
