import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach } from 'node:test';
import { run } from '../../scripts/lib/run.ts';
import { startRegistry } from '../../scripts/lib/workbench/registry.ts';
import type { Image } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { registrySink } from '../../src/sinks/registry.ts';
import { type Asked, type Fault, type FaultyRegistry, startFaultyRegistry } from './faulty-registry.ts';
import { makeImage } from './image.ts';
import { sinkHost } from './sink-host.ts';

/** The size of the chunks that a blob is sent in. */
export const CHUNK = 4 << 20;

/** Whether it is (a part of) the large layer that is sent. */
export const isBlobPut = ({ method, length }: Asked): boolean =>
  (method === 'PUT' || method === 'PATCH') && length > 1_000_000;

/** Whether it is the manifest that is sent under its digest. */
export const isManifestPut = ({ method, path }: Asked): boolean =>
  method === 'PUT' && path.includes('/manifests/sha256');

/** A real registry for all tests of a file, images to push to it, and proxies in front of it that do harm. */
export async function suiteFaultyPush() {
  const work = await mkdtemp(join(tmpdir(), 'faulty-'));
  const registry = await startRegistry();
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  after(async () => {
    await registry.stop();
    await rm(work, { recursive: true, force: true });
  });
  /** Under the tag before each push: it must stay there when the push fails. */
  const old = await makeImage(await mkdtemp(join(work, 'old-')), 'old\n');
  const image = await makeImage(await mkdtemp(join(work, 'new-')), 'new\n', 20_000_003);
  let repositories = 0;

  async function proxy(script: (asked: Asked) => Fault, behind = registry.host): Promise<FaultyRegistry> {
    const faulty = await startFaultyRegistry(behind, script);
    stops.push(() => faulty.stop());
    return faulty;
  }

  function push(host: string, repository: string, what: Image = image, options = {}) {
    const retry = { attempts: 3, firstDelayMs: 1 };
    const sink = registrySink([parseReference(`${host}/${repository}:tag`)], sinkHost({ HOME: work }), {
      retry,
      ...options,
    });
    return sink.publish(singleImage(what));
  }

  async function tagged(repository: string, tag = 'tag'): Promise<string | undefined> {
    const url = `http://${registry.host}/v2/${repository}/manifests/${tag}`;
    const accept = 'application/vnd.oci.image.manifest.v1+json';
    const response = await fetch(url, { method: 'HEAD', headers: { accept } });
    return response.headers.get('docker-content-digest') ?? undefined;
  }

  /** Everything under the tag is there, byte for byte: skopeo compares all digests. */
  async function assertWhole(repository: string): Promise<void> {
    const copy = await mkdtemp(join(work, 'copy-'));
    const source = `docker://${registry.host}/${repository}:tag`;
    await run('skopeo', ['copy', '--quiet', '--src-tls-verify=false', source, `dir:${copy}`]);
    assert.equal(await tagged(repository), image.digest);
    await rm(copy, { recursive: true });
  }

  return {
    ...{ work, registry, old, image, proxy, push, tagged, assertWhole },
    /** The size of the largest blob. */
    size: Math.max(...image.layers.map((layer) => layer.size)),
    nextRepository: () => `faults/r${++repositories}`,
    /** Stopped after the test that is running. */
    stopLater: (stop: () => Promise<void>) => void stops.push(stop),
  };
}
