import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestHex } from '../../src/image/digest.ts';
import { assembleImage, type Image } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { readInputs } from '../../src/inputs/inputs.ts';
import { buildImage } from '../../src/pipeline.ts';
import { createSinks } from '../../src/sinks/create.ts';
import { makeImage, readJson } from '../support/image.ts';
import { sinkHost } from '../support/sink-host.ts';

const run = promisify(execFile);
const LOCK_CHILD = new URL('../support/lock-child.ts', import.meta.url).pathname;
let work: string;
let image: Image;
let other: Image;
let dest: string;

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'sinks-'));
  image = await makeImage(await mkdtemp(join(work, 'image-')));
  other = await makeImage(await mkdtemp(join(work, 'image-')), 'other\n');
});
after(() => rm(work, { recursive: true, force: true }));
beforeEach(async () => {
  dest = join(await mkdtemp(join(work, 'dest-')), 'out');
});

async function publish(type: 'oci' | 'docker', tags: readonly string[], what = image, signal?: AbortSignal) {
  const outputs = [`type=${type},dest=${dest}`];
  for (const sink of createSinks({ tags, push: false, load: false, outputs }, sinkHost({}, signal)))
    await sink.publish(singleImage(what));
}

async function inspect(source: string, ...options: string[]) {
  const { stdout } = await run('skopeo', ['inspect', ...options, source]);
  return JSON.parse(stdout);
}

async function partialFiles(): Promise<readonly string[]> {
  const files = await readdir(join(dest, '..'), { recursive: true });
  return files.filter((name) => name.includes('partial'));
}

test('skopeo reads the OCI layout, by tag', async () => {
  await publish('oci', ['localhost/a:v1', 'localhost/a:v2']);
  for (const tag of ['v1', 'v2']) assert.equal((await inspect(`oci:${dest}:${tag}`)).Digest, image.digest);
  const config = await inspect(`oci:${dest}:v1`, '--config', '--raw');
  assert.deepEqual(config, JSON.parse(Buffer.from(image.config.bytes).toString()));
  assert.deepEqual(await readJson(join(dest, 'oci-layout')), { imageLayoutVersion: '1.0.0' });
  const copy = `${dest}-copy`;
  await run('skopeo', ['copy', `oci:${dest}:v1`, `dir:${copy}`]); // verifies every digest
  assert.deepEqual(await readFile(join(copy, 'manifest.json')), Buffer.from(image.manifest.bytes));
  assert.deepEqual(await partialFiles(), []);
});

test('an OCI layout keeps the image that another run adds while the blobs are written', async () => {
  const [layer, ...layers] = image.layers;
  assert.ok(layer);
  const open = () =>
    Readable.from(
      (async function* () {
        await publish('oci', ['localhost/b:second'], other);
        yield* layer.open();
      })(),
      { objectMode: false },
    );
  await publish('oci', ['localhost/a:first'], { ...image, layers: [{ ...layer, open }, ...layers] });
  assert.equal((await inspect(`oci:${dest}:first`)).Digest, image.digest);
  assert.equal((await inspect(`oci:${dest}:second`)).Digest, other.digest);
});

test('an OCI layout that another run adds an image to is written to afterwards', async (t) => {
  await publish('oci', ['localhost/a:first']);
  const index = join(dest, 'index.json');
  const others = JSON.parse((await readFile(index, 'utf8')).replaceAll('first', 'third'));
  const child = spawn(process.execPath, [LOCK_CHILD, join(dest, 'index.lock')]);
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const second = publish('oci', ['localhost/b:second'], other);
  second.catch(() => undefined); // awaited below
  for (const { digest } of other.layers)
    while (!existsSync(join(dest, 'blobs/sha256', digestHex(digest)))) await immediate();
  await writeFile(index, JSON.stringify(others));
  child.stdin.end();
  await second;
  const { manifests } = await readJson(index);
  const names = manifests.map(
    ({ annotations }: Descriptor) => annotations?.['org.opencontainers.image.ref.name'],
  );
  assert.deepEqual(names, ['third', 'second']);
  assert.deepEqual((await readdir(dest)).sort(), ['blobs', 'index.json', 'oci-layout']);
});

test('the platform that was asked for is what other programs see', async () => {
  const arm64 = assembleImage({
    ...{ baseLayers: image.layers, layers: [], labels: {}, sourceDateEpoch: 0 },
    ...{ platform: 'linux/arm64', accelerate: 'none', profile: { shell: '/bin/sh' } },
  });
  await publish('oci', ['localhost/a:arm64'], arm64);
  const { manifests } = await readJson(join(dest, 'index.json'));
  assert.deepEqual(manifests[0].platform, { os: 'linux', architecture: 'arm64' });
  const { Architecture, Env } = await inspect(`oci:${dest}:arm64`);
  assert.equal(Architecture, 'arm64');
  assert.doesNotMatch(Env.join(), /native/);
});

test('an OCI layout without tags holds one nameless image', async () => {
  await publish('oci', []);
  await publish('oci', [], other);
  assert.equal((await inspect(`oci:${dest}`)).Digest, other.digest);
});

test('a layout that is there keeps its other images; the same name is replaced', async () => {
  await publish('oci', ['localhost/a:1', 'localhost/a:2']);
  await publish('oci', ['localhost/a:2'], other);
  assert.equal((await inspect(`oci:${dest}:1`)).Digest, image.digest);
  assert.equal((await inspect(`oci:${dest}:2`)).Digest, other.digest);
  assert.equal((await readJson(join(dest, 'index.json'))).manifests.length, 2);
});

test("another repository's image of the same tag gives way: skopeo takes the first of a name", async () => {
  await publish('oci', ['localhost/a:1']);
  await publish('oci', ['localhost/b:1', 'localhost/b:1'], other);
  assert.equal((await inspect(`oci:${dest}:1`)).Digest, other.digest);
  assert.equal((await readJson(join(dest, 'index.json'))).manifests.length, 1);
});

test('a blob of the layout that was damaged is written again', async () => {
  await publish('oci', []);
  const blob = join(dest, 'blobs', image.digest.replace(':', '/'));
  await writeFile(blob, Buffer.alloc(image.manifest.bytes.length));
  await publish('oci', []);
  assert.deepEqual(await readFile(blob), Buffer.from(image.manifest.bytes));
});

test('an index.json that is no index is an error, and stays', async () => {
  await publish('oci', []);
  for (const text of ['{"manifests":', 'null', '{"manifests":[null]}']) {
    await writeFile(join(dest, 'index.json'), text);
    await assert.rejects(publish('oci', []), {
      code: 'output-failed',
      message: /index\.json is not an OCI index/,
    });
    assert.equal(await readFile(join(dest, 'index.json'), 'utf8'), text);
  }
});

test('skopeo reads the Docker archive', async () => {
  await publish('docker', ['localhost/a:v1', 'b']);
  const found = await inspect(`docker-archive:${dest}:localhost/a:v1`);
  assert.equal(found.Architecture, 'amd64');
  assert.equal((await inspect(`docker-archive:${dest}:docker.io/library/b:latest`)).Architecture, 'amd64');
  assert.deepEqual(
    await inspect(`docker-archive:${dest}`, '--config', '--raw'),
    JSON.parse(Buffer.from(image.config.bytes).toString()),
  );
  await run('skopeo', ['copy', `docker-archive:${dest}:localhost/a:v1`, `dir:${dest}-copy`]);
  assert.deepEqual(await partialFiles(), []);
});

test('layers of the Docker archive that were zstd are plain, which Docker 20.10 needs', async () => {
  await publish('docker', ['a']);
  await run('tar', ['-xf', dest, '-C', join(dest, '..')]);
  const [{ Layers }] = await readJson(join(dest, '..', 'manifest.json'));
  const [base, ours] = Layers.map((name: string) => join(dest, '..', name));
  assert.match((await run('tar', ['-tf', base])).stdout, /^etc\/\netc\/os-release$/m);
  const magic = (await readFile(ours)).subarray(0, 2);
  assert.deepEqual(magic, Buffer.from([0x1f, 0x8b]));
});

test('an archive is the same each time', async () => {
  await publish('docker', ['a']);
  const first = await readFile(dest);
  await publish('docker', ['a']);
  assert.ok(first.equals(await readFile(dest)));
});

test('a file that a link names is written, and the link stays', async () => {
  const link = `${dest}-link`;
  await writeFile(dest, 'before');
  await symlink(dest, link);
  const file = dest;
  dest = link;
  await publish('docker', ['a']);
  assert.equal(await readlink(link), file);
  assert.ok((await stat(file)).size > 'before'.length);
});

test('cancelling leaves no file behind', async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(publish('docker', ['a'], image, signal), { name: 'AbortError' });
  assert.deepEqual(await readdir(join(dest, '..')), []);
  await assert.rejects(publish('oci', ['a'], image, signal), { name: 'AbortError' });
  assert.deepEqual(await partialFiles(), []);
});

test('a destination that cannot be written is named', async () => {
  dest = join(dest, 'missing', 'image.tar');
  await assert.rejects(publish('docker', ['a']), {
    code: 'output-failed',
    message: /missing\/image\.tar cannot be written/,
    hint: 'make the directory first, or name another',
  });
  dest = '/dev/null/image';
  await assert.rejects(publish('oci', ['a']), { code: 'output-failed', message: /\/dev\/null\/image/ });
});

test('a destination that cannot be is found before anything is built', async () => {
  const sinks = (...outputs: string[]) =>
    createSinks(
      { tags: [], push: false, load: false, outputs },
      sinkHost({ DOCKER_HOST: 'unix:///none/docker.sock' }),
    );
  const check = async (...outputs: string[]) => {
    for (const sink of sinks(...outputs)) await sink.check?.();
  };
  for (const output of ['type=docker', 'type=oci,tar=true', 'type=sbom', 'type=sdk']) {
    await check(`${output},dest=${dest}`);
    await assert.rejects(check(`${output},dest=${dest}/none/x`), {
      code: 'output-failed',
      message: /none\/x/,
    });
    await assert.rejects(check(`${output},dest=${work}`), { hint: /is a directory; name a file/ });
    // Its node would be replaced by a file.
    await assert.rejects(check(`${output},dest=/dev/null`), { message: /device or a pipe/ });
    // The layout's directory will be there.
    await check(`type=oci,dest=${dest}`, `${output},dest=${dest}/x`);
  }
  await assert.rejects(check('type=docker'), { code: 'docker-unreachable' });
  await check(`type=oci,dest=${dest}/not/yet`);
  const file = join(work, 'file');
  await writeFile(file, '');
  await assert.rejects(check(`type=oci,dest=${file}`), { message: new RegExp(`${file} cannot be`) });
  await assert.rejects(check('type=oci,dest=/dev/null/x'), { code: 'output-failed' });
  await publish('oci', []);
  await writeFile(join(dest, 'index.json'), 'null');
  await assert.rejects(check(`type=oci,dest=${dest}`), { message: /is not an OCI index/ });
  const inputs: Record<string, string> = { rootfs: 'none.tar', outputs: `type=docker,dest=${dest}/none/x` };
  const host = createTestHost();
  const built = buildImage(
    readInputs((name) => inputs[name]),
    host,
  );
  await assert.rejects(built, { code: 'output-failed' });
  assert.deepEqual(host.commands, []);
});
