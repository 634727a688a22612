import { join } from 'node:path';
import { runUnderBinfmt } from '../scripts/lib/binfmt-scope.ts';
import { cacheDirectory } from '../scripts/lib/cache-directory.ts';
import { fetchGuestPackages } from '../scripts/lib/guest-packages.ts';
import { runAsRoot } from '../scripts/lib/root.ts';
import type { RunResult } from '../scripts/lib/run.ts';
import { bashSeconds } from '../scripts/lib/timing.ts';
import type { Benchmark, Context } from './benchmark.ts';

/** What somebody who builds packages installs first: a hundred packages with all that they need. */
const NAMES = [
  ...['autoconf', 'automake', 'bison', 'ccache', 'cmake', 'debhelper', 'flex', 'gawk', 'gdb', 'git'],
  ...['libcurl4-openssl-dev', 'libfreetype-dev', 'libncurses-dev', 'libpng-dev', 'libsqlite3-dev', 'libtool'],
  ...['ninja-build', 'rsync', 'tcl-dev'],
];

/** Takes the packages from /packages; prints the seconds that installing took. */
const SCRIPT = `
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
rm -f /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/packages ./' > /etc/apt/sources.list
apt-get update -qq > /tmp/log 2>&1 || { cat /tmp/log >&2; exit 1; }
TIMEFORMAT=%R
{ time apt-get install -y -qq --no-install-recommends "$@" > /tmp/log 2>&1; } 2> /tmp/time || { cat /tmp/log >&2; exit 1; }
cat /tmp/time`;

const COMMAND = ['bash', '-c', SCRIPT, 'bash', ...NAMES];

async function packages(context: Context) {
  const { rootfs } = await context.workbench();
  return fetchGuestPackages(NAMES, rootfs, cacheDirectory(), context.scope);
}

let containers = 0;

/**
 * The command's output in a new container, which is removed at the end of all: where inodes were freed within the last
 * minutes, ext4 looks long for others (fs/ext4/ialloc.c, recently_deleted), and the next run would pay for it.
 */
async function inContainer({ scope, workbench }: Context, flags: readonly string[]): Promise<RunResult> {
  const { engine, image } = await workbench();
  const name = `arm64-on-x86-apt-${process.pid}-${containers++}`;
  const never = new AbortController().signal;
  scope.defer(async () => {
    await engine.run(['rm', '--force', name], { signal: never, ignoreExitCode: true });
  });
  return engine.run(['run', '--name', name, '--network', 'none', ...flags, image, ...COMMAND]);
}

/** apt-get install of a hundred packages, in a container that has what Docker gives by default. */
export const aptBenchmarks: readonly Benchmark[] = [
  {
    name: 'apt.install-vs-emulated',
    against: "the same packages into the same root filesystem under the distribution's QEMU with binfmt_misc",
    unit: 's',
    better: 'less',
    long: true,
    ours: async (context) => {
      const { directory } = await packages(context);
      const { stdout } = await inContainer(context, ['--volume', `${directory}:/packages:ro`]);
      return bashSeconds(stdout);
    },
    reference: async (context) => {
      const emulated = await context.emulated();
      const { directory } = await packages(context);
      const tree = join(await context.scope.tempDir('apt'), 'tree');
      await runAsRoot('cp', ['-a', emulated.tree, tree], context.options);
      const view = [...(emulated.view ?? []), '--ro-bind', directory, '/packages'];
      const root = { ...emulated, tree, view, allUsers: true };
      const { stdout } = await runUnderBinfmt(root, COMMAND, context.options);
      return bashSeconds(stdout);
    },
  },
];
