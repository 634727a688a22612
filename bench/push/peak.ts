import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '../../scripts/lib/cache-directory.ts';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { systemInputs } from '../../scripts/lib/workbench/product.ts';
import { forget, type PushBench, withRegistry } from './setup.ts';

/** The program's and its children's largest resident size in KiB (getrusage(2), RUSAGE_CHILDREN), on stderr. */
const MEASURED = `import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)`;

/** Peak memory in MiB of assembling and pushing an image of 5 GiB. */
export async function peakMemory(bench: PushBench): Promise<number> {
  const rootfs = await hugeRootfs(bench);
  await forget(rootfs);
  return withRegistry(async ({ host }) => {
    const command = [
      program,
      'build',
      '--rootfs',
      rootfs,
      ...systemInputs,
      '--tags',
      `${host}/huge:1`,
      '--push',
    ];
    const { stderr } = await run('python3', ['-c', MEASURED, ...command], bench.context.options);
    const peak = Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
    if (peak > 0) return peak / 1024;
    throw new Error(`no peak in: ${stderr.slice(-500)}`);
  });
}

/** The shared root filesystem and a file of 5 GiB, a tenth of which does not compress. */
async function hugeRootfs({ small, context: { scope, options } }: PushBench): Promise<string> {
  const path = join(cacheDirectory(), 'rootfs/huge.tar.gz');
  if (existsSync(path)) return path;
  const work = await scope.tempDir('huge');
  const script = `cd "$0"; gzip -dc "$1" > all.tar; mkdir opt
    head -c 512M /dev/urandom > opt/content; truncate --size 5G opt/content
    tar --append --file all.tar --format=gnu opt/content
    pigz -1 -n -c all.tar > "$2"`;
  await run('sh', ['-euc', script, work, small, `${path}.${process.pid}`], options);
  await rename(`${path}.${process.pid}`, path);
  return path;
}
