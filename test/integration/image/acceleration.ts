import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Product } from '../../../scripts/lib/workbench/product.ts';

/** ld.so(8): a dynamic program lists its libraries and ends, so that they tell which program was started. */
const trace = 'LD_TRACE_LOADED_OBJECTS=1';
const isNative = /\/x86_64\/lib\//;
const isEmulated = /\/lib\/aarch64-linux-gnu\//;

/** Which of the two programs that have the same name is started, by whatever way a build starts it. */
export async function acceleration(t: TestContext, { sh }: Product): Promise<void> {
  const native = async (script: string) => assert.match(await sh(script), isNative);
  const emulated = async (script: string) => {
    const output = await sh(script);
    assert.match(output, isEmulated);
    assert.doesNotMatch(output, isNative);
  };

  await t.test('plain and triplet names, by PATH and by each path that they have', async () => {
    assert.equal(await sh(everyName), '');
    const names = await sh('ls /x86_64/native/usr/bin');
    for (const name of ['gcc', 'g++', 'cc', 'c++', 'as', 'ld', 'ar', 'nm', 'strip', 'aarch64-linux-gnu-gcc'])
      assert.ok(names.split('\n').includes(name), name);
  });

  await t.test('relative paths, and through linked directories', async () => {
    await native(`cd /usr/bin && ${trace} ./gcc`);
    await native(`cd /usr && ${trace} bin/ld`);
    await native(`ln -s /usr/bin /tmp/b && ${trace} /tmp/b/as`);
    await native(`cd /usr/bin && ${trace} /proc/self/cwd/nm`);
  });

  await t.test('started by make, perl, sh and env, which are guests', async () => {
    const makefile = `printf 'all:\\n\\t@${trace} $(CC)\\n' > /tmp/mk && make -f /tmp/mk`;
    await native(makefile);
    await native(`${makefile} CC=/usr/bin/c++`);
    await native(`perl -e '$ENV{LD_TRACE_LOADED_OBJECTS} = 1; exec "gcc"'`);
    await native(`perl -e '$ENV{LD_TRACE_LOADED_OBJECTS} = 1; system "/bin/ld"'`);
    await native(`env ${trace} cc`);
    await native(`bash -c '${trace} exec g++'`);
  });

  await t.test('a wrapper that comes first in PATH does so, and what it starts is native', async () => {
    const wrapper = `printf '#!/bin/sh\\necho wrapped\\nexec /usr/bin/gcc "$@"\\n' > /usr/local/bin/gcc`;
    const output = await sh(`${wrapper} && chmod +x /usr/local/bin/gcc && gcc -print-prog-name=cc1`);
    assert.match(output, /^wrapped\n\/x86_64\/host\//);
  });

  await t.test('a compiler finds its native parts', async () => {
    const parts = await sh('for p in cc1 cc1plus collect2 as ld; do gcc -print-prog-name=$p; done');
    for (const part of parts.split('\n')) assert.match(part, /^\/x86_64\/host\//);
  });

  await t.test('ARM64_ON_X86_ACCELERATE=0 turns it off for a process and its children', async () => {
    const flags = { flags: ['--env', 'ARM64_ON_X86_ACCELERATE=0'] };
    for (const name of ['gcc', '/usr/bin/ld', '/bin/as', 'cc'])
      assert.match(await sh(`${trace} ${name}`, flags), isEmulated);
    await emulated(
      `export ARM64_ON_X86_ACCELERATE=0; printf 'all:\\n\\t@${trace} gcc\\n' > /tmp/mk && make -f /tmp/mk`,
    );
    await native(`ARM64_ON_X86_ACCELERATE=0 sh -c 'unset ARM64_ON_X86_ACCELERATE; ${trace} gcc'`);
    const parts = await sh('for p in cc1 collect2; do gcc -print-prog-name=$p; done', flags);
    assert.doesNotMatch(parts, /x86_64/);
    const compile = `cd /tmp && echo 'int main(void) { return 4; }' > t.c && gcc t.c -o t; ./t; echo $?`;
    assert.equal(await sh(compile, flags), '4');
  });

  await t.test('aarch64-linux names are native in any case', async () => {
    await native(`ARM64_ON_X86_ACCELERATE=0 ${trace} aarch64-linux-gcc`);
  });
}

/** Prints each way of calling each accelerated name that does not start what it should. */
const everyName = `
for n in $(ls /x86_64/native/usr/bin); do
  for p in $n /usr/bin/$n /bin/$n; do
    [ $p = $n ] || [ -e $p ] || continue
    ${trace} $p 2>&1 | grep -q /x86_64/ || echo "not native: $p"
    [ -e /usr/bin/$n ] || continue
    ARM64_ON_X86_ACCELERATE=0 ${trace} $p 2>&1 | grep -q /lib/aarch64-linux-gnu || echo "not emulated: $p"
  done
done`;
