import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../scripts/lib/run.ts';
import { timed } from '../../scripts/lib/timing.ts';
import { startEngine } from '../../scripts/lib/workbench/docker.ts';
import { lazily } from '../../src/lazily.ts';
import { inDirectory, type PushBench, withRegistry } from './setup.ts';

/** The same work by others: a root filesystem and our layers, both as .tar.gz, become an image in a registry. */
type Peer = (bench: PushBench, registry: string, directory: string) => Promise<void>;

const buildah: Peer = async ({ rootfs, ours, context: { options } }, registry, directory) => {
  const script = `b() { buildah --root "$0/root" --runroot "$0/run" "$@"; }
    image=$1; shift
    c=$(b from scratch)
    for layer; do b add --quiet "$c" "$layer" /; done
    b commit --quiet "$c" image
    b push --quiet --tls-verify=false image "docker://$image"
    b rm --all; b rmi --all --force`;
  const layers = [rootfs, ...ours.map(({ path }) => path)];
  await run('sh', ['-euc', script, directory, `${registry}/buildah:1`, ...layers], options);
};

const umoci: Peer = async ({ rootfs, ours, context: { options } }, registry, directory) => {
  const script = `cd "$0"; image=$1; shift
    umoci init --layout layout; umoci new --image layout:x
    for layer; do gzip -dc "$layer" > layer.tar; umoci raw add-layer --image layout:x layer.tar; done
    skopeo copy --quiet --dest-tls-verify=false oci:layout:x "docker://$image"`;
  const layers = [rootfs, ...ours.map(({ path }) => path)];
  await run('sh', ['-euc', script, directory, `${registry}/umoci:1`, ...layers], options);
};

const engine = lazily(startEngine);

const docker: Peer = async ({ rootfs, ours, context: { scope } }, registry, directory) => {
  const { run: client } = await engine(scope);
  const image = `${registry}/docker:1`;
  await client(['import', rootfs, 'rootfs']);
  for (const [index, { path }] of ours.entries()) await run('cp', [path, join(directory, `${index}.tar.gz`)]);
  const adds = ours.map((_, index) => `ADD ${index}.tar.gz /\n`).join('');
  await writeFile(join(directory, 'Dockerfile'), `FROM rootfs\n${adds}`);
  await client(['build', '--quiet', '--tag', image, directory]);
  await client(['push', '--quiet', image]);
  await client(['rmi', '--force', image, 'rootfs']);
};

const PEERS = { buildah, 'docker import, build and push': docker, 'umoci and skopeo': umoci } as const;
let fastest: keyof typeof PEERS | undefined;

/** Seconds that the fastest peer takes. All are measured the first time, then only that one. */
export async function bestPeer(bench: PushBench): Promise<number> {
  const names = fastest === undefined ? (Object.keys(PEERS) as (keyof typeof PEERS)[]) : [fastest];
  const times: (readonly [keyof typeof PEERS, number])[] = [];
  for (const name of names) {
    const took = await withRegistry(({ host }) =>
      inDirectory(bench.context, (directory) => timed(() => PEERS[name](bench, host, directory))),
    );
    console.log(`     ${name}: ${took.toFixed(1)} s`);
    times.push([name, took]);
  }
  const [best] = times.sort(([, a], [, b]) => a - b);
  if (best === undefined) throw new Error('no peer');
  [fastest] = best;
  return best[1];
}
