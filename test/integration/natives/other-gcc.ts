import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { installGuestPackages } from '../../../scripts/lib/guest-packages.ts';
import type { Scope } from '../../../scripts/lib/scope.ts';
import type { GuestRoot } from '../../../scripts/lib/workbench/guest-root.ts';
import { debianRootfs } from '../../../scripts/lib/workbench/rootfs.ts';

/** A major that the release has besides its default one, which the native compiler is of. */
const OTHER = 11;

const TRY = `cd /tmp && printf 'int f(void); int main(void) { return f(); }\\n' > main.c &&
printf 'int f(void) { return 4; }\\n' > f.c || exit
for flags in "" "-flto" "-flto -fno-fat-lto-objects"; do
  rm -f *.o f.a t
  $CC $flags -c main.c f.c && $AR rc f.a f.o && $CC $flags main.o f.a -o t && ./t
  echo "'$flags': $?"
done
echo "main.o f.a -flto -o t" > arguments
rm -f t; $CC @arguments && ./t
echo "from a file: $?"`;

/** A gcc of the guest's that is not the one which runs natively: it is started itself, and links. */
export async function otherGcc(t: TestContext, guest: GuestRoot, scope: Scope): Promise<void> {
  await installGuestPackages([`gcc-${OTHER}`], await debianRootfs(scope), guest.path, scope);
  const worked = "'': 4\n'-flto': 4\n'-flto -fno-fat-lto-objects': 4\nfrom a file: 4";
  const build = (version: string) =>
    guest.run(['sh', '-c', TRY], { CC: `gcc${version}`, AR: `gcc-ar${version}` });

  await t.test('is what its name starts', async () => {
    const names = [`gcc-${OTHER}`, `aarch64-linux-gnu-gcc-${OTHER}`, `gcov-${OTHER}`];
    const { stdout: explained } = await guest.run(['arm64-on-x86', 'explain', ...names]);
    assert.equal(explained.match(/: runs emulated$/gm)?.length, names.length, explained);
    const { stdout } = await guest.run([`gcc-${OTHER}`, '-dumpversion']);
    assert.equal(stdout, `${OTHER}`);
  });

  await t.test('links by the linker that can load its plugin', async () => {
    const { stdout, stderr } = await build(`-${OTHER}`);
    assert.equal(stdout, worked, stderr);
  });

  await t.test('leaves the native one as it is', async () => {
    const { stdout, stderr } = await build('');
    assert.equal(stdout, worked, stderr);
    const traced = await guest.run(['sh', '-c', 'LD_TRACE_LOADED_OBJECTS=1 ld']);
    assert.match(traced.stdout, /\/x86_64\/lib\//);
  });
}
