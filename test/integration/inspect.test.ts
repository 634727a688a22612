// The command inspect, and standard input, through the bundle as users run it.
import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { program } from '../../scripts/lib/repository.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('inspect', () => {
  let directory = '';
  let temporary = '';
  let tar: Buffer;
  let packed: Buffer;
  let file = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-inspect-'));
    temporary = await mkdtemp(join(directory, 'tmp-'));
    tar = await tarOf(smallRootfs());
    packed = gzipSync(tar);
    file = join(directory, 'rootfs.tar.gz');
    await writeFile(file, packed);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  function inspect(args: readonly string[], input?: Buffer): SpawnSyncReturns<string> {
    const env = { ...process.env, HOME: directory, TMPDIR: temporary, XDG_CACHE_HOME: '' };
    return spawnSync(program, ['inspect', ...args], {
      env,
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
    });
  }
  function succeed(args: readonly string[], input?: Buffer): string {
    const { status, stdout, stderr } = inspect(args, input);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it('tells people what a root filesystem is and has', () => {
    const stdout = succeed([file]);
    for (const line of [/^Test Linux 1/, /^ *C library +none$/m, /^ *libraries +\/lib64$/m])
      assert.match(stdout, line);
    assert.equal(succeed(['--rootfs', file]), stdout);
  });

  it('tells programs in JSON, and nothing else', () => {
    const { profile, layers } = JSON.parse(succeed([file, '--json']));
    assert.deepEqual(profile.programs, ['/usr/bin/dash', '/usr/bin/sh']);
    assert.deepEqual(
      layers.map(({ digest, diffId }: Record<string, string>) => [digest, diffId]),
      [[`sha256:${sha256(packed)}`, `sha256:${sha256(tar)}`]],
    );
  });

  it('reads standard input, packed or not, checks it, and leaves nothing', async () => {
    const expected = JSON.parse(succeed([file, '--json']));
    assert.deepEqual(JSON.parse(succeed(['-', '--json'], packed)), expected);
    assert.deepEqual(JSON.parse(succeed([`-#sha256=${sha256(packed)}`, '--json'], packed)), expected);
    const plain = JSON.parse(succeed(['-', '--json'], tar));
    assert.deepEqual([plain.profile, plain.layers[0].diffId], [expected.profile, expected.layers[0].diffId]);
    assert.deepEqual(await readdir(temporary), []);
  });

  it('says what is wrong with standard input', () => {
    for (const [spelling, input, message] of [
      [`-#sha256=${'0'.repeat(64)}`, packed, new RegExp(sha256(packed))],
      ['-', Buffer.alloc(0), /error: rootfs: .*is empty/],
      ['-', packed.subarray(0, 100), /error: rootfs: .*(truncated|ends)/],
    ] as const) {
      const { status, stdout, stderr } = inspect([spelling], input);
      assert.deepEqual([status, stdout], [1, ''], stderr);
      assert.match(stderr, message);
      assert.match(stderr, /standard input/);
    }
  });
});
