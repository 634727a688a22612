import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type GuestRoot, makeGuestRoot } from '../../scripts/lib/workbench/guest-root.ts';
import { debian13Rootfs } from '../../scripts/lib/workbench/rootfs.ts';
import { openScope } from '../support/open-scope.ts';

/** Programs of each kind: shell, tools, build programs, those with libraries of their own. */
const PROGRAMS = [
  ...['/bin/sh', 'bash', 'make', 'sed', 'tar', 'xz', 'find', 'awk', 'msgfmt', 'dpkg-deb', 'git'],
  ...['file', 'http', 'store'].map((name) => `/usr/lib/apt/methods/${name}`),
];

/** Commands whose output must not tell whether the tools that make it are native. */
const SAME = [
  [
    'versions',
    'for p in bash make sed tar xz find mawk msgfmt dpkg-deb git; do $p --version 2>&1 | head -1; done',
  ],
  [
    "bash's and make's machine",
    "bash -c 'declare -p HOSTTYPE MACHTYPE BASH_VERSINFO'; printf 'a:;@echo $(MAKE_HOST)\\n' | make -f -",
  ],
  ['users', 'id; ls -l /etc/passwd; tar -C /etc -cf - passwd | tar -tvf -'],
  [
    'character sets',
    'printf \'msgid "a"\\nmsgstr "\\303\\244"\\n\' > /tmp/x.po; msgconv -t ISO-8859-15 /tmp/x.po 2>&1 | od -c',
  ],
  ['packages', 'dpkg-query -W; dpkg --print-architecture'],
  [
    "apt's methods",
    "printf '600 URI Acquire\\nURI: file:/etc/passwd\\nFilename: /tmp/got\\n\\n' | /usr/lib/apt/methods/file",
  ],
] as const;

/** On a Debian 13 machine they are the machine's, which test/integration/natives.test.ts is about. */
describe('native stand-ins of Debian 13', () => {
  const scope = openScope();
  let guest: GuestRoot | undefined;
  before(async () => {
    const rootfs = await debian13Rootfs(['file', 'gettext', 'git', 'make', 'xz-utils'], scope);
    if (rootfs !== undefined) guest = await makeGuestRoot(scope, 'full', { rootfs });
  });
  after(() => scope.close());

  test('stand in for its programs', async (t) => {
    if (guest === undefined) return t.skip('this machine is not Debian');
    for (const program of PROGRAMS) {
      const { stdout } = await guest.run(['arm64-on-x86', 'explain', program]);
      assert.match(stdout, /\/x86_64\/native\/\S+ stands in/, program);
    }
    const { stdout } = await guest.run(['sh', '-c', 'readlink /proc/self/exe; ls -l /proc/self/exe']);
    assert.match(
      stdout,
      /^\/x86_64\/native\/full\/usr\/bin\/readlink\n.* -> \/x86_64\/native\/full\/usr\/bin\/ls$/m,
    );
  });

  for (const [what, script] of SAME) {
    test(`give the same output: ${what}`, async (t) => {
      if (guest === undefined) return t.skip('this machine is not Debian');
      const native = await guest.run(['sh', '-c', script]);
      const emulated = await guest.run(['sh', '-c', script], { ARM64_ON_X86_ACCELERATE: '0' });
      assert.equal(native.stdout, emulated.stdout, native.stderr);
      assert.equal(native.code, emulated.code);
      assert.notEqual(native.stdout, '');
    });
  }

  test("the compiler runs beside them on the release's libraries", async (t) => {
    if (guest === undefined) return t.skip('this machine is not Debian');
    const compile =
      'echo "int f(void) { return 1; }" > /tmp/t.c && aarch64-linux-gcc -O2 -flto -c /tmp/t.c -o /tmp/t.o';
    const { code, stderr } = await guest.run(['sh', '-c', `${compile} && aarch64-linux-gdb --version`]);
    assert.equal(code, 0, stderr);
  });
});
