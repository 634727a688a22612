import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { unprivileged } from '../../../scripts/lib/workbench/container.ts';
import type { Product } from '../../../scripts/lib/workbench/product.ts';

const insidePath =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/x86_64/native/usr/bin:/x86_64/host/bin:/usr/bin:/sbin:/bin';

/** How a container runtime starts programs: run, exec, with and without a command, as other users. */
export async function containerRuntime(t: TestContext, product: Product): Promise<void> {
  const { container, sh } = product;

  await t.test('the guest is aarch64, the compiler x86-64', async () => {
    assert.match(await sh('file $(which bash)'), /: ELF 64-bit LSB .*, ARM aarch64/);
    assert.match(
      await sh('file $(realpath $(which aarch64-linux-gcc))'),
      /^\/x86_64\/host\/\S+: ELF 64-bit LSB .*, x86-64/,
    );
    assert.equal(await sh('uname -m'), 'aarch64');
  });

  await t.test('no command gives a shell', async () => {
    const input = 'echo "$0"; cd /usr; pwd; exit 3';
    const { code, stdout } = await container([], { input, flags: ['--interactive'], ignoreExitCode: true });
    assert.deepEqual([code, stdout.split('\n').at(-1)], [3, '/usr']);
  });

  await t.test('a command is any program of the guest, by name or path, a script too', async () => {
    assert.match((await container(['file', '--version'])).stdout, /^file-/);
    assert.equal((await container(['/bin/echo', 'a b', '', 'c'])).stdout, 'a b  c');
    assert.match((await container(['ldd', '--version'])).stdout, /^ldd /);
  });

  await t.test('what cannot be started is refused as a shell would', async () => {
    for (const [command, code] of [
      ['no-such-program', 127],
      ['/no/such/program', 127],
      ['/etc/passwd', 126],
      ['/etc', 126],
    ] as const) {
      const result = await container([command], { ignoreExitCode: true });
      assert.deepEqual([result.code, result.stderr.includes(command)], [code, true], result.stderr);
    }
  });

  await t.test('exec starts shells and others by name', () => executed(product));

  await t.test('PATH inside is without the entry links, and env -i leaves nothing', async () => {
    assert.equal(await sh('echo $PATH'), insidePath);
    assert.equal((await container(['env', '-i', '/usr/bin/env'])).stdout, '');
    assert.equal((await container(['env', '-i', '/usr/bin/env', 'A=1', 'env'])).stdout, 'A=1');
    assert.match(await sh('env -i /usr/bin/gcc -print-prog-name=cc1'), /x86_64/);
  });

  await t.test('another user than root', async () => {
    const script = `cd /tmp && id -u && echo 'int main(void) { return 4; }' > t.c && gcc t.c -o t; ./t; echo $?`;
    assert.equal(await sh(script, { flags: ['--user', '1000'] }), '1000\n4');
  });

  await t.test('exit codes and signals are those of the program', async () => {
    assert.equal((await container(['sh', '-c', 'exit 42'], { ignoreExitCode: true })).code, 42);
    const killed = await container(['sh', '-c', 'kill -KILL $$'], { ignoreExitCode: true });
    assert.ok([0, 137].includes(killed.code), 'the first process of a namespace does not kill itself');
    assert.equal(await sh(`sh -c 'kill -TERM $$'; echo $?`), '143');
  });

  await t.test('a chroot without /proc and without our files', async () => {
    const flags = ['--cap-add', 'SYS_CHROOT'];
    assert.equal(await sh(chroot, { flags }), 'bin lib\nthrough a pipe\n127');
  });
}

/** A tree with a shell and three programs, entered by a guest's chroot(8). */
const chroot = `
set -e; r=/tmp/r; mkdir -p $r/bin $r/lib/aarch64-linux-gnu
cp /bin/dash $r/bin/sh; cp /bin/cat /bin/ls /bin/paste $r/bin 2> /dev/null || cp /bin/cat /bin/ls /usr/bin/paste $r/bin
cp /lib/ld-linux-aarch64.so.1 $r/lib; cp /lib/aarch64-linux-gnu/lib*.so* $r/lib/aarch64-linux-gnu
/usr/sbin/chroot $r /bin/sh -c 'ls / | paste -d " " - -; echo through a pipe | cat; gcc 2> /bin/null; echo $?'`;

async function executed({ engine, image }: Product): Promise<void> {
  const { stdout: id } = await engine.run(['run', '--detach', ...unprivileged, image, 'sleep', '1000']);
  try {
    const exec = async (...command: string[]) => (await engine.run(['exec', id, ...command])).stdout;
    assert.equal(await exec('sh', '-c', 'echo $0 $PATH'), `sh ${insidePath}`);
    assert.equal(await exec('bash', '-c', 'echo $BASH_VERSION | cut -c 1'), '5');
    assert.match(await exec('file', '/bin/ls'), /aarch64/);
    assert.match(await exec('gcc', '-print-prog-name=cc1'), /^\/x86_64\/host\//);
    assert.equal(await exec('/x86_64/bin/launch', '/bin/echo', 'by path'), 'by path');
    const script = { input: 'echo $((6 * 7))\n' };
    assert.equal((await engine.run(['exec', '--interactive', id, 'bash'], script)).stdout, '42');
  } finally {
    await engine.run(['rm', '--force', id]);
  }
}
