import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { repository } from '../../scripts/lib/repository.ts';
import { findSeries, seriesOf } from '../../src/components/emulator/series.ts';

const native = join(repository, 'native/emulator');
const patches = join(native, 'patches');

/** The series with a hook patch; docs/how-it-works.md says which of them were compiled. */
const SUPPORTED = ['10.0', '10.1', '10.2', '11.0', '11.1', '6.2', '7.2', '8.2', '9.2'];

describe('QEMU series', () => {
  it('names those that are supported, and the documentation does too', async () => {
    const names = (await readdir(patches)).map((file) => file.replace(/\.patch$/, '')).sort();
    assert.deepEqual(names, SUPPORTED);
    const page = await readFile(join(repository, 'docs/how-it-works.md'), 'utf8');
    for (const name of SUPPORTED) {
      const patch = await readFile(join(patches, `${name}.patch`), 'utf8');
      const row = new RegExp(`^\\| ${name.replace('.', '\\.')} .* (yes|no) +\\|$`, 'm').exec(page);
      assert.equal(row?.[1], patch.includes('/cache_place.c') ? 'yes' : 'no', name);
    }
    for (const name of SUPPORTED) assert.equal((await findSeries(`${name}.3`, patches)).name, name);
    assert.equal(seriesOf('7.20.1', names), undefined);
    await assert.rejects(findSeries('6.1.0', patches), {
      code: 'qemu-series-unsupported',
      message: /6\.1\.0; supported series: 6\.2, 7\.2, 8\.2, 9\.2, 10\.0, 10\.1, 10\.2, 11\.0, 11\.1/,
    });
  });

  it('leans on no line that the distributions have changed', async () => {
    for (const name of SUPPORTED.filter((series) => Number.parseFloat(series) < 10.1)) {
      const patch = await readFile(join(patches, `${name}.patch`), 'utf8');
      // Debian's linux-user-binfmt-P.diff, in Ubuntu too, gives it a value.
      assert.doesNotMatch(patch, /bool preserve_argv0/, name);
    }
  });

  it('has in every patch every call of the hook, and every file of it in the build', async () => {
    const header = await readFile(join(native, 'hook.h'), 'utf8');
    const calls = [...header.matchAll(/^\S.*?(arm64_on_x86_\w+)\(/gm)].map(([, name]) => name as string);
    assert.ok(calls.length >= 8);
    const rooms = [native, join(repository, 'native/router')];
    const files = (await Promise.all(rooms.map((room) => readdir(room)))).flat();
    for (const name of SUPPORTED) {
      const patch = await readFile(join(patches, `${name}.patch`), 'utf8');
      for (const call of calls) assert.match(patch, patternOf(call, name), `${call} in ${name}`);
      // Not every series keeps translations, but one that does has all of that in it.
      const keeps = patch.includes('arm64-on-x86/cache');
      for (const file of files.filter((entry) => entry.endsWith('.c'))) {
        const wanted = keeps || !file.startsWith('cache');
        assert.equal(patch.includes(`+  'arm64-on-x86/${file}',`), wanted, `${file} in ${name}`);
      }
    }
  });
});

/** What the series' patch must have for a call of the hook. */
function patternOf(call: string, series: string): RegExp {
  // Before 8.2 the guest's SIGABRT is no other signal.
  if (call === 'arm64_on_x86_sigabrt' && Number.parseFloat(series) < 8) return /^/;
  // A table or a text, as the series takes it.
  return call.endsWith('_signals') ? /^\+.*(_signals\(|RTSIG_MAP)/m : new RegExp(`^\\+.*${call}\\(`, 'm');
}
