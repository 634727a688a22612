import assert from 'node:assert/strict';
import { chmod, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { installComponent } from '../../scripts/lib/workbench/components.ts';
import { resolveComponent } from '../../src/components/resolve.ts';
import { buildrootPlaces } from '../../src/components/toolchain/buildroot/build/make.ts';
import { placelessProgram, withoutPlaces } from '../../src/components/toolchain/buildroot/graft/placeless.ts';
import { ownHashes } from '../../src/elf/own-hashes.ts';
import { standinComponent, standinHost, standinPlan } from '../support/buildroot.ts';
import { suiteStandin } from '../support/suite.ts';

const { standin, host } = await suiteStandin();

const OUTPUT = '/home/builder/unfinished/buildroot-0123456789/output';
const PLACES = [OUTPUT, '/home/builder/unfinished/buildroot-0123456789'];

/** "/lib/gcc/" is the end of another string, and the linker keeps it only there; strlen of a literal is a number. */
const PROGRAM = (output: string) => `
#include <stdio.h>
#include <string.h>
const char executable_checksum[16] = "${output.slice(-8)}";
int main(void) {
  puts("${output}/host");
  puts("/lib/gcc/");
  puts("${output}/host/lib/gcc/");
  puts("--prefix=${output}/host --with-sysroot=${output}/host/aarch64 and the rest");
  return strlen("${output}/host") != ${output.length + 5};
}
`;

async function compile(output: string): Promise<Buffer> {
  const file = join(await host.tempDir('program'), 'program');
  await writeFile(`${file}.c`, PROGRAM(output));
  await host.exec('gcc', ['-O2', '-Wl,--build-id', '-o', file, `${file}.c`]);
  return readFile(file);
}

describe('a program that Buildroot built', () => {
  test('runs, and names the place in the image for the one where it was built', async () => {
    const file = join(await host.tempDir('program'), 'program');
    await writeFile(file, placelessProgram(await compile(OUTPUT), PLACES));
    await chmod(file, 0o755);
    const { stdout } = await host.exec(file, []);
    const slashes = '/'.repeat(OUTPUT.length - '/x86_64'.length);
    const host_ = `${slashes}/x86_64/host`;
    assert.deepEqual(stdout.split('\n'), [
      host_,
      '/lib/gcc/',
      `${host_}/lib/gcc/`,
      `--prefix=${host_} --with-sysroot=${host_}/aarch64 and the rest`,
      '',
    ]);
  });

  test('is the same, with its build id and checksum, wherever that was', async () => {
    const other = OUTPUT.replace('/home/builder/', '/srv/x/builds/');
    assert.equal(other.length, OUTPUT.length);
    const [here, there] = [await compile(OUTPUT), await compile(other)];
    assert.equal(ownHashes(here).length, 2);
    assert.ok(!here.equals(there));
    assert.ok(placelessProgram(here, PLACES).equals(placelessProgram(there, [other])));
  });
});

test('a text names the place in the image as it is', () => {
  const script = Buffer.from(`SEARCH_DIR("${OUTPUT}/host/aarch64-linux-gnu/lib64"); /* ${PLACES[1]}/é */\n`);
  const text = 'SEARCH_DIR("/x86_64/host/aarch64-linux-gnu/lib64"); /* /x86_64/é */\n';
  assert.equal(withoutPlaces(script, PLACES)?.toString(), text);
  assert.equal(withoutPlaces(Buffer.from('int main;'), PLACES), undefined);
});

test('Buildroot’s output directory has a name of the same length below any directory', () => {
  const lengths = ['/tmp/a', '/home/runner/temp/unfinished/buildroot-0123456789abcdef'].map(
    (directory) => buildrootPlaces(directory, '', '').output.length,
  );
  assert.deepEqual(lengths, [120, 120]);
});

test('the layer is the same from another cache directory, and says nowhere what that was', async () => {
  const root = await host.tempDir('root');
  const build = async (cache: string) => {
    const other = standinHost({ cache });
    try {
      const component = await standinComponent(
        standinPlan(standin, ['BR2_STANDIN_TINY=y']),
        { dlDir: standin.dlDir },
        other,
      );
      if (cache === standin.cache) await installComponent(component, root, other);
      return (await resolveComponent(component, other)).layer.digest;
    } finally {
      await other.close();
    }
  };
  const digest = await build(standin.cache);
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  for (const file of files.filter((item) => item.isFile())) {
    const path = join(file.parentPath, file.name);
    assert.ok(!(await readFile(path)).includes('unfinished'), path);
  }
  const elsewhere = await host.tempDir('somewhere-else-altogether');
  assert.equal(await build(elsewhere), digest);
  // By way of a link: what stands in the files is where that leads.
  const target = await host.tempDir('where-a-link-leads-to');
  const link = join(await host.tempDir('l'), 'link');
  await symlink(target, link);
  assert.equal(await build(link), digest);
});
