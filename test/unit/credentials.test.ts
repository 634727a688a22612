import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { findCredentials } from '../../src/registry/credentials.ts';
import { sinkHost } from '../support/sink-host.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'credentials-'));
});
afterEach(() => rm(home, { recursive: true }));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const auth = (name: string) => ({ auth: base64(`${name}:secret:of ${name}`) });
const of = (name: string) => ({ username: name, password: `secret:of ${name}` });

async function file(path: string, content: object | string): Promise<string> {
  const full = join(home, path);
  await mkdir(join(full, '..'), { recursive: true });
  await writeFile(full, typeof content === 'string' ? content : JSON.stringify(content));
  return full;
}

async function helper(name: string, script: string): Promise<void> {
  await chmod(await file(`bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`), 0o755);
}

function find(registry: string, repository = 'a/b', env: Record<string, string> = {}) {
  const host = sinkHost({ HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin`, ...env });
  return findCredentials(registry, repository, host);
}

test('nobody is logged in', async () => {
  assert.equal(await find('ghcr.io'), undefined);
});

test("docker login's entries, by host, URL and Docker Hub's key", async () => {
  await file('.docker/config.json', {
    auths: {
      'ghcr.io': auth('gh'),
      'https://quay.io/v1/': auth('quay'),
      'https://index.docker.io/v1/': auth('hub'),
      'empty.io': {},
      'token.io': { ...auth('x'), identitytoken: 'refresh' },
    },
  });
  assert.deepEqual(await find('ghcr.io'), of('gh'));
  assert.deepEqual(await find('quay.io'), of('quay'));
  assert.deepEqual(await find('docker.io'), of('hub'));
  assert.deepEqual(await find('token.io'), { identityToken: 'refresh' });
  assert.equal(await find('empty.io'), undefined);
  assert.equal(await find('other.io'), undefined);
});

test('the password is kept out of the log', async () => {
  await file('.docker/config.json', { auths: { 'ghcr.io': auth('gh') } });
  const host = sinkHost({ HOME: home });
  await findCredentials('ghcr.io', 'a/b', host);
  assert.deepEqual(host.secrets, ['secret:of gh']);
});

test('DOCKER_CONFIG in place of ~/.docker, REGISTRY_AUTH_FILE before both, podman after', async () => {
  await file('.docker/config.json', { auths: { 'ghcr.io': auth('home') } });
  await file('elsewhere/config.json', { auths: { 'ghcr.io': auth('elsewhere') } });
  const explicit = await file('auth.json', { auths: { 'ghcr.io': auth('explicit') } });
  await file('run/containers/auth.json', { auths: { 'ghcr.io': auth('run'), 'quay.io': auth('run') } });
  const env = { DOCKER_CONFIG: join(home, 'elsewhere'), XDG_RUNTIME_DIR: join(home, 'run') };
  assert.deepEqual(await find('ghcr.io'), of('home'));
  assert.deepEqual(await find('ghcr.io', 'a/b', env), of('elsewhere'));
  assert.deepEqual(await find('ghcr.io', 'a/b', { ...env, REGISTRY_AUTH_FILE: explicit }), of('explicit'));
  assert.deepEqual(await find('quay.io', 'a/b', env), of('run'));
});

test("podman's entries for a namespace, the most specific first", async () => {
  await file('.config/containers/auth.json', {
    auths: { 'quay.io': auth('host'), 'quay.io/a': auth('namespace'), 'quay.io/a/b': auth('repository') },
  });
  assert.deepEqual(await find('quay.io', 'a/b'), of('repository'));
  assert.deepEqual(await find('quay.io', 'a/c'), of('namespace'));
  assert.deepEqual(await find('quay.io', 'x'), of('host'));
});

test('credential helpers: for one registry, and the general store for the rest', async () => {
  await helper('one', 'read -r s; echo "{\\"Username\\":\\"one\\",\\"Secret\\":\\"$s\\"}"');
  await helper('all', 'read -r s; echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"$s\\"}"');
  await file('.docker/config.json', { credHelpers: { 'ghcr.io': 'one' }, credsStore: 'all' });
  assert.deepEqual(await find('ghcr.io'), { username: 'one', password: 'ghcr.io' });
  assert.deepEqual(await find('docker.io'), { identityToken: 'https://index.docker.io/v1/' });
});

test('a helper that knows nothing is no error', async () => {
  await helper('none', 'echo "credentials not found in native keychain"; exit 1');
  await file('.docker/config.json', { credsStore: 'none' });
  assert.equal(await find('ghcr.io'), undefined);
});

for (const [what, script, message] of [
  ['fails', 'echo locked >&2; exit 3', /docker-credential-bad failed for ghcr.io: locked/],
  ['answers rubbish', 'echo secret-rubbish', /answer is not JSON/],
] as const) {
  test(`a helper that ${what}`, async () => {
    await helper('bad', script);
    await file('.docker/config.json', { credsStore: 'bad' });
    await assert.rejects(find('ghcr.io'), (error: Error & { code: string }) => {
      assert.equal(error.code, 'registry-credentials');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /secret-rubbish/);
      return true;
    });
  });
}

test('a helper that is not installed', async () => {
  await file('.docker/config.json', { credsStore: 'absent' });
  await assert.rejects(find('ghcr.io'), {
    code: 'registry-credentials',
    message: /docker-credential-absent/,
  });
});

for (const [what, content] of [
  ['no JSON', '{'],
  ['a list', '[]'],
  ['auths of another form', { auths: 3 }],
  ['an entry without a colon', { auths: { 'ghcr.io': { auth: base64('nocolon') } } }],
] as const) {
  test(`a file with ${what}`, async () => {
    await file('.docker/config.json', content);
    await assert.rejects(find('ghcr.io'), {
      code: 'registry-credentials',
      message: /\.docker\/config\.json/,
    });
  });
}
