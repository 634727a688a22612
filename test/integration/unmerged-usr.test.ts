// A root filesystem in which /usr is not merged, as Debian's and Ubuntu's of some years ago, as a whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withScope } from '../../scripts/lib/scope.ts';
import { prepareProduct } from '../../scripts/lib/workbench/product.ts';
import { debianRootfs } from '../../scripts/lib/workbench/rootfs.ts';
import { unmergedRootfs } from '../support/unmerged-rootfs.ts';

/** Programs by the places that they have there; the last ones in a place where they are not. */
const STAND_INS = [
  '/bin/sh',
  '/bin/bash',
  '/bin/cat',
  '/bin/sed',
  '/bin/tar',
  '/usr/bin/make',
  '/usr/bin/gcc',
];
const ABSENT = ['/usr/bin/cat', '/bin/make'];

const MAKEFILE = `all: t
	/bin/cat t.c | /bin/sed s/4/5/ > u.c && gcc -O2 u.c -o u -lz
t: t.c
	$(CC) $< -o $@ -lz`;

const BUILD = `cd /tmp && printf '%s' '${MAKEFILE}' > Makefile
printf '#include <zlib.h>\\nint main(void) { return 4 + (zlibVersion() == 0); }\\n' > t.c
make > log 2>&1 || cat log
for p in t u; do ./$p; echo $?; od -An -tx2 -j18 -N2 $p; done
uname -m; readlink -f /bin/sh; sh -c 'echo $0'`;

test('an image of a root filesystem without a merged /usr', async (t) => {
  await withScope(async (scope) => {
    const rootfs = await unmergedRootfs(await debianRootfs(scope), scope);
    const { sh } = await prepareProduct(scope, 'full', rootfs);

    await t.test('has the directories that the root filesystem has', async () => {
      const places =
        'for d in /bin /sbin /lib; do [ -L $d ] || ls -d $d/*sh* $d/ldconfig $d/ld-linux* 2> /dev/null || :; done';
      assert.match(
        await sh(places),
        /^\/bin\/bash\n(.*\n)*\/sbin\/ldconfig\n(.*\n)*\/lib\/ld-linux-aarch64\.so\.1$/,
      );
    });

    await t.test('starts stand-ins for the programs of both', async () => {
      const explained = await sh(`arm64-on-x86 explain ${STAND_INS.join(' ')}`);
      assert.equal(
        explained.match(/^ {2}\/x86_64\/native\/.* stands in/gm)?.length,
        STAND_INS.length,
        explained,
      );
      const absent = await sh(`arm64-on-x86 explain ${ABSENT.join(' ')} || true`);
      assert.equal(absent.match(/: refused: No such file or directory$/gm)?.length, ABSENT.length, absent);
    });

    await t.test('builds, natively and emulated, the same', async () => {
      const native = await sh(BUILD);
      assert.match(native, /^4\n.*\n5\n.*\naarch64\n\/bin\/dash\nsh$/);
      const flags = ['--env', 'ARM64_ON_X86_ACCELERATE=0'];
      assert.equal(await sh(BUILD, { flags }), native);
    });
  });
});
