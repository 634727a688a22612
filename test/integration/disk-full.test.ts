import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { serveFiles } from '../support/file-server.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const cli = fileURLToPath(new URL('../../src/entry/cli.ts', import.meta.url));

// A mount namespace of its own: nothing stays mounted, whatever happens (unshare(1)). Within a chroot / is no
// mount whose propagation could be changed.
const namespace = `
propagation=private
unshare --mount true 2> /dev/null || propagation=unchanged
exec unshare --mount --propagation $propagation sh -c "$@"`;
const script = `
mount -t tmpfs -o size=1m tmpfs "$1" || exit 99
TMPDIR=$1 "$2" "$3" build --toolchain system --cache-dir "$1/cache" --rootfs "$4"
code=$?
find "$1" -type f >&2
umount "$1"
exit $code`;
const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-E', '--'];

describe('no space left for temporary files', () => {
  let directory = '';
  let tar: Buffer;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-'));
    tar = await tarOf([...smallRootfs(), { path: 'data', bytes: randomBytes(4 << 20) }]);
    const file = join(directory, 'r.tar');
    await writeFile(file, tar);
    // So young that its digest is not kept, however long a program takes to start.
    const young = new Date(Date.now() + 3_600_000);
    await utimes(file, young, young);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const build = async (rootfs: string) => {
    const mounted = await mkdtemp(join(directory, 'small-'));
    const inner = [script, 'sh', mounted, process.execPath, cli, rootfs];
    const [program = '', ...args] = [...asRoot, 'sh', '-c', namespace, 'sh', ...inner];
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    return { code, stderr };
  };
  const check = ({ code, stderr }: { code: number; stderr: string }) => {
    assert.equal(code, 1, stderr);
    assert.match(stderr, /error: ENOSPC: no space left on device.*\n {2}hint: the disk is full: .*TMPDIR/);
    assert.doesNotMatch(stderr, /\n\s+at |this is a bug|\/small-/, 'no stack, and no file is left');
  };

  it('says so when a root filesystem is compressed again', async () =>
    check(await build(join(directory, 'r.tar'))));

  it('says so when a root filesystem is downloaded', async () => {
    const server = await serveFiles({ '/r.tar.gz': gzipSync(tar) });
    try {
      check(await build(`${server.base}/r.tar.gz`));
    } finally {
      server.close();
    }
  });
});
