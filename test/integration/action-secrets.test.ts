// All that the bundles print while they hold secrets of every kind, in runs that go well and in runs that do not.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';
import { startCacheService } from '../../scripts/lib/workbench/cache-service.ts';
import { startRegistry } from '../../scripts/lib/workbench/registry.ts';
import { createRunner } from '../../scripts/lib/workbench/runner.ts';
import { makeJob } from '../../scripts/lib/workbench/step.ts';
import { defaultCacheDirectory } from '../../src/cache/directory.ts';
import { type FaultyRegistry, startFaultyRegistry } from '../support/faulty-registry.ts';
import { startProxy } from '../support/proxy.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const IDENTITY = 'identity-token-of-this-test';
const HELPED = 'what-the-credential-helper-says';
const PROXY_PASSWORD = 'password-of-the-proxy';
/** What token services give, by the credentials that they want. */
const ISSUED = { identity: 'token-issued-for-identity', helper: 'token-issued-for-helper' } as const;
const HELPED_BASIC = Buffer.from(`robot:${HELPED}`).toString('base64');
/** A name that no resolver knows (RFC 6761): only a proxy leads there. */
const BEHIND_PROXY = 'registry.test';

test('no bundle prints a secret', async (t) => {
  await withScope(async (scope) => {
    const directory = await scope.tempDir('secrets');
    const registry = await startRegistry();
    scope.defer(() => registry.stop());
    const identity = await startTokenRegistry(registry.host, ISSUED.identity, scope);
    const helped = await startTokenRegistry(registry.host, ISSUED.helper, scope);
    const proxy = await startProxy(registry.host);
    scope.defer(() => proxy.stop());
    const service = await startCacheService();
    scope.defer(() => service.stop());

    const auths = { [identity.host]: { identitytoken: IDENTITY } };
    const programs = await writeHelper(directory);
    await writeFile(
      join(directory, 'config.json'),
      JSON.stringify({ auths, credHelpers: { [helped.host]: 'test' } }),
    );
    const proxyUrl = proxy.url.replace('://', `://ci:${PROXY_PASSWORD}@`);
    const env = {
      ...service.env,
      ...{ PATH: `${programs}:${process.env.PATH}`, DOCKER_CONFIG: directory },
      ...{ http_proxy: proxyUrl, https_proxy: proxyUrl, no_proxy: '127.0.0.1' },
    };
    const rootfs = join(directory, 'rootfs.tar.gz');
    await writeFile(rootfs, gzipSync(await tarOf(smallRootfs())));
    await run(program, ['emulator', '--emulator-source', 'distro', '--dest', join(directory, 'qemu')], {});
    const inputs = {
      ...{ rootfs, toolchain: 'system', 'emulator-source': 'distro', push: 'true' },
      tags: `${identity.host}/test/image:latest`,
      'cache-from': [
        `type=local,src=${defaultCacheDirectory(process.env, homedir())}`,
        `type=registry,ref=${BEHIND_PROXY}/test/cache,registry.insecure=true`,
      ].join('\n'),
      'cache-to': `type=gha\ntype=registry,ref=${helped.host}/test/cache`,
      // Over TLS, which is not what is behind the proxy.
      prebuilt: `${BEHIND_PROXY}/test/prebuilt`,
    };
    const logs: string[] = [];

    await t.test('the action and its post', async () => {
      const { code, log } = await createRunner(directory).step({ inputs, env });
      logs.push(log);
      assert.equal(code, 0, log);
      const notices = log.match(/^::notice::.*/gm) ?? [];
      assert.equal(notices.length, 1, log);
      assert.match(notices[0] ?? '', /prebuilt: registry\.test\/test\/prebuilt is left out/);
      for (const { asked } of [identity, helped])
        assert.ok(asked.some(({ method, authorization }) => method === 'PUT' && authorization !== undefined));
      for (const request of [/ http:\/\/registry\.test\//, /^CONNECT registry\.test:443$/])
        assert.match(proxy.asked.join('\n'), new RegExp(request, 'm'));
    });

    await t.test('the action and its post, when nothing works', async () => {
      service.mode = 'down';
      await proxy.stop();
      const tags = `${identity.host}/refused/image:latest`;
      const { code, log } = await createRunner(directory).step({ inputs: { ...inputs, tags }, env });
      logs.push(log);
      assert.equal(code, 1, log);
      assert.match(log, /^::error .*did not .* in refused\/image: 403/m);
      assert.match(log, /^::warning::the cache in registry\.test/m);
      assert.match(log, /^::warning::GitHub's cache does not work/m);
    });

    await t.test('the run action and its post', async () => {
      const job = await makeJob(scope, { ...env, ...(await ownStorage(directory)) }, true);
      // Whatever engine there is, or none: it cannot pull this, and what is said of it is what this is about.
      const image = `${identity.host}/refused/image:latest`;
      const main = await (
        await job.start('run.js', { image, run: 'true', env: 'DEPLOY_KEY' }, { DEPLOY_KEY: HELPED })
      ).ended;
      assert.equal(main.code, 1, main.log);
      await mkdir(join(job.temp, 'arm64-on-x86-unfinished', 'ccache-1'), { recursive: true });
      const post = await (await job.start('run-post.js', {}, { STATE_unfinished: '["ccache-1"]' })).ended;
      logs.push(main.log, post.log);
    });

    const secrets = [
      ...[IDENTITY, HELPED, HELPED_BASIC, PROXY_PASSWORD, ISSUED.identity, ISSUED.helper],
      Buffer.from(`ci:${PROXY_PASSWORD}`).toString('base64'),
      service.env.ACTIONS_RUNTIME_TOKEN ?? '?',
    ];
    assert.equal(logs.length, 4);
    for (const log of logs) {
      const shown = log
        .split('\n')
        .filter((line) => !line.startsWith('::add-mask::'))
        .join('\n');
      for (const secret of secrets) assert.ok(!shown.includes(secret), `${secret} in:\n${shown}`);
    }
  });
});

/** A registry that wants a token of its own token service; it refuses all that is in `refused/`. */
async function startTokenRegistry(behind: string, token: string, scope: Scope): Promise<FaultyRegistry> {
  const front: FaultyRegistry = await startFaultyRegistry(behind, ({ path, authorization }) => {
    if (path.startsWith('/token')) return { status: 200, body: JSON.stringify({ token }) };
    const challenge = `Bearer realm="http://${front.host}/token",service="test"`;
    if (authorization !== `Bearer ${token}`)
      return { status: 401, headers: { 'www-authenticate': challenge } };
    return path.startsWith('/v2/refused/') ? { status: 403 } : undefined;
  });
  scope.defer(() => front.stop());
  return front;
}

/** docker-credential-helpers' protocol: `get` prints JSON. Returns the directory for PATH. */
async function writeHelper(directory: string): Promise<string> {
  const programs = join(directory, 'programs');
  await mkdir(programs);
  const answer = JSON.stringify({ Username: 'robot', Secret: HELPED });
  const script = `#!/bin/sh\ncat >/dev/null\necho '${answer}'\n`;
  await writeFile(join(programs, 'docker-credential-test'), script, { mode: 0o755 });
  return programs;
}

/** Podman, if it is the engine, leaves nothing on the machine. */
async function ownStorage(directory: string): Promise<Record<string, string>> {
  const file = join(directory, 'storage.conf');
  const places = { driver: 'vfs', graphroot: join(directory, 'root'), runroot: join(directory, 'run') };
  const lines = Object.entries(places).map(([name, value]) => `${name} = "${value}"`);
  await writeFile(file, ['[storage]', ...lines, ''].join('\n'));
  return { CONTAINERS_STORAGE_CONF: file };
}
