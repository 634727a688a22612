import { createReadStream } from 'node:fs';
import { run } from '../../scripts/lib/run.ts';
import { timed } from '../../scripts/lib/timing.ts';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import { lazily } from '../../src/lazily.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { build, inDirectory, type PushBench } from './setup.ts';

let repositories = 0;

/** A registry that has the root filesystem as an arm64 image, `base:1`. */
const withBase = lazily(async ({ context, rootfs }: PushBench): Promise<TestRegistry> => {
  const { scope, options } = context;
  const registry = await startRegistry();
  scope.defer(() => registry.stop());
  const script = `cd "$0"
    umoci init --layout layout; umoci new --image layout:x
    gzip -dc "$1" > rootfs.tar; umoci raw add-layer --image layout:x rootfs.tar
    umoci config --image layout:x --architecture arm64
    skopeo copy --quiet --dest-tls-verify=false oci:layout:x "docker://$2"`;
  await inDirectory(context, (directory) =>
    run('sh', ['-euc', script, directory, rootfs, `${registry.host}/base:1`], options),
  );
  return registry;
});

/** Seconds for an image whose root filesystem is in the same registry; throws if it was sent. */
export async function mountedPush(bench: PushBench): Promise<number> {
  const { host, requests } = await withBase(bench);
  const name = `mounted-${++repositories}`;
  const args = ['--tags', `${host}/${name}:1`, '--push'];
  const took = await timed(() => build(bench.context, `docker://${host}/base:1`, args));
  const sent = (await requests()).filter(
    (line) => line.startsWith('PUT') && line.includes(`/${name}/blobs/`),
  ).length;
  // Our layers and the configuration.
  if (sent !== bench.ours.length + 1) throw new Error(`${sent} blobs were sent`);
  return took;
}

/** Seconds that sending our layers alone takes. */
export async function ownUpload(bench: PushBench): Promise<number> {
  const { host } = await withBase(bench);
  const client = createRegistryClient({
    registry: host,
    repository: `own-${++repositories}`,
    credentials: async () => undefined,
    env: {},
  });
  return timed(() =>
    Promise.all(
      bench.ours.map((layer) => client.uploadBlob({ ...layer, open: () => createReadStream(layer.path) })),
    ),
  );
}
