import assert from 'node:assert/strict';
import { test } from 'node:test';
import { singleImage } from '../../src/image/image-set.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import { isBlobPut, isManifestPut, suiteFaultyPush } from '../support/faulty-push.ts';
import type { Asked } from '../support/faulty-registry.ts';
import { sinkHost } from '../support/sink-host.ts';

const { work, registry, old, image, proxy, push, tagged, assertWhole, nextRepository } =
  await suiteFaultyPush();

for (const [what, fault] of [
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0' } }],
  ['500', { status: 500 }],
  ['502 with a page for people', { status: 502, body: '<html>bad gateway</html>' }],
  ['503', { status: 503 }],
  ['a reset', 'reset'],
  ['an answer that is lost', 'lose answer'],
] as const) {
  test(`${what}, twice at each kind of request, is lived through`, async () => {
    const repository = nextRepository();
    const counts = new Map<string, number>();
    const faulty = await proxy(({ method, path }) => {
      const kind = `${method} ${path.replace(/\?.*|sha256:\w+/g, '').replace(/uploads\/.+/, 'uploads/ID')}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return (counts.get(kind) ?? 0) <= 2 ? fault : undefined;
    });
    await push(faulty.host, repository, image, { retry: { attempts: 12, firstDelayMs: 1 } });
    await assertWhole(repository);
  });
}

/** A step of a push, and how it is told. */
const STEPS: readonly (readonly [string, (asked: Asked) => boolean])[] = [
  ['looking up a blob', ({ method, path }) => method === 'HEAD' && path.includes('/blobs/')],
  ['beginning an upload', ({ method }) => method === 'POST'],
  ['a layer', isBlobPut],
  ['a manifest by its digest', isManifestPut],
  ['the tag', ({ method, path }) => method === 'PUT' && path.endsWith('/manifests/tag')],
];
for (const [step, fits] of STEPS) {
  for (const [what, fault] of [
    ['500', { status: 500 }],
    ['403', { status: 403 }],
    ['a reset', 'reset'],
  ] as const) {
    test(`${what} without end at ${step}: the tag stays, and the next push goes on from there`, async () => {
      const repository = nextRepository();
      await push(registry.host, repository, old);
      const faulty = await proxy((asked) => (fits(asked) ? fault : undefined));
      await assert.rejects(push(faulty.host, repository), { name: 'ToolError', code: /^registry-/ });
      assert.equal(await tagged(repository), old.digest);
      await push(registry.host, repository);
      await assertWhole(repository);
    });
  }
}

test('a push that is cancelled in the middle of a layer leaves the tag; the next one sends only what is missing', async () => {
  const repository = nextRepository();
  await push(registry.host, repository, old);
  const controller = new AbortController();
  const faulty = await proxy((asked) => {
    if (isBlobPut(asked)) setTimeout(() => controller.abort(), 20);
    return isBlobPut(asked) ? { cutAfter: 5_000_000 } : undefined;
  });
  const host = sinkHost({ HOME: work }, controller.signal);
  const sink = registrySink([parseReference(`${faulty.host}/${repository}:tag`)], host, {});
  await assert.rejects(sink.publish(singleImage(image)), { name: 'AbortError' });
  assert.equal(await tagged(repository), old.digest);
  const through = await proxy(() => undefined);
  await push(through.host, repository);
  await assertWhole(repository);
  await push(through.host, repository);
  assert.equal(
    through.asked.filter(({ method }) => method === 'POST').length,
    2,
    'the layer, the configuration',
  );
});

const isPutOf =
  (tag: string) =>
  ({ method, path }: Asked) =>
    method === 'PUT' && path.endsWith(`/manifests/${tag}`);

for (const how of ['fails', 'is cancelled'] as const) {
  test(`of several tags, those that were set are put back when the last ${how}`, async () => {
    const repository = nextRepository();
    await push(registry.host, repository, old);
    const controller = new AbortController();
    const faulty = await proxy((asked) => {
      if (!isPutOf('last')(asked)) return undefined;
      if (how === 'is cancelled') controller.abort();
      return { status: 500 };
    });
    const host = sinkHost({ HOME: work }, controller.signal);
    const names = ['tag', 'fresh', 'last'].map((tag) => `${faulty.host}/${repository}:${tag}`);
    const sink = registrySink(
      names.map((name) => parseReference(name)),
      host,
      { retry: { attempts: 2, firstDelayMs: 1 } },
    );
    await assert.rejects(
      sink.publish(singleImage(image)),
      how === 'fails' ? { code: 'registry-failed', message: /manifest last/ } : { name: 'AbortError' },
    );
    assert.ok(faulty.asked.some(isPutOf('tag')));
    assert.equal(await tagged(repository), old.digest);
    assert.equal(await tagged(repository, 'fresh'), image.digest);
    const said = host.lines.filter((line) => /is put back|stays/.test(line));
    assert.deepEqual(said, [
      `${names[1]} was not there before, and stays`,
      `${names[0]} is put back to ${old.digest}`,
    ]);
  });
}
