import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { substitute, type YumRepository } from '../../../rootfs/rpm/repositories.ts';
import type { YumProfile } from '../../../rootfs/rpm/yum.ts';

/** A dnf's configuration in a directory. */
interface DnfConfiguration {
  readonly file: string;
  readonly releasever: string;
  /** The repositories in it. */
  readonly repositories: readonly string[];
  /** Files with the keys of these. */
  readonly keys: readonly string[];
}

/** They follow from the machine, and ours is the one whose packages are wanted. */
const OF_THE_MACHINE: readonly string[] = ['arch', 'basearch'];
const ADDRESSES: readonly string[] = ['baseurl', 'mirrorlist', 'metalink'];

/**
 * Writes dnf's configuration (dnf.conf(5)) to a directory: those repositories of a root filesystem that can be fetched
 * over the network, and whose keys it has. Paths are below the installroot, which is empty.
 */
export async function writeConfiguration(
  { repositories, variables, keys: named }: YumProfile,
  directory: string,
): Promise<DnfConfiguration> {
  const installroot = join(directory, 'root');
  const keys = new Map(Object.entries(named));
  for (const name of ['repos', 'vars', 'plugins']) await mkdir(join(installroot, name), { recursive: true });
  for (const [name, value] of Object.entries(variables))
    if (!OF_THE_MACHINE.includes(name)) await writeFile(join(installroot, 'vars', name), `${value}\n`);
  const usable = [...new Map(repositories.map((item) => [item.id, item])).values()].filter(
    (item) => isRemote(item, variables) && item.keys.some((address) => keys.has(address)),
  );
  await writeFile(join(installroot, 'repos/guest.repo'), usable.map(sectionOf).join(''));
  const files: string[] = [];
  for (const address of new Set(usable.flatMap((item) => item.keys))) {
    const key = keys.get(address);
    if (key === undefined) continue;
    const file = join(directory, `key-${files.length}`);
    await writeFile(file, Buffer.from(key, 'base64'));
    files.push(file);
  }
  const file = join(directory, 'dnf.conf');
  const settings = Object.entries({ ...SETTINGS, installroot }).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(file, `[main]\n${settings.join('')}`);
  const { releasever = '' } = variables;
  return { file, releasever, repositories: usable.map(({ id }) => id), keys: files };
}

const SETTINGS = {
  ...{ reposdir: '/repos', varsdir: '/vars', pluginconfpath: '/plugins' },
  ...{ cachedir: '/cache', logdir: '/log', persistdir: '/state' },
  ...{ skip_if_unavailable: 'True', metadata_expire: 'never', retries: '3', timeout: '30' },
  ...{ assumeyes: 'True', color: 'never', install_weak_deps: 'False' },
};

function isRemote({ options }: YumRepository, variables: YumProfile['variables']): boolean {
  const given = ADDRESSES.flatMap((name) => options[name]?.split(' ') ?? []);
  return given.length > 0 && given.every((address) => /^https?:\/\//.test(substitute(address, variables)));
}

/** A machine's name that is written out becomes the variable. */
function sectionOf({ id, options }: YumRepository): string {
  const lines = Object.entries(options).map(([name, value]) =>
    ADDRESSES.includes(name)
      ? `${name}=${value.replaceAll(/\baarch64\b/g, 'x86_64')}\n`
      : `${name}=${value}\n`,
  );
  return `[${id}]\nname=${id}\n${lines.join('')}\n`;
}
