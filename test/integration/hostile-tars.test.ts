import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HOSTILE_NAMES } from '../support/hostile/names.ts';
import { HOSTILE_SIZES } from '../support/hostile/sizes.ts';

const HOSTILE_TARS = [...HOSTILE_NAMES, ...HOSTILE_SIZES];
const CHILD = fileURLToPath(new URL('../support/open-rootfs-child.ts', import.meta.url));
/** Node alone has some 60 to 100; the rest is for reading, whatever the archive says. */
const MOST_MIB = 300;

describe('hostile archives', () => {
  let directory = '';
  let outcomes: readonly string[] = [];
  let peakMiB = Number.POSITIVE_INFINITY;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-hostile-'));
    const deep = join(directory, 'a/b/c/tmp');
    await mkdir(deep, { recursive: true });
    const paths = HOSTILE_TARS.map((_, index) => join(directory, `${index}.tar`));
    for (const [index, { make }] of HOSTILE_TARS.entries()) await writeFile(paths[index] ?? '', make());
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, join(deep, 'cache'), ...paths], {
      env: { ...process.env, TMPDIR: deep },
      cwd: deep,
    });
    ({ outcomes, peakMiB } = JSON.parse(stdout));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  for (const [index, { what, refused }] of HOSTILE_TARS.entries()) {
    it(`${refused === undefined ? 'takes, since it is harmless' : 'refuses'}: ${what}`, () => {
      assert.equal(outcomes[index], refused ?? 'taken');
    });
  }

  it('needs little memory for any of them', () => assert.ok(peakMiB < MOST_MIB, `${peakMiB} MiB`));

  it('writes nothing but its own temporary files, and removes these', async () => {
    assert.deepEqual(await readdir(join(directory, 'a/b/c/tmp')), ['cache']);
    for (const [above, name] of [
      ['a/b/c', 'tmp'],
      ['a/b', 'c'],
      ['a', 'b'],
    ] as const)
      assert.deepEqual(await readdir(join(directory, above)), [name]);
    const tars = HOSTILE_TARS.map((_, index) => `${index}.tar`);
    assert.deepEqual((await readdir(directory)).sort(), [...tars, 'a'].sort());
  });
});
