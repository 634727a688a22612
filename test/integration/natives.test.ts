import assert from 'node:assert/strict';
import { copyFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run } from '../../scripts/lib/run.ts';
import { type GuestRoot, makeGuestRoot } from '../../scripts/lib/workbench/guest-root.ts';
import { openScope } from '../support/open-scope.ts';
import { aptMethods } from './natives/apt-methods.ts';
import { otherGcc } from './natives/other-gcc.ts';
import { samePackages } from './natives/same-packages.ts';
import { tools } from './natives/tools.ts';

/** The first line up to the minor version: a stand-in may be another patch level than the guest's program. */
const MINOR = "sed -En '1s/([0-9]+[.][0-9]+)[.][0-9]+/\\1/p'";

/** Commands whose output must not tell whether the tools that make it are native. */
const SAME = [
  [
    'decimal fractions',
    "/usr/bin/printf '%.1f %.1f\\n' 0.15 0.45; seq -f %.20f 0.1 0.1 0.3; numfmt --format %.1f 0.15",
  ],
  ['uname', 'uname -m; uname -s; arch'],
  ["bash's machine", "bash -c 'declare -p HOSTTYPE MACHTYPE OSTYPE BASH_VERSINFO'"],
  ["make's host", "printf 'a:;@echo $(MAKE_HOST) $(MAKE_VERSION)\\n' | make -f -"],
  ['an empty environment', 'env -i /usr/bin/env; env -i A=b /bin/sh -c "echo \\$A; /usr/bin/env | grep A"'],
  ['users and groups', "id; ls -l /etc/passwd /etc/shadow; stat -c '%U %G' /var/mail; getent passwd daemon"],
  ['users in an archive', 'tar -C /etc -cf - passwd | tar -tvf -'],
  [
    'characters',
    "printf 'äöü' | LC_ALL=C.UTF-8 wc -m; printf 'äöü' | LC_ALL=C wc -m; LC_ALL=C.UTF-8 sh -c 'locale charmap'",
  ],
  ['time zones', 'TZ=Europe/Berlin date -d @0 +%H; date -u -d @86400 +%F'],
  ['links of alternatives', 'awk \'BEGIN { print ENVIRON["A"] + 1 }\'; readlink -f /usr/bin/awk'],
  ['signals and statuses', "sh -c 'kill -TERM $$'; echo $?; sh -c 'exit 3'; echo $?; /nonexistent; echo $?"],
  [
    'native starting guest starting native',
    'perl -e \'system("uname -m"); exec "sh", "-c", "echo \\$0 \\$1", "x", "y"\'',
  ],
  [
    'programs of the guest in a pipe',
    'find /etc -maxdepth 1 -name passwd | xargs ls | sort | md5sum | cut -c1-32',
  ],
  ["dpkg-deb's architecture", `dpkg-deb --version | ${MINOR}; dpkg --print-architecture`],
  [
    "dpkg's records",
    `dpkg-query -W -f '\${binary:Package} \${Architecture} \${Status}\\n'; dpkg-query -S /usr/bin/make; update-alternatives --display awk; dpkg-divert --list; for p in query split divert trigger; do dpkg-$p --version | ${MINOR}; done`,
  ],
  ['which', 'which make bash sed; file -L /usr/bin/sed | grep -o "ARM aarch64"'],
  [
    'compressors',
    'echo x | gzip -n | gzip -dc; echo x | xz | xz -dc; echo x | bzip2 | bzip2 -dc 2>/dev/null || true',
  ],
] as const;

const SHELL = ['sh', '-c'] as const;

describe('native stand-ins', () => {
  const scope = openScope();
  let guest: GuestRoot;
  before(async () => {
    guest = await makeGuestRoot(scope, 'full');
  });
  after(() => scope.close());

  const exeOf = async (program: string, env: Record<string, string>) => {
    const { stdout } = await guest.run(['arm64-on-x86', 'explain', program], env);
    return /(\/x86_64\/native\S*) stands in|(runs emulated)/.exec(stdout)?.slice(1).find(Boolean) ?? stdout;
  };

  for (const [what, script] of SAME) {
    test(`give the same output: ${what}`, async () => {
      const native = await guest.run([...SHELL, script], { A: '1' });
      const emulated = await guest.run([...SHELL, script], { A: '1', ARM64_ON_X86_ACCELERATE: '0' });
      assert.equal(native.stdout, emulated.stdout, native.stderr);
      assert.equal(native.code, emulated.code);
      assert.notEqual(native.stdout, '');
    });
  }

  test('are chosen by level, and not under LD_PRELOAD', async () => {
    const [gcc, make, sh] = ['gcc', 'build/make', 'full/dash'].map((path) => {
      const [tree, name] = path.includes('/') ? path.split('/') : ['', path];
      return join('/x86_64/native', tree ?? '', 'usr/bin', name ?? '');
    });
    const emulated = 'runs emulated';
    const rows = [
      [{}, gcc, make, sh],
      [{ ARM64_ON_X86_ACCELERATE: 'full' }, gcc, make, sh],
      [{ ARM64_ON_X86_ACCELERATE: 'build' }, gcc, make, emulated],
      [{ ARM64_ON_X86_ACCELERATE: 'compiler' }, gcc, emulated, emulated],
      [{ ARM64_ON_X86_ACCELERATE: '0' }, emulated, emulated, emulated],
      [{ LD_PRELOAD: 'libfakeroot.so' }, gcc, emulated, emulated],
    ] as const;
    for (const [env, ...expected] of rows) {
      const found = [];
      for (const program of ['/usr/bin/gcc', '/usr/bin/make', '/bin/sh'])
        found.push(await exeOf(program, env));
      assert.deepEqual(found, expected, JSON.stringify(env));
    }
  });

  test('are what the emulator starts as well', async () => {
    const perl = ['perl', '-e', 'exec "/bin/ls", "-l", "/proc/self/exe"'];
    assert.match((await guest.run(perl)).stdout, /\/x86_64\/native\/full\/usr\/bin\/ls$/m);
    const off = await guest.run(perl, { ARM64_ON_X86_ACCELERATE: 'build' });
    assert.match(off.stdout, / -> \/usr\/bin\/ls$/m);
  });

  test('pkgconf looks into the directories of the guest', async () => {
    const pkgconf = '/x86_64/native/full/usr/bin/pkgconf';
    const { stdout } = await guest.run([pkgconf, '--variable', 'pc_path', 'pkg-config']);
    assert.match(stdout, /:\/usr\/lib\/aarch64-linux-gnu\/pkgconfig:/);
    assert.doesNotMatch(stdout, /x86_64/);
    const openssl = await guest.run([pkgconf, '--libs', 'openssl']);
    assert.equal(openssl.stdout.trim(), '-lssl -lcrypto', openssl.stderr);
  });

  test('are refused a bad address by an errno, as by the kernel', async () => {
    const source =
      '#include <errno.h>\n#include <spawn.h>\n#include <stdio.h>\n#include <unistd.h>\n' +
      'int main(void) { char *none[] = {0}, *bad = (char *)-4096, **list = (char **)bad; pid_t pid;\n' +
      'int a = execve(bad, none, none) == -1 && errno == EFAULT, b = execve("/bin/true", list, none) == -1 && errno == EFAULT;\n' +
      'int c = execv("/bin/true", list) == -1 && errno == EFAULT, d = posix_spawn(&pid, bad, 0, 0, none, none) == EFAULT;\n' +
      'return printf("%d%d%d%d\\n", a, b, c, d) < 0; }\n';
    await writeFile(join(guest.path, 'address.c'), source);
    await run('gcc', ['-w', '-o', join(guest.path, 'address'), join(guest.path, 'address.c')]);
    assert.equal((await run(join(guest.path, 'address'), [])).stdout, '1111');
    assert.equal((await guest.run(['/address'])).stdout, '1111');
  });

  test('convert character sets', async () => {
    const source =
      '#include <iconv.h>\n#include <stdio.h>\nint main(void) { char in[] = "\\xc3\\xa9", out[8], *i = in, *o = out;\n' +
      'size_t n = 2, m = 8; iconv_t c = iconv_open("ISO-8859-15", "UTF-8");\n' +
      'size_t r = iconv(c, &i, &n, &o, &m); return printf("%d %02x\\n", (int)r, (unsigned char)out[0]) < 0; }\n';
    const file = join(guest.path, 'iconv.c');
    await writeFile(file, source);
    await run('gcc', ['-o', join(guest.path, 'iconv'), file]);
    assert.equal((await guest.run(['/iconv'])).stdout, '0 e9');
  });

  test('tools that look into the tree around them', (t) => tools(t, guest, scope));

  test('what apt-get starts', (t) => aptMethods(t, guest, scope));

  test('a gcc of another major', (t) => otherGcc(t, guest, scope));

  test('whole packages, built with emulated tools and with native ones', (t) =>
    samePackages(t, guest, scope));

  test('follow what the package manager does: upgraded, removed, another alternative', async () => {
    const sed = join(guest.path, 'usr/bin/sed');
    await copyFile(sed, `${sed}.new`);
    await writeFile(`${sed}.new`, 'upgraded', { flag: 'a' });
    await rename(`${sed}.new`, sed);
    assert.equal((await guest.run([...SHELL, 'echo a | sed s/a/b/'])).stdout, 'b');
    await rm(sed);
    assert.equal((await guest.run([...SHELL, 'echo a | sed s/a/b/'])).code, 127);
    const awk = join(guest.path, 'etc/alternatives/awk');
    await unlink(awk);
    await symlink('/usr/bin/perl', awk);
    assert.equal(await exeOf('/usr/bin/awk', {}), 'runs emulated');
  });
});
