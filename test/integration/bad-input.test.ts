// What can be wrong around a build, through the bundle as users run it.
import assert from 'node:assert/strict';
import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { program } from '../../scripts/lib/repository.ts';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const PATH = `${dirname(process.execPath)}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
const zeros = '0'.repeat(64);

describe('bad input, through the command line', () => {
  let directory = '';
  let temporary = '';
  let registry: TestRegistry;
  const path = (name: string): string => join(directory, name);
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-'));
    temporary = await mkdtemp(path('tmp-'));
    registry = await startRegistry();
    const rootfs = await tarOf(smallRootfs());
    await writeFile(path('rootfs.tar'), rootfs);
    await writeFile(path('amd64.tar'), await tarOf(smallRootfs(62)));
    await writeFile(path('no-shell.tar'), await tarOf([{ path: 'etc/' }]));
    await writeFile(path('empty.tar'), '');
    await writeFile(path('truncated.tar'), rootfs.subarray(0, rootfs.indexOf('PRETTY_NAME')));
    await writeFile(path('text.tar'), 'hello\n'.repeat(200));
  });
  after(async () => {
    await registry.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Runs the program with its own temporary directory and cache, in a process group as a terminal's job. */
  function start(args: readonly string[], env: Record<string, string> = {}, options: SpawnOptions = {}) {
    const child = spawn(program, args, {
      env: {
        PATH,
        HOME: directory,
        TMPDIR: temporary,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    assert.ok(child.stdout && child.stderr);
    const result = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
      ([[code], stdout, stderr]) => ({ code: code as number, stdout, stderr }),
    );
    return { child, result };
  }

  const tags = () => ['--tags', `${registry.host}/bad/input:1`, '--push'];
  const system = ['--toolchain', 'system', '--emulator-source', 'distro'];
  const cases: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['a root filesystem that is not there', () => ['--rootfs', path('none.tar')], /none\.tar/],
    ['an empty file', () => ['--rootfs', path('empty.tar')], /empty\.tar/],
    ['a truncated archive', () => ['--rootfs', path('truncated.tar')], /truncated\.tar/],
    ['what is no archive', () => ['--rootfs', path('text.tar')], /text\.tar/],
    ['an amd64 root filesystem', () => ['--rootfs', path('amd64.tar')], /amd64\.tar.*x86-64 \(amd64\)/],
    ['one without a shell', () => ['--rootfs', path('no-shell.tar')], /no-shell\.tar/],
    ['a wrong checksum', () => ['--rootfs', `${path('rootfs.tar')}#sha256=${zeros}`], /rootfs\.tar/],
    ['an address where nobody listens', () => ['--rootfs', 'http://127.0.0.1:1/r.tar'], /127\.0\.0\.1:1/],
    ['an unknown toolchain', () => ['--rootfs', path('rootfs.tar'), '--toolchain', 'clang'], /"clang"/],
    [
      'an SDK that is not there',
      () => ['--rootfs', path('rootfs.tar'), '--toolchain', '/no/sdk.tar'],
      /sdk\.tar/,
    ],
    [
      'QEMU source that is not there',
      () => ['--rootfs', path('rootfs.tar'), '--toolchain', 'system', '--emulator-source', '/no/qemu.tar.xz'],
      /qemu\.tar\.xz/,
    ],
    ['an option that is given twice', () => ['--rootfs', 'a', '--rootfs', 'b'], /--rootfs.*twice/],
    ['no root filesystem', () => [], /rootfs is required/],
  ];
  for (const [name, args, message] of cases) {
    it(`${name}: said, with a hint, and nothing is pushed or left`, async () => {
      const { code, stdout, stderr } = await start(['build', ...args(), ...tags()]).result;
      assert.deepEqual([code, stdout], [1, ''], stderr);
      assert.match(stderr, message);
      assert.match(stderr, /^error: .+\n {2}hint: .+\n$/ms);
      assert.doesNotMatch(stderr, /\n\s+at |this is a bug/);
      assert.deepEqual(await readdir(temporary), []);
      assert.deepEqual(await registry.requests(), []);
    });
  }

  it('names the packages to install where there is no cross compiler, no C compiler', async () => {
    const empty = path('no-programs');
    const { code, stderr } = await start(
      ['build', '--rootfs', path('rootfs.tar'), ...system, ...tags()],
      // dpkg's database of a machine on which nothing is installed (dpkg(1), --admindir).
      { DPKG_ADMINDIR: empty },
    ).result;
    assert.equal(code, 1);
    assert.match(stderr, /error: .*not installed.*\n {2}hint: .*apt-get install .*gcc/s);
    assert.deepEqual(await readdir(temporary), []);
    assert.deepEqual(await registry.requests(), []);
  });

  it('names what QEMU is built with before anything is sent', async () => {
    const programs = path('broken');
    await mkdir(programs);
    for (const name of ['ninja', 'pkg-config'])
      await writeFile(join(programs, name), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    const { code, stderr } = await start(['build', '--rootfs', path('rootfs.tar'), ...system, ...tags()], {
      PATH: `${programs}:${PATH}`,
    }).result;
    assert.equal(code, 1);
    assert.match(stderr, /hint: .*apt-get install ninja-build pkg-config/);
    assert.doesNotMatch(stderr, /✓ (emulator|toolchain)/);
    assert.deepEqual(await readdir(temporary), []);
    const changes = (await registry.requests()).filter((request) => !request.startsWith('GET '));
    assert.deepEqual(changes, []);
  });

  it('an interrupt while QEMU is configured or compiled leaves no file and no child', async () => {
    const args = ['emulator', '--emulator-source', 'distro', '--dest', path('qemu')];
    const { child, result } = start([...args, '--cache-dir', path('cache')]);
    assert.ok(child.pid);
    // Not the ninja that is asked for its version before.
    const working = await untilDescendant(child.pid, /\/configure |ninja -C /, child);
    assert.notDeepEqual(await readdir(temporary), []);
    // A compiler that is killed leaves its temporary files, wherever it has them.
    const environments = await Promise.all(
      working.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')), // of one that has ended since
    );
    assert.ok(environments.some((env) => env.includes(`TMPDIR=${temporary}/arm64-on-x86-compiler-`)));
    child.kill('SIGINT');
    const { code, stderr } = await result;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /interrupted by SIGINT/);
    assert.deepEqual(await readdir(temporary), []);
    for (const pid of working) await untilGone(pid);
  });
});

/** Waits until a descendant's command line matches, and gives the process ids of all of them. */
async function untilDescendant(
  root: number,
  wanted: RegExp,
  child: { readonly exitCode: number | null },
): Promise<number[]> {
  while (child.exitCode === null) {
    const { stdout } = spawn('ps', ['-e', '-o', 'pid=,ppid=,args=']);
    const rows = (await text(stdout)).split('\n').map((row) => /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(row));
    const found = new Map([[root, '']]);
    // Children have their parent's row before or after: as often as there are generations.
    for (let size = 0; size < found.size; ) {
      size = found.size;
      for (const row of rows) if (row && found.has(Number(row[2]))) found.set(Number(row[1]), row[3] ?? '');
    }
    if ([...found.values()].some((command) => wanted.test(command))) return [...found.keys()];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it ended before ${wanted} ran`);
}

/**
 * Waits until a process that got its signal is gone: ninja does not wait for its children, nor init at
 * once for them.
 */
async function untilGone(pid: number): Promise<void> {
  const deadline = Date.now() + 5000;
  while (Date.now() < deadline) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`process ${pid} is still there`);
}
