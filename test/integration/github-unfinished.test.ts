import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { buildrootPlaces } from '../../src/components/toolchain/buildroot/build/make.ts';
import { createGithubUnfinished } from '../../src/host/github-cache/unfinished.ts';
import { githubJobs } from '../support/github-jobs.ts';

describe("unfinished work in GitHub's cache", () => {
  const jobs = githubJobs();
  const empty = () => jobs.directory('restored');

  it('saves in post the unfinished work of a main that was killed, and removes what it left', async () => {
    const temp = await jobs.directory('runner-temp');
    const work = join(temp, 'arm64-on-x86-unfinished', 'buildroot-2');
    const left = join(temp, 'left');
    await mkdir(work, { recursive: true });
    await mkdir(left);
    await mkdir(`${work}.aside`);
    await writeFile(join(work, 'stage'), 'half');
    await jobs.post(temp, { STATE_unfinished: '["buildroot-2"]', 'STATE_temp-dirs': JSON.stringify([left]) });
    assert.deepEqual(await readdir(temp), []);
    const { host, cache } = jobs.job();
    const works = createGithubUnfinished(await empty(), cache.run, host.env, () => undefined);
    const { restored, directory: next } = await works.open('buildroot-2');
    assert.equal(restored, true);
    assert.equal(await readFile(join(next, 'stage'), 'utf8'), 'half');
  });

  it('saves in post of a Buildroot build what the next run goes on from: no sources, no half a package', async () => {
    const temp = await jobs.directory('runner-temp');
    const work = join(temp, 'arm64-on-x86-unfinished', 'buildroot-4');
    const { output, downloads } = buildrootPlaces(work, '', '');
    await mkdir(downloads, { recursive: true });
    await writeFile(join(downloads, 'gmp.tar.xz'), 'sources');
    for (const file of [
      ...['host/bin/gcc', 'build/host-gmp-6/src/big.c', 'build/host-gmp-6/.stamp_installed'],
      ...['build/host-gmp-6/COPYING', 'build/glibc-2/elf/half.o', 'build/glibc-2/.stamp_built'],
    ]) {
      await mkdir(dirname(join(output, file)), { recursive: true });
      await writeFile(join(output, file), file);
    }
    await jobs.post(temp, { STATE_unfinished: '["buildroot-4"]' });
    const { host, cache } = jobs.job();
    const works = createGithubUnfinished(await empty(), cache.run, host.env, () => undefined);
    const { directory: next } = await works.open('buildroot-4');
    const found = await readdir(next, { recursive: true, withFileTypes: true });
    assert.deepEqual(
      found
        .filter((item) => item.isFile())
        .map(({ name }) => name)
        .sort(),
      ['.stamp_installed', 'COPYING', 'gcc'],
    );
  });

  it('leaves alone in post what the post of a later step has saved and removed', async () => {
    const temp = await jobs.directory('runner-temp');
    assert.equal(await jobs.post(temp, { STATE_unfinished: '["buildroot-3"]' }), '');
    assert.deepEqual(jobs.service.keys(), []);
  });

  it('never fails the job in post', async () => {
    const temp = await jobs.directory('runner-temp');
    await writeFile(join(temp, 'arm64-on-x86-unfinished'), 'no directory');
    assert.match(await jobs.post(temp), /^::warning::.*ENOTDIR/);
  });

  it('keeps unfinished work, the newest of several, until it is done', async () => {
    const open = async (run: string) => {
      const { host, cache } = jobs.job({ ...jobs.service.env, GITHUB_RUN_ID: run });
      const base = await host.tempDir('unfinished');
      const names: (readonly string[])[] = [];
      const works = createGithubUnfinished(base, cache.run, host.env, (list) => names.push(list));
      return { work: await works.open('buildroot-1'), names };
    };
    for (const run of ['7', '8']) {
      const { work } = await open(run);
      await mkdir(join(work.directory, 'dl'), { recursive: true });
      await writeFile(join(work.directory, 'dl', 'gcc'), `run ${run}`);
      await mkdir(join(work.directory, 'elsewhere'), { recursive: true });
      await work.checkpoint('elsewhere');
      assert.deepEqual((await readdir(work.directory)).sort(), ['dl', 'elsewhere']);
      assert.deepEqual(await readdir(dirname(work.directory)), ['buildroot-1']);
    }
    const { work, names } = await open('9');
    assert.equal(work.restored, true);
    assert.deepEqual(await readdir(work.directory), ['dl']);
    assert.equal(await readFile(join(work.directory, 'dl', 'gcc'), 'utf8'), 'run 8');
    await work.done();
    assert.deepEqual(names, [['buildroot-1'], []]);
  });

  it('keeps what is finished and of use later, at once and not in post again', async () => {
    const { host, cache } = jobs.job();
    const names: (readonly string[])[] = [];
    const open = async (run: string) => {
      const works = createGithubUnfinished(
        await host.tempDir('unfinished'),
        cache.run,
        { ...host.env, GITHUB_RUN_ID: run },
        (list) => names.push(list),
      );
      return works.open('buildroot-ccache-debian-12-gcc12');
    };
    const first = await open('7');
    await writeFile(join(first.directory, 'object'), 'cached');
    await first.keep();
    assert.deepEqual(names.at(-1), []);
    const next = await open('8');
    assert.equal(await readFile(join(next.directory, 'object'), 'utf8'), 'cached');
  });
});
