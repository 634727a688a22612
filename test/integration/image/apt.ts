import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Product } from '../../../scripts/lib/workbench/product.ts';

const unreachable = 75;

/** What finds zlib and OpenSSL by no flags but their names. */
const source = `
#include <openssl/sha.h>
#include <stdio.h>
#include <zlib.h>
int main() {
  unsigned char sum[SHA256_DIGEST_LENGTH];
  SHA256((const unsigned char *)"abc", 3, sum);
  printf("crc32 %lx sha256 %02x%02x\\n", crc32(0, (const Bytef *)"abc", 3), sum[0], sum[1]);
  return 0;
}`;

/** The guest's own package manager, emulated, in a container with network and what Docker gives by default. */
export async function aptInstall(t: TestContext, { engine, image }: Product): Promise<void> {
  // In one container, for the lists are large; the root filesystem's own mirror is one that not every machine reaches.
  const script = `apt-get update -qq --error-on=any || exit ${unreachable}
set -e
apt-get install -y -qq tree zlib1g-dev libssl-dev
tree --version
dpkg --status tree
cd /tmp
printf '%s' '${source}' > t.c
for compile in 'aarch64-linux-gcc -O2' 'aarch64-linux-g++ -x c++ -flto' 'cc'; do
  $compile t.c -o t -lz -lssl -lcrypto
  file -b t
  ./t
done`;
  const args = ['run', '--rm', '--network', 'host', image, 'sh', '-c', script];
  const { code, stdout, stderr } = await engine.run(args, { ignoreExitCode: true });
  if (code === unreachable) {
    t.skip(`the root filesystem's mirror is not reachable: ${stderr}`);
    return;
  }
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^tree v/m);
  assert.match(stdout, /Architecture: arm64/);
  assert.equal(stdout.match(/^ELF 64-bit LSB .*ARM aarch64/gm)?.length, 3);
  assert.equal(stdout.match(/^crc32 352441c2 sha256 ba78$/gm)?.length, 3);
}
