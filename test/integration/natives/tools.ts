import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { cacheDirectory } from '../../../scripts/lib/cache-directory.ts';
import { fetchGuestPackages, unpackGuestPackages } from '../../../scripts/lib/guest-packages.ts';
import type { Scope } from '../../../scripts/lib/scope.ts';
import type { GuestRoot } from '../../../scripts/lib/workbench/guest-root.ts';
import { debianRootfs } from '../../../scripts/lib/workbench/rootfs.ts';
import { startGitServer } from './git-server.ts';

/** What a root filesystem need not have; unpacked, not configured. */
const PACKAGES = [
  ...['bison', 'bzip2', 'ccache', 'cmake', 'file', 'flex', 'gawk', 'git', 'locales', 'm4', 'ninja-build'],
  ...['patch', 'pkgconf', 'xz-utils', 'zstd'],
];

/** A program of each package that `accelerate: full` is to have, issue by issue. */
const STAND_INS = [
  ...[
    'bash',
    'dash',
    'make',
    'ls',
    'sed',
    'grep',
    'gawk',
    'mawk',
    'find',
    'xargs',
    'diff',
    'cmp',
    'patch',
    'tar',
  ],
  ...['gzip', 'bzip2', 'xz', 'zstd', 'm4', 'bison', 'flex', 'file', 'cmake', 'ctest', 'ninja', 'pkg-config'],
  ...['ccache', 'git', 'awk', 'sh'],
];

const PROJECT = `cmake_minimum_required(VERSION 3.10)
project(probe NONE)
message("\${CMAKE_HOST_SYSTEM_NAME} \${CMAKE_HOST_SYSTEM_PROCESSOR} \${CMAKE_SYSTEM_PROCESSOR} \${CMAKE_VERSION}")
message("\${CMAKE_ROOT} \${CMAKE_COMMAND} \${CMAKE_MAKE_PROGRAM}")
execute_process(COMMAND uname -m)
cmake_host_system_information(RESULT platform QUERY OS_PLATFORM)
message("\${platform}")
`;

const COMMIT = `cd /tmp && rm -rf repository && git init -q -b main repository && cd repository && echo text > file &&
printf '#!/bin/sh\\nuname -m > hook.txt\\n' > .git/hooks/post-commit && chmod +x .git/hooks/post-commit && git add file &&
export GIT_COMMITTER_DATE='2020-01-01 00:00 +0000' GIT_AUTHOR_DATE='2020-01-01 00:00 +0000' &&
git -c user.name=n -c user.email=e@example.org commit -q -m message && git log --format='%H %s' && cat hook.txt`;

/** Commands whose output must not tell whether the tools that make it are native. */
const SAME = [
  ["cmake's host", 'rm -rf /tmp/b && cmake -S /probe -B /tmp/b -G Ninja 2>&1 | grep -v -- --'],
  ['git', `git version --build-options; git --exec-path; git --html-path; ${COMMIT}`],
  [
    "gawk's extensions",
    'gawk \'@load "filefuncs"; BEGIN { stat("/etc/passwd", d); print d["size"], PROCINFO["version"] }\'',
  ],
  ['m4', 'printf "define(a, [\\$1])changequote([,])define(b, <\\$1>)b(c) __file__ eval(2**31)\\n" | m4'],
  ['bison', 'cd /tmp && printf "%%%%\\na: \'b\';\\n" > g.y && bison -o g.c g.y && md5sum < g.c'],
  ['flex', 'cd /tmp && printf "%%%%\\na puts(\\"b\\");\\n" > s.l && flex -o s.c s.l && md5sum < s.c'],
  [
    'ninja',
    'cd /tmp && printf "rule r\\n command = uname -m > \\$out\\nbuild out: r\\n" > build.ninja && rm -f out && ninja && cat out',
  ],
  [
    'pkgconf',
    'pkg-config --modversion zlib; pkg-config --cflags --libs openssl; pkg-config --variable=pc_path pkg-config',
  ],
  [
    'compressors',
    'head -c 300000 /bin/bash > /tmp/x; for c in gzip\\ -n bzip2 xz zstd; do $c -c /tmp/x | md5sum; done',
  ],
  [
    'locales',
    "printf 'z\\nä\\na\\nB\\n' | sort; date -d @0 '+%A %x'; ls /nonexistent; printf 'Ä' | sed 's/./\\L&/'",
  ],
] as const;

/** cmake, git, ccache and their like, which look into the tree around them for more than their arguments. */
export async function tools(t: TestContext, guest: GuestRoot, scope: Scope): Promise<void> {
  const packages = await fetchGuestPackages(PACKAGES, await debianRootfs(scope), cacheDirectory(), scope);
  await unpackGuestPackages(packages, guest.path, { signal: scope.signal });
  await mkdir(join(guest.path, 'probe'));
  await writeFile(join(guest.path, 'probe/CMakeLists.txt'), PROJECT);
  await guest.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', 'de_DE.UTF-8'], {}, { strict: true });
  const sh = async (script: string, env: Record<string, string> = {}) =>
    (await guest.run(['sh', '-c', script], env, { strict: true })).stdout;

  await t.test('there is one for each program that was asked for', async () => {
    const { stdout } = await guest.run(['arm64-on-x86', 'explain', ...STAND_INS]);
    const native = [...stdout.matchAll(/^\S*\/(\S+): runs natively\n {2}\/x86_64\/native\/(build|full)\//gm)];
    assert.deepEqual(
      native.map(([, name]) => name),
      STAND_INS,
      stdout,
    );
  });

  for (const [what, script] of SAME) {
    await t.test(`same output: ${what}`, async () => {
      const env = { LANG: 'de_DE.UTF-8', HOME: '/root', TZ: 'UTC' };
      const native = await guest.run(['sh', '-c', script], env);
      const emulated = await guest.run(['sh', '-c', script], { ...env, ARM64_ON_X86_ACCELERATE: '0' });
      assert.equal(native.stdout, emulated.stdout, native.stderr);
      assert.equal(native.stderr, emulated.stderr);
      assert.equal(native.code, emulated.code);
      assert.notEqual(native.stdout, '');
    });
  }

  await t.test('cmake finds the compiler and the libraries of the guest', async () => {
    const project = 'cmake_minimum_required(VERSION 3.10)\nproject(p C)\nfind_package(ZLIB REQUIRED)\n';
    await writeFile(join(guest.path, 'probe/CMakeLists.txt'), project);
    const cache = await sh('cmake -S /probe -B /tmp/c > /tmp/c.log && cat /tmp/c/CMakeCache.txt');
    assert.match(cache, /^ZLIB_LIBRARY_RELEASE:FILEPATH=\/usr\/lib\/aarch64-linux-gnu\/libz\.so$/m);
    assert.match(cache, /^CMAKE_COMMAND:INTERNAL=\/usr\/bin\/cmake$/m);
  });

  await t.test('ccache runs the native compiler once', async () => {
    // The link is what the package's own configuration makes (update-ccache-symlinks), and it is only unpacked here.
    const compile = `mkdir -p /usr/lib/ccache && ln -sf ../../bin/ccache /usr/lib/ccache/gcc && cd /tmp &&
echo 'int x;' > t.c && PATH=/usr/lib/ccache:$PATH && for i in 1 2; do gcc -c t.c; done;
ccache --print-stats | grep -E '^(direct_cache_hit|cache_miss)'`;
    assert.equal(await sh(compile, { CCACHE_DIR: '/tmp/cc' }), 'cache_miss\t1\ndirect_cache_hit\t1');
  });

  await t.test("git's helper for https is the guest's, and trusts what the guest trusts", async () => {
    const { url, certificate } = await startGitServer(scope);
    const flags = { strict: false, flags: ['--share-net'] };
    const list = ['git', 'ls-remote', `${url}/repository`];
    const untrusted = await guest.run(list, {}, flags);
    assert.match(untrusted.stderr, /certificate/);
    await mkdir(join(guest.path, 'etc/ssl/certs'), { recursive: true });
    await cp(certificate, join(guest.path, 'etc/ssl/certs/ca-certificates.crt'));
    const trusted = await guest.run(list, {}, flags);
    assert.equal(trusted.stdout, `${'1'.repeat(40)}\trefs/heads/main`, trusted.stderr);
  });
}
