import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { cacheDirectory } from '../../../scripts/lib/cache-directory.ts';
import { fetchLua, unpackLua } from '../../../scripts/lib/lua-source.ts';
import type { Product } from '../../../scripts/lib/workbench/product.ts';

/**
 * Compiles every file of Lua with both compilers and prints how many objects are the same to the byte and the names
 * of the others. Left out is .comment alone, in which a compiler writes its distribution's revision of the package.
 */
const compare = `
set -e; mkdir /tmp/native /tmp/emulated; cd /lua/src
compile() { ls *.c | xargs -P "$(nproc)" -I{} gcc -std=gnu99 -O2 -DLUA_COMPAT_5_3 -DLUA_USE_LINUX -c {} -o /tmp/$1/{}.o; }
compile native
ARM64_ON_X86_ACCELERATE=0 compile emulated
same=0
for object in $(ls /tmp/native); do
  objcopy --remove-section=.comment /tmp/native/$object
  objcopy --remove-section=.comment /tmp/emulated/$object
  if cmp /tmp/native/$object /tmp/emulated/$object; then same=$((same + 1)); fi
done
size /tmp/native/lvm.c.o
echo $same of $(ls *.c | wc -l)`;

/** Compiles C++ with debug information, which names the compiler's headers, with both compilers. */
const compareDebug = `
cd /tmp
printf '%s\n' '#include <cstddef>' '#include <iostream>' '#include <map>' '#include <string>' >debug.cc
printf '%s\n' 'int main() { std::map<std::string, std::size_t> m{{"a", 1}}; std::cout << m["a"] << __FILE__; }' >>debug.cc
g++ -g -O1 -D_GLIBCXX_ASSERTIONS -c debug.cc -o native.o
ARM64_ON_X86_ACCELERATE=0 g++ -g -O1 -D_GLIBCXX_ASSERTIONS -c debug.cc -o emulated.o
objcopy --remove-section=.comment native.o
objcopy --remove-section=.comment emulated.o
objdump --dwarf=line native.o | grep -c /usr/include/c++/
if cmp native.o emulated.o; then echo same; fi`;

const version = 'gcc -dumpfullversion; ARM64_ON_X86_ACCELERATE=0 gcc -dumpfullversion';

/** The same version of gcc, native and emulated, makes the same code. */
export async function identicalCode(t: TestContext, { sh, scope }: Product): Promise<void> {
  const [native, emulated] = (await sh(version)).split('\n');
  if (native !== emulated) {
    t.skip(`the native gcc is ${native}, the guest's ${emulated}`);
    return;
  }
  const lua = join(await scope.tempDir('lua'), 'lua');
  await unpackLua((await fetchLua(cacheDirectory(), { signal: scope.signal })).tarball, lua);
  const output = await sh(compare, { flags: ['--volume', `${lua}:/lua:ro`] });
  const [same, all] = output.split('\n').at(-1)?.split(' of ').map(Number) ?? [];
  assert.ok(Number(all) > 30, output);
  assert.match(output, /^\s*[1-9]\d{3,}\s/m, 'there is code in them');
  assert.equal(same, all, output);
  assert.match(await sh(compareDebug), /^[1-9]\d*\nsame$/);
}
