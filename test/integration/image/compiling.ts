import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Product } from '../../../scripts/lib/workbench/product.ts';

/** The names that a user of the image relies on. */
const tools = [
  ...['gcc', 'g++', 'cpp', 'ld', 'as', 'ar', 'nm', 'ranlib', 'strip', 'objdump', 'objcopy', 'readelf'],
  ...['gcc-ar', 'gcc-nm', 'gcc-ranlib', 'gdb'],
] as const;

const libraries = `
#include <stdio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <zlib.h>
int main(void)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_Digest("abc", 3, digest, &length, EVP_sha256(), NULL) != 1) return 1;
    printf("%02x%02x %u %lx\\n", digest[0], digest[1], length, crc32(0, (const Bytef *)"abc", 3));
    return zlibVersion()[0] != '1';
}`;

const cxx = `
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
thread_local int own = 0;
int main()
{
    std::vector<int> sums(4);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) threads.emplace_back([&sums, i] { while (own < 1000) own++; sums[i] = own + i; });
    for (auto &thread : threads) thread.join();
    try {
        throw std::runtime_error("sum " + std::to_string(sums[0] + sums[1] + sums[2] + sums[3]));
    } catch (const std::exception &error) {
        std::cout << error.what() << std::endl;
    }
}`;

const library = 'int answer(void) { return 42; }';
const user = `
#include <stdio.h>
int answer(void);
int main(void) { return printf("%d\\n", answer()) < 0; }`;

/** C and C++ compiled natively against what the guest has; what was compiled then runs, emulated. */
export async function compiling(t: TestContext, { sh }: Product): Promise<void> {
  const write = (file: string, text: string) => `cat > ${file} <<'END'\n${text}\nEND\n`;
  const begin = 'set -e; cd /tmp\n';

  await t.test('headers in /usr/local/include are found, as by the guest’s own compiler', async () => {
    await sh(
      `${begin}mkdir -p /usr/local/include; echo '#define ANSWER 42' > /usr/local/include/answer.h
      echo '#include <answer.h>\nint answer = ANSWER;' > a.c; cp a.c a.cc
      aarch64-linux-gcc -c a.c; aarch64-linux-g++ -c a.cc; ! aarch64-linux-gcc --sysroot=/opt -c a.c`,
    );
  });

  await t.test('every tool is there under its name', async () => {
    const output = await sh(
      `for n in ${tools.join(' ')}; do echo "$n $(aarch64-linux-$n --version | head -1)"; done`,
    );
    const lines = output.split('\n');
    assert.equal(lines.length, tools.length);
    for (const [index, name] of tools.entries()) {
      const [tool, ...version] = lines[index]?.split(' ') ?? [];
      assert.deepEqual([tool, /\d\.\d/.test(version.join(' '))], [name, true], lines[index]);
    }
  });

  await t.test('C against zlib and OpenSSL', async () => {
    const compile = 'aarch64-linux-gcc -O2 t.c -lz -lssl -lcrypto && ./a.out && file a.out';
    assert.match(await sh(begin + write('t.c', libraries) + compile), /^ba78 32 352441c2\n.*ARM aarch64/);
  });

  for (const flags of ['-O2', '-O2 -flto', '-static', '-O2 -static -flto']) {
    await t.test(`C++ with iostream, threads and exceptions, ${flags}`, async () => {
      const compile = `aarch64-linux-g++ ${flags} t.cc -o t -pthread && ./t`;
      assert.equal(await sh(begin + write('t.cc', cxx) + compile), 'sum 4006');
    });
  }

  await t.test('C, -static and -flto', async () => {
    const compile = `aarch64-linux-gcc -O2 -flto -static a.c u.c -o u && file u && ./u`;
    const files = write('a.c', library) + write('u.c', user);
    assert.match(await sh(begin + files + compile), /statically linked.*\n42$/);
  });

  await t.test('a shared library, a static one of LTO objects, and a program on each', async () => {
    const files = write('a.c', library) + write('u.c', user);
    const compile = `
aarch64-linux-gcc -shared -fPIC a.c -o liba.so && aarch64-linux-gcc u.c -L. -la -Wl,-rpath,/tmp -o u && ./u
readelf -d u | grep -o 'liba.so'
aarch64-linux-gcc -O2 -flto -c a.c u.c && aarch64-linux-gcc-ar rcs libb.a a.o && aarch64-linux-gcc-nm libb.a | grep -w answer
aarch64-linux-gcc -O2 -flto u.o libb.a -o v && ./v`;
    assert.match(await sh(begin + files + compile), /^42\nliba\.so\n.*T answer\n42$/);
  });

  await t.test('the debugger knows lines and sources', async () => {
    const debug = `aarch64-linux-gcc -g a.c u.c -o u
aarch64-linux-gdb -batch -ex 'info line answer' -ex 'disassemble answer' -ex 'list answer' u`;
    const output = await sh(`${begin}${write('a.c', library)}${write('u.c', user)}${debug}`);
    assert.match(output, /Line 1 of "a\.c" starts at address/);
    assert.match(output, /\bret\b/);
    assert.match(output, /return 42/);
  });
}
