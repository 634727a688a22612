import { join } from 'node:path';
import { run } from '../../scripts/lib/run.ts';
import type { Scope } from '../../scripts/lib/scope.ts';

/**
 * Debian 12's packages still name /bin, /sbin and /lib in their lists (dpkg(1), FILES), by which their files lie in
 * directories of those names where /usr is not merged.
 */
const UNMERGE = `cd "$1" && rm bin sbin lib etc/ld.so.cache && mkdir bin sbin lib || exit
sort -u var/lib/dpkg/info/*.list | grep -E '^/(bin|sbin|lib)/' | while read -r path; do
  if [ -d "./usr$path" ] && [ ! -L "./usr$path" ]; then mkdir -p ".$path"; continue; fi
  [ ! -e "./usr$path" ] && [ ! -L "./usr$path" ] || mv "./usr$path" ".$path" || exit
done`;

/** Makes of a root filesystem of Debian 12 (.tar.gz) one whose /bin, /sbin and /lib are directories of their own. */
export async function unmergedRootfs(merged: string, scope: Scope): Promise<string> {
  const directory = await scope.tempDir('unmerged');
  const [root, tarball] = [join(directory, 'root'), join(directory, 'rootfs.tar.gz')];
  const options = { signal: scope.signal };
  await run('mkdir', [root], options);
  await run(
    'tar',
    ['--extract', '--gzip', '--file', merged, '--no-same-owner', '--directory', root],
    options,
  );
  await run('sh', ['-c', UNMERGE, 'sh', root], options);
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const packing = ['--create', '--use-compress-program=gzip -1', '--file', tarball];
  await run('tar', [...packing, ...owner, '--directory', root, '.'], options);
  return tarball;
}
