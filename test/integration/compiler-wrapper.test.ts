// The shadows of a compiler, in a root filesystem without a shell: what a guest's own compiler understands and a native
// one does not. Programs of the guest's are static ones of this machine, which say what they were started with.
import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  INPUTS,
  installGuestLibc,
  installToolchain,
  MULTIARCH,
  runInRoot,
  toolchainComponent,
} from '../../scripts/lib/workbench/components.ts';
import { createTestHost, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { createDirectoryCache, defaultCacheDirectory } from '../../src/cache/directory.ts';

const WORDS = '#include <stdio.h>\nint main(int n, char **v) { for (int i = 0; i < n; i++) puts(v[i]); }\n';
const SPECS = '/usr/lib/rpm/redhat/redhat-annobin-cc1';

describe('the compiler wrapper', () => {
  let host: TestHost;
  let root: string;
  let words: string;
  before(async () => {
    const cache = createDirectoryCache(defaultCacheDirectory(process.env, homedir()), assert.fail);
    host = createTestHost({ cache });
    root = await host.tempDir('root');
    // Another core than that of the other components, by which it shows who names it.
    const toolchain = await toolchainComponent({ ...INPUTS, cpu: 'cortex-a57' }, MULTIARCH, host);
    await installToolchain(toolchain, MULTIARCH, root, host);
    await installGuestLibc(root, 'usr/lib/aarch64-linux-gnu');
    await write('/t.c', 'int main(void) { return 0; }\n');
    words = join(await host.tempDir('words'), 'words');
    await writeFile(`${words}.c`, WORDS);
    await host.exec('gcc', ['-static', `${words}.c`, '-o', words]);
  });
  after(() => host.close());

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  async function guestProgram(path: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(words, join(root, path));
    await chmod(join(root, path), 0o755);
  }
  const run = (...command: string[]) => runInRoot(root, command, host);
  async function succeed(command: string, env?: Readonly<Record<string, string>>): Promise<void> {
    const { code, stderr } = await runInRoot(root, command.split(' '), host, env);
    assert.deepEqual([code, stderr], [0, ''], command);
  }

  test('gcc compiles and links with the flags of rpm, whose plugin for notes it does not have', async () => {
    // redhat-rpm-config's redhat-annobin-cc1.
    await write(
      SPECS,
      '*cc1_options:\n+ %{!-fno-use-annobin:%{!iplugindir*:%:find-plugindir()} -fplugin=annobin}\n\n',
    );
    await succeed(`gcc -specs=${SPECS} -O2 -c /t.c -o /t.o`);
    await succeed(`gcc -specs=${SPECS} -O2 -flto /t.c -o /out`);
  });

  test('-march=native and the like mean the core that the toolchain was made for', async () => {
    for (const option of ['-march=native', '-mcpu=native', '-mtune=native']) {
      const { stdout, stderr } = await run('gcc', option, '-fverbose-asm', '-S', '/t.c', '-o', '-');
      assert.equal(stderr, '', option);
      assert.match(stdout, option === '-mtune=native' ? / -mtune=cortex-a57 / : / -mcpu=cortex-a57 /, option);
    }
  });

  test('-fuse-ld starts a linker that only the guest has, without a plugin that it could not load', async () => {
    const command = ['gcc', '-fuse-ld=lld', '/t.c', '-o', '/out'];
    assert.match((await run(...command)).stderr, /cannot find/);
    await guestProgram('/usr/bin/ld.lld');
    const { code, stdout, stderr } = await run(...command);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^\/x86_64\/libexec\/linkers\/ld\.lld\n/);
    assert.doesNotMatch(stdout, /^-plugin/m);
  });

  test('libraries are found by LIBRARY_PATH, and what they need in turn by LD_LIBRARY_PATH', async () => {
    await write('/inner.c', 'int inner(void) { return 0; }\n');
    await write('/outer.c', 'int inner(void);\nint outer(void) { return inner(); }\n');
    await write('/main.c', 'int outer(void);\nint main(void) { return outer(); }\n');
    await mkdir(join(root, 'opt/inner'), { recursive: true });
    await mkdir(join(root, 'opt/outer'));
    await succeed('gcc -shared -fPIC /inner.c -o /opt/inner/libinner.so');
    await succeed('gcc -shared -fPIC /outer.c -linner -o /opt/outer/libouter.so', {
      LIBRARY_PATH: '/opt/outer:/opt/inner',
    });
    const env = { LIBRARY_PATH: '/opt/outer', LD_LIBRARY_PATH: '/opt/inner' };
    await succeed('gcc /main.c -louter -o /out', env);
    // It has nothing to link, and must not begin to.
    assert.equal((await runInRoot(root, ['gcc', '-v'], host, env)).code, 0);
  });

  test('at level 0 a guest’s compiler is found where else PATH has it, and a link to the wrapper is none', async () => {
    await guestProgram('/opt/tool/bin/gcc');
    await mkdir(join(root, 'opt/links'));
    await symlink('/x86_64/native/usr/bin/gcc', join(root, 'opt/links/gcc'));
    const env = { ARM64_ON_X86_ACCELERATE: '0', PATH: '/x86_64/native/usr/bin:/opt/links:/opt/tool/bin' };
    assert.equal((await runInRoot(root, ['gcc', '-c'], host, env)).stdout, '/opt/tool/bin/gcc\n-c\n');
    const { code, stderr } = await runInRoot(root, ['gcc'], host, { ...env, PATH: '/opt/links' });
    assert.deepEqual([code, stderr], [127, 'arm64-on-x86: gcc: not found\n']);
  });

  test('a plugin of the guest’s own is for its own compiler', async () => {
    await guestProgram('/usr/bin/gcc');
    const { stdout } = await run('/x86_64/native/usr/bin/gcc', '-fplugin=own', '-c', '/t.c');
    await rm(join(root, 'usr/bin/gcc'));
    assert.equal(stdout, '/usr/bin/gcc\n-fplugin=own\n-c\n/t.c\n');
  });
});
