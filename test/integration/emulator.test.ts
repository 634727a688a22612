import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createDirectoryCache, defaultCacheDirectory } from '../../src/cache/directory.ts';
import { emulatorComponent } from '../../src/components/emulator/index.ts';
import { checkStarts } from '../../src/components/emulator/smoke.ts';
import { writeEmulator } from '../../src/components/emulator/write.ts';
import { INPUTS, installComponent } from '../support/components.ts';
import { createTestHost, type TestHost } from '../support/host.ts';
import { debian13Qemu } from '../support/trixie.ts';

/** Other tests take theirs from here too: what changes its bytes changes its key, and it is built again. */
const machineCache = defaultCacheDirectory(process.env, homedir());

function newHost(t: TestContext, env?: Record<string, string | undefined>): TestHost {
  const cache = createDirectoryCache(machineCache, (message) => assert.fail(message));
  const host = createTestHost({ cache, ...(env ? { env } : {}) });
  t.after(() => host.close());
  return host;
}

/** Installs the emulator, and starts a static aarch64 program with it that reads an extended attribute. */
async function checkEmulator(emulatorSource: string, series: RegExp, host: TestHost): Promise<void> {
  const root = await host.tempDir('root');
  await installComponent(await emulatorComponent({ ...INPUTS, emulatorSource }, host), root, host);
  const emulator = join(root, 'x86_64/bin/qemu-aarch64');
  assert.match((await host.exec(emulator, ['--version'])).stdout, series);
  assert.match((await host.exec('readelf', ['-lW', emulator])).stdout, /^(?![\s\S]*INTERP)/, 'it is static');
  await writeFile(join(root, 't.c'), PROGRAM);
  await host.exec('aarch64-linux-gnu-gcc', ['-static', join(root, 't.c'), '-o', join(root, 't')]);
  const { stdout } = await host.exec(emulator, [join(root, 't'), 'argument']);
  assert.equal(stdout, 'aarch64 argument known\n');
  await writeFile(join(root, 'vfork.c'), VFORK_PROGRAM);
  const files = [join(root, 'vfork.c'), '-o', join(root, 'vfork')];
  await host.exec('aarch64-linux-gnu-gcc', ['-static', '-pthread', ...files]);
  assert.equal((await host.exec(emulator, [join(root, 'vfork')])).stdout, '0 wrong, counted on\n');
  const notice = await readFile(join(root, 'x86_64/share/emulator/SOURCE'), 'utf8');
  assert.match(notice, /GPL-2\.0[\s\S]*neoverse-n1/);
  await readFile(join(root, 'x86_64/share/emulator/source/router/router.c'));
  await readFile(join(root, 'x86_64/share/emulator/COPYING'));
}

const PROGRAM = `#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
int main(int n, char **v)
{
    struct utsname u;
    char value[8];
    uname(&u);
    int known = getxattr("/", "user.none", value, sizeof value) >= 0 || errno != ENOSYS;
    return printf("%s %s %s\\n", u.machine, v[1], known ? "known" : "unknown") < 0;
}
`;

/** Another thread goes on while children of vfork fail: their errno arrives, and nothing else of theirs. */
const VFORK_PROGRAM = `#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
static volatile unsigned long number;
static volatile int done;
static void *count(void *unused)
{
    void *back = NULL;
    for (unsigned long last = 0; !done;) {
        unsigned long now = ++number;
        back = now <= last ? (void *)&number : back;
        last = now;
    }
    return back;
}
int main(void)
{
    pthread_t thread;
    void *back;
    int wrong = 0;
    char *none[] = {NULL};
    if (pthread_create(&thread, NULL, count, NULL) != 0)
        return 1;
    for (int i = 0; i < 100; i++) {
        pid_t pid;
        wrong += posix_spawn(&pid, "/no/such/program", NULL, NULL, none, none) != ENOENT;
    }
    done = 1;
    pthread_join(thread, &back);
    return printf("%d wrong, %s\\n", wrong, back == NULL ? "counted on" : "went back") < 0;
}
`;

test("the emulator from the distribution's source package runs arm64 programs; then it comes from the cache", async (t) => {
  const host = newHost(t);
  await checkEmulator('distro', /^qemu-aarch64 version \d.*\(arm64-on-x86\)/, host);
  const warm = newHost(t);
  await checkEmulator('distro', /version/, warm);
  assert.ok(
    !warm.commands.some((command) => /^(apt-get|dpkg-source|ninja)\b/.test(command)),
    warm.commands.join('\n'),
  );
});

test('QEMU 10.0, from a tarball of Debian 13’s source', async (t) => {
  const qemu = await debian13Qemu(newHost(t));
  if (qemu === undefined) return t.skip('only Debian has the source of Debian 13');
  await checkEmulator(qemu.tarball, /version 10\.0\./, newHost(t, qemu.env));
});

test('an unknown CPU, and a QEMU without hook patch, are refused before anything is built', async (t) => {
  const host = newHost(t);
  const tarball = await fakeSource(host, '10.0.99');
  const wrongCpu = await emulatorComponent({ ...INPUTS, emulatorSource: tarball, cpu: 'z80' }, host);
  await assert.rejects(wrongCpu.build(await host.tempDir('work')), {
    code: 'cpu-unknown',
    hint: /cortex-a53/,
  });
  const old = await emulatorComponent({ ...INPUTS, emulatorSource: await fakeSource(host, '3.1.0') }, host);
  await assert.rejects(old.build(await host.tempDir('work')), {
    code: 'qemu-series-unsupported',
    message: /3\.1\.0.*7\.2/,
  });
  assert.ok(!host.commands.some((command) => command.includes('configure')));
});

test('properties of a CPU are tried on the built emulator', async (t) => {
  const file = join(await newHost(t).tempDir('emulator'), 'qemu-aarch64');
  await writeEmulator({ ...INPUTS, emulatorSource: 'distro' }, file, newHost(t));
  const withProperty = (cpu: string) => checkStarts(file, cpu, newHost(t, { ...process.env, QEMU_CPU: cpu }));
  await withProperty('max,pauth-impdef=on');
  await assert.rejects(withProperty('max,no-such=on'), { code: 'cpu-unknown', message: /no-such/ });
});

async function fakeSource(host: TestHost, version: string): Promise<string> {
  const directory = await host.tempDir('fake');
  await host.exec('mkdir', ['-p', 'qemu/target/arm'], { cwd: directory });
  await writeFile(join(directory, 'qemu/VERSION'), `${version}\n`);
  await writeFile(join(directory, 'qemu/target/arm/cpu64.c'), '{ .name = "cortex-a53", .initfn = a53 },\n');
  await host.exec('tar', ['-cf', 'qemu.tar', 'qemu'], { cwd: directory });
  return join(directory, 'qemu.tar');
}

test('missing build programs are named all at once, with the command that installs them', async (t) => {
  const directory = await newHost(t).tempDir('bin');
  for (const name of ['sh', 'tar', 'test'])
    await newHost(t).exec('ln', ['-s', `/usr/bin/${name}`, directory]);
  const host = newHost(t, { PATH: directory });
  const component = await emulatorComponent(
    { ...INPUTS, emulatorSource: await fakeSource(newHost(t), '10.0.99') },
    host,
  );
  await assert.rejects(component.build(await host.tempDir('work')), {
    code: 'packages-missing',
    hint: /apt-get install gcc .*ninja-build .*libglib2\.0-dev/,
  });
});
