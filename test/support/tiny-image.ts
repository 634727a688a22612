import { readFile } from 'node:fs/promises';
import { findProgram } from '../../scripts/lib/root.ts';
import { run } from '../../scripts/lib/run.ts';
import { type FakeEntry, tarOf } from './rootfs-tar.ts';

const APPLETS = [
  'sh',
  'id',
  'chown',
  'chmod',
  'touch',
  'sleep',
  'echo',
  'grep',
  'ls',
  'cat',
  'mkdir',
  'rm',
  'stat',
];

/**
 * A root filesystem that is a shell and little more, for tests that need an engine and no image of ours.
 * @param programs of this machine's, by name or path, which it has besides, with their libraries.
 */
export async function tinyRoot(...programs: readonly string[]): Promise<Buffer> {
  const busybox = await readFile(findProgram('busybox') ?? '');
  return tarOf([
    { path: 'bin/busybox', bytes: busybox },
    ...APPLETS.map((name) => ({ path: `bin/${name}`, link: 'busybox' })),
    ...(await programEntries(programs)),
    {
      path: 'etc/passwd',
      bytes: Buffer.from('root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n'),
      mode: 0o644,
    },
    // Where images with native tools have it, and steps look for it.
    { path: 'x86_64/native/build/usr/bin/ccache', link: '/usr/bin/ccache' },
    { path: 'tmp/', mode: 0o1777 },
  ]);
}

/** ldd(1) names a program's libraries and its interpreter by the paths at which they are looked for. */
async function programEntries(names: readonly string[]): Promise<FakeEntry[]> {
  const paths = new Set<string>();
  for (const name of names) {
    const program = name.startsWith('/') ? name : (findProgram(name) ?? '');
    const { stdout } = await run('ldd', [program]);
    for (const path of [program, ...(stdout.match(/(?<=\s)\/\S+/g) ?? [])]) paths.add(path);
  }
  return Promise.all([...paths].map(async (path) => ({ path: path.slice(1), bytes: await readFile(path) })));
}
