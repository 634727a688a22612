import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type * as Sigstore from '../../src/cache/sigstore.ts';
import { createFakeSigstore } from '../support/fake-sigstore.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const program = join(top, 'bin', 'arm64-on-x86');

describe('bundle', () => {
  let directory = '';
  const path = (name: string): string => join(directory, name);
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** An environment with this Node first in PATH and nothing of a CI run. */
  const environment = (more: Record<string, string> = {}): Record<string, string> => ({
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: directory,
    TMPDIR: directory,
    ...more,
  });
  const cli = (...args: string[]) => spawnSync(program, args, { env: environment(), encoding: 'utf8' });

  it('in dist/ is what src/ gives', async () => {
    const rolldown = join(top, 'node_modules', 'rolldown', 'bin', 'cli.mjs');
    const out = path('dist');
    execFileSync(process.execPath, [rolldown, '--config', 'rolldown.config.ts', '--dir', out], { cwd: top });
    const names = (await readdir(out)).sort();
    assert.deepEqual((await readdir(join(top, 'dist'))).sort(), names);
    for (const name of names) {
      const [committed, built] = await Promise.all(
        [join(top, 'dist', name), join(out, name)].map((file) => readFile(file)),
      );
      assert.ok(committed?.equals(built ?? Buffer.alloc(0)), `dist/${name} is old: npm run bundle`);
    }
  });

  it('verifies provenance: CommonJS packages still work in one file', async () => {
    const { verifyBundle } = (await import(join(top, 'dist', 'chunk-sigstore.js'))) as typeof Sigstore;
    const sigstore = await createFakeSigstore();
    const repository = 'https://github.com/owner/name';
    const bundle = await sigstore.attest({}, { repository });
    assert.equal(verifyBundle(bundle, sigstore.root).repository, repository);
    assert.throws(() => verifyBundle(bundle), { code: 'CERTIFICATE_ERROR' });
  });

  describe('command line', () => {
    it('prints its version and its help to stdout', async () => {
      const { version } = JSON.parse(await readFile(join(top, 'package.json'), 'utf8')) as {
        version: string;
      };
      assert.equal(cli('--version').stdout, `${version}\n`);
      assert.match(cli('build', '--help').stdout, /--rootfs VALUE/);
    });

    it('says what is wrong and what to do, without a stack, with exit code 1', async () => {
      await writeFile(path('amd64.tar'), await tarOf(smallRootfs(62)));
      await writeFile(path('arm64.tar'), await tarOf(smallRootfs()));
      const cases: readonly (readonly [string[], RegExp])[] = [
        [['build', '--rotfs', 'x'], /unknown option --rotfs\n {2}hint: did you mean --rootfs\?/],
        [['build', '--rootfs', path('none')], /there is no file .*none\n {2}hint: /],
        [['build', '--rootfs', path('amd64.tar')], /x86-64 \(amd64\)\n {2}hint: /],
        [['build', '--rootfs', path('arm64.tar'), '--tags', 'a b', '--push'], /a b.*\n {2}hint: /],
        [
          ['build', '--rootfs', path('arm64.tar'), '--toolchain', path('none.tar')],
          /no file .*none\.tar\n {2}hint: /,
        ],
      ];
      for (const [args, message] of cases) {
        const { status, stdout, stderr } = cli(...args);
        assert.equal(status, 1, stderr);
        assert.match(stderr, message);
        assert.doesNotMatch(stderr, /\n\s+at |this is a bug/);
        assert.equal(stdout, '');
      }
    });

    it('asks for a newer Node.js where there is only an old one', async () => {
      await writeFile(path('node'), '#!/bin/sh\necho v20.20.2\n', { mode: 0o755 });
      await writeFile(path('arm64-on-x86'), await readFile(program), { mode: 0o755 });
      const { status, stderr } = spawnSync(path('arm64-on-x86'), [], {
        env: { PATH: `${directory}:/usr/bin:/bin` },
        encoding: 'utf8',
      });
      assert.equal(status, 1);
      assert.match(stderr, /Node\.js 24 or newer is needed\n {2}hint: /);
    });

    it('refuses a machine that is not x86-64 Linux', async () => {
      const fake = await mkdtemp(path('machine-'));
      const uname = '#!/bin/sh\n[ "$1" = -s ] && echo Darwin || echo arm64\n';
      await writeFile(join(fake, 'uname'), uname, { mode: 0o755 });
      const { status, stderr } = spawnSync(program, ['--version'], {
        env: { PATH: `${fake}:/usr/bin:/bin` },
        encoding: 'utf8',
      });
      assert.equal(status, 1);
      assert.match(stderr, /this machine is Darwin on arm64; .* x86-64 Linux only\n {2}hint: /);
    });

    it('ends on SIGINT and SIGTERM with their exit codes, and leaves nothing', async () => {
      const slow = createServer((_request, response) => response.write('x'));
      await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/r.tar`;
      const own = await mkdtemp(path('tmp-'));
      try {
        for (const [name, code] of [
          ['SIGINT', 130],
          ['SIGTERM', 143],
        ] as const) {
          const requested = once(slow, 'request');
          const child = spawn(program, ['build', '--rootfs', url], {
            env: environment({ TMPDIR: own }),
            stdio: 'ignore',
          });
          await requested;
          assert.equal((await readdir(own)).length, 1);
          child.kill(name);
          const [status] = await once(child, 'close');
          assert.equal(status, code);
          assert.deepEqual(await readdir(own), []);
        }
      } finally {
        slow.closeAllConnections();
        slow.close();
      }
    });
  });

  describe('action', () => {
    const action = async (entry: string, inputs: Record<string, string>) => {
      const files = ['output', 'state', 'summary'].map((name) => path(name));
      await Promise.all(files.map((file) => writeFile(file, '')));
      const [output = '', state = '', summary = ''] = files;
      const named = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const { status, stdout } = spawnSync(process.execPath, [join(top, 'dist', entry)], {
        env: environment({
          ...Object.fromEntries(named),
          GITHUB_OUTPUT: output,
          GITHUB_STATE: state,
          GITHUB_STEP_SUMMARY: summary,
          RUNNER_TEMP: directory,
        }),
        encoding: 'utf8',
      });
      return { status, stdout, state: await readFile(state, 'utf8') };
    };

    it('puts an annotation on the run when an input is wrong', async () => {
      const { status, stdout } = await action('action.js', { rootfs: path('none') });
      assert.equal(status, 1);
      assert.match(stdout, /::group::root filesystem/);
      assert.match(stdout, /::error title=arm64-on-x86::rootfs: there is no file .*%0Ahint: /);
    });

    it('refuses to go without its required input', async () => {
      assert.match((await action('action.js', {})).stdout, /::error title=arm64-on-x86::rootfs is required/);
    });

    it('tells post of its temporary directories, which removes them', async () => {
      await writeFile(path('amd64.tar'), await tarOf(smallRootfs(62)));
      const { state } = await action('action.js', { rootfs: path('amd64.tar') });
      assert.match(state, /temp-dirs<<.*\n\[".*arm64-on-x86-record-.*"\]/);
      const left = await mkdtemp(path('left-'));
      const { status } = spawnSync(process.execPath, [join(top, 'dist', 'post.js')], {
        env: environment({ 'STATE_temp-dirs': JSON.stringify([left, path('gone')]) }),
      });
      assert.equal(status, 0);
      assert.ok(!(await readdir(directory)).some((name) => left.endsWith(name)));
    });
  });
});
