import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { Image } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import { makeImage } from '../support/image.ts';
import { randomBytesOf } from '../support/random.ts';
import { sinkHost } from '../support/sink-host.ts';

const run = promisify(execFile);
const login = { user: 'alice', password: 'pass:wörd' };
let work: string;
let image: Image;
let open: TestRegistry;
let locked: TestRegistry;

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'registry-push-'));
  [image, open, locked] = await Promise.all([
    makeImage(work),
    startRegistry(),
    startRegistry({ htpasswd: login }),
  ]);
});
after(async () => {
  await Promise.all([open?.stop(), locked?.stop()]);
  await rm(work, { recursive: true, force: true });
});

function push(names: readonly string[], env: Record<string, string> = { HOME: work }, what = image) {
  return registrySink(
    names.map((tag) => parseReference(tag)),
    sinkHost(env),
    {},
  ).publish(singleImage(what));
}

async function dockerConfig(host: string, user: string, password: string): Promise<Record<string, string>> {
  const directory = await mkdtemp(join(work, 'docker-'));
  const auth = Buffer.from(`${user}:${password}`).toString('base64');
  await writeFile(join(directory, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
  return { HOME: work, DOCKER_CONFIG: directory };
}

async function tagsOf(registry: TestRegistry, repository: string): Promise<readonly string[]> {
  const authorization = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  const response = await fetch(`http://${registry.host}/v2/${repository}/tags/list`, {
    headers: { authorization },
  });
  const { tags } = (await response.json()) as { tags?: string[] | null };
  return (tags ?? []).toSorted();
}

test('skopeo pulls what was pushed, byte for byte', async () => {
  const name = `${open.host}/team/image:v1`;
  await push([name]);
  const copy = join(work, 'pulled');
  await run('skopeo', ['copy', '--src-tls-verify=false', `docker://${name}`, `dir:${copy}`]);
  assert.deepEqual(await readFile(join(copy, 'manifest.json')), Buffer.from(image.manifest.bytes));
  for (const layer of image.layers) {
    const bytes = Buffer.concat(await layer.open().toArray());
    assert.deepEqual(await readFile(join(copy, layer.digest.slice('sha256:'.length))), bytes);
  }
  const { stdout } = await run('skopeo', ['inspect', '--tls-verify=false', `docker://${name}`]);
  const { Digest, Architecture, Os, Labels } = JSON.parse(stdout);
  assert.deepEqual(
    { Digest, Architecture, Os, Labels },
    {
      Digest: image.digest,
      Architecture: 'amd64',
      Os: 'linux',
      Labels: { test: 'yes' },
    },
  );
});

test('several tags and repositories get the same image', async () => {
  await push([`${open.host}/multi/a:1`, `${open.host}/multi/a:2`, `${open.host}/multi/b`]);
  assert.deepEqual(await tagsOf(open, 'multi/a'), ['1', '2']);
  assert.deepEqual(await tagsOf(open, 'multi/b'), ['latest']);
  for (const name of ['multi/a:1', 'multi/a:2', 'multi/b:latest']) {
    const { stdout } = await run('skopeo', [
      'inspect',
      '--tls-verify=false',
      `docker://${open.host}/${name}`,
    ]);
    assert.equal(JSON.parse(stdout).Digest, image.digest);
  }
});

test('a second push sends no blob', async () => {
  const name = `${open.host}/again:1`;
  const uploads = async () =>
    (await open.requests()).filter((line) => line.includes('/again/blobs/uploads/')).length;
  await push([name]);
  const first = await uploads();
  assert.ok(first > 0, 'the access log shows the uploads of the first push');
  await push([name]);
  assert.equal(await uploads(), first);
});

test('a piece of a blob has left before the next is asked for', async () => {
  const client = createRegistryClient({
    registry: open.host,
    repository: 'pieces',
    credentials: async () => undefined,
    env: {},
  });
  const bytes = randomBytesOf(3, 20 << 20);
  async function* pieces(): AsyncGenerator<Buffer> {
    const buffer = Buffer.alloc(1 << 20);
    for (let at = 0; at < bytes.length; ) {
      const size = Math.min(at < 10_000 ? 100 : buffer.length, bytes.length - at);
      bytes.copy(buffer, 0, at);
      yield buffer.subarray(0, size);
      buffer.fill(0);
      at += size;
    }
  }
  const digest = digestOf(bytes);
  const unused = (): never => assert.fail('the pieces are preferred');
  assert.equal(await client.uploadBlob({ digest, size: bytes.length, open: unused, pieces }), 'sent');
  assert.ok(await client.hasBlob(digest));
});

test('the client reads back a manifest by tag and by digest, and knows what is not there', async () => {
  await push([`${open.host}/read:1`]);
  const client = createRegistryClient({
    registry: open.host,
    repository: 'read',
    credentials: async () => undefined,
    env: {},
  });
  for (const reference of ['1', image.digest]) {
    const manifest = await client.getManifest(reference);
    assert.equal(manifest?.digest, image.digest);
    assert.equal(manifest?.mediaType, 'application/vnd.oci.image.manifest.v1+json');
  }
  assert.equal(await client.getManifest('none'), undefined);
});

test('pushes with the credentials of the Docker configuration', async () => {
  const env = await dockerConfig(locked.host, login.user, login.password);
  await push([`${locked.host}/private:1`], env);
  const { stdout } = await run('skopeo', [
    'inspect',
    '--tls-verify=false',
    `--creds=${login.user}:${login.password}`,
    `docker://${locked.host}/private:1`,
  ]);
  assert.equal(JSON.parse(stdout).Digest, image.digest);
});

test('a wrong password is refused with a hint, and there is no tag', async () => {
  const env = await dockerConfig(locked.host, login.user, 'wrong');
  await assert.rejects(push([`${locked.host}/refused:1`], env), {
    name: 'ToolError',
    code: 'registry-unauthorized',
    message: new RegExp(`${locked.host} did not .* in refused: 401 Unauthorized`),
    hint: `check the user and password: docker login ${locked.host}`,
  });
  assert.deepEqual(await tagsOf(locked, 'refused'), []);
});

test('without credentials the hint says to log in', async () => {
  await assert.rejects(push([`${locked.host}/refused:1`]), {
    code: 'registry-unauthorized',
    hint: `no credentials were found; log in first: docker login ${locked.host}`,
  });
});

test('tags of several registries get the same image, each with its own credentials', async () => {
  const env = await dockerConfig(locked.host, login.user, login.password);
  await push([`${open.host}/spread:1`, `${locked.host}/spread:1`, `${locked.host}/spread:2`], env);
  assert.deepEqual(await tagsOf(open, 'spread'), ['1']);
  assert.deepEqual(await tagsOf(locked, 'spread'), ['1', '2']);
});

test('one repository that refuses leaves the tags of the other alone', async () => {
  await assert.rejects(push([`${open.host}/both:1`, `${locked.host}/both:1`]), {
    code: 'registry-unauthorized',
  });
  assert.deepEqual(await tagsOf(open, 'both'), []);
});

test('a registry that does not run is named', async () => {
  const stopped = await startRegistry();
  await stopped.stop();
  await assert.rejects(push([`${stopped.host}/a:1`]), {
    code: 'registry-unreachable',
    message: new RegExp(`${stopped.host} could not be reached`),
  });
});

test('a layer whose file has changed since is refused, and there is no tag', async () => {
  const [base, ours] = image.layers;
  assert.ok(base && ours);
  const other = await makeImage(await mkdtemp(join(work, 'changed-')), 'other\n');
  const changed = { ...other, layers: [base, { ...ours, digest: other.layers[1]?.digest ?? ours.digest }] };
  await assert.rejects(push([`${open.host}/changed:1`], { HOME: work }, changed), { name: 'ToolError' });
  assert.deepEqual(await tagsOf(open, 'changed'), []);
});
