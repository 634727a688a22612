import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { readCompiler } from '../../src/components/toolchain/compiler.ts';
import { type SpecsRequest, specsFile } from '../../src/components/toolchain/specs.ts';
import { distributionProfile } from '../support/profiles.ts';
import { suiteHost } from '../support/suite.ts';

const CXX = 'aarch64-linux-gnu-g++';

// The packaged cross compiler's own libstdc++ stands for the rootfs's, at another place.
describe('where C++ comes from', () => {
  const host = suiteHost();
  let directory: string;
  before(async () => {
    directory = await host.tempDir('cxx');
    const code = '#include <iostream>\n#include <cstdlib>\nint main() { std::cout << std::abs(1); }\n';
    await writeFile(join(directory, 't.cc'), code);
  });

  async function compile(options: Partial<SpecsRequest>, ...args: string[]) {
    const specs = join(directory, 'specs');
    const profile = distributionProfile('manylinux2014');
    await writeFile(specs, specsFile(await readCompiler(CXX, host), { profile, ...options }));
    return host.exec(CXX, [`-specs=${specs}`, 't.cc', '-o', 'out', '-v', ...args], {
      cwd: directory,
      ignoreExitCode: true,
    });
  }

  test('headers and library of the rootfs’s own gcc come before all others', async () => {
    const { stdout: version } = await host.exec(CXX, ['-dumpversion']);
    const headers = join(directory, 'c++');
    const library = join(directory, 'gcc');
    await host.exec('cp', ['-r', `/usr/aarch64-linux-gnu/include/c++/${version.trim()}`, headers]);
    await host.exec('mkdir', [library]);
    const guest = { major: 12, headers: [headers, `${headers}/aarch64-linux-gnu`], directory: library };
    const { code, stderr } = await compile({ guest });
    assert.equal(code, 0, stderr);
    const searched = /search starts here:\n((?: .*\n)+)/.exec(stderr.slice(stderr.indexOf('<...>')))?.[1];
    const first = searched
      ?.trim()
      .split('\n ')
      .filter((path) => path !== '/usr/local/include');
    assert.deepEqual(first?.slice(0, 2), [headers, `${headers}/aarch64-linux-gnu`]);
    assert.doesNotMatch(searched ?? '', /usr\/aarch64-linux-gnu\/include\/c\+\+/);
  });

  test('C is compiled without a word about it', async () => {
    await writeFile(join(directory, 't.c'), 'int x;\n');
    const guest = { major: 12, headers: [directory], directory };
    const specs = join(directory, 'specs');
    const profile = distributionProfile('manylinux2014');
    await writeFile(specs, specsFile(await readCompiler(CXX, host), { profile, guest }));
    const gcc = await host.exec('aarch64-linux-gnu-gcc', [`-specs=${specs}`, '-c', 't.c'], {
      cwd: directory,
    });
    assert.equal(gcc.stderr, '');
  });

  test('with static libraries only, libgcc_s is not asked for', async () => {
    const { code, stderr } = await compile({ staticOnly: true }, '-static-libstdc++');
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, / -lgcc_s/);
    const { stdout } = await host.exec('aarch64-linux-gnu-readelf', ['-d', join(directory, 'out')]);
    assert.deepEqual(
      [...stdout.matchAll(/\[(lib(?:stdc|gcc)[^\]]*)\]/g)].map((match) => match[1]),
      [],
    );
  });
});
