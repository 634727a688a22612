import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../src/host/host.ts';
import { sourceTarball } from './source-tarball.ts';

type Environment = Record<string, string | undefined>;

/**
 * QEMU 10.0 as a tarball, from the source package of Debian 13, and an environment with a meson that is new enough
 * for it: fetched through a private apt configuration from the machine's own Debian mirror. Undefined on a machine
 * that is not Debian.
 */
export async function debian13Qemu(host: Host): Promise<{ tarball: string; env: Environment } | undefined> {
  const trixie = await openTrixie(host);
  if (trixie === undefined) return undefined;
  const { directory, apt } = trixie;
  await apt('source', '--download-only', 'qemu');
  const dsc = (await readdir(directory)).find((name) => name.endsWith('.dsc')) ?? '';
  return { tarball: await sourceTarball(directory, dsc, host), env: await mesonEnvironment(trixie, host) };
}

/** An environment in which Debian 13's meson comes before others. Undefined on a machine that is not Debian. */
export async function debian13Meson(host: Host): Promise<Environment | undefined> {
  const trixie = await openTrixie(host);
  return trixie && mesonEnvironment(trixie, host);
}

async function mesonEnvironment({ directory, apt }: Trixie, host: Host): Promise<Environment> {
  await apt('download', 'meson', 'python3-pycotap');
  const tools = join(directory, 'tools');
  await host.exec('sh', ['-c', 'for deb in *.deb; do dpkg -x "$deb" tools; done'], { cwd: directory });
  return {
    ...host.env,
    PATH: `${tools}/usr/bin:${host.env.PATH}`,
    PYTHONPATH: `${tools}/usr/lib/python3/dist-packages`,
  };
}

/**
 * Packages of Debian 13, whatever the machine's architecture has of them, unpacked: a directory that is like `/` with
 * them installed. Undefined on a machine that is not Debian.
 */
export async function debian13Packages(host: Host, names: readonly string[]): Promise<string | undefined> {
  const trixie = await openTrixie(host);
  if (trixie === undefined) return undefined;
  await trixie.apt('download', ...names);
  await host.exec('sh', ['-c', 'for deb in *.deb; do dpkg -x "$deb" root; done'], { cwd: trixie.directory });
  return join(trixie.directory, 'root');
}

interface Trixie {
  readonly directory: string;
  /** apt-get with the lists of Debian 13, in the directory. */
  apt(...args: string[]): Promise<unknown>;
}

async function openTrixie(host: Host): Promise<Trixie | undefined> {
  const mirror = await debianMirror(host);
  if (mirror === undefined) return undefined;
  const directory = await host.tempDir('trixie');
  const env = { ...host.env, APT_CONFIG: await configure(directory, mirror) };
  const apt = (...args: string[]) => host.exec('apt-get', args, { cwd: directory, env: defined(env) });
  await apt('update');
  return { directory, apt };
}

async function debianMirror(host: Host): Promise<string | undefined> {
  const release = await readFile('/etc/os-release', 'utf8');
  if (!/^ID=debian$/m.test(release)) return undefined;
  const format = '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)';
  const { stdout } = await host.exec('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const codename = /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1];
  return new RegExp(`^Debian main ${codename} (\\S+)$`, 'm').exec(stdout)?.[1];
}

async function configure(directory: string, mirror: string): Promise<string> {
  for (const name of ['lists/partial', 'cache/archives/partial'])
    await mkdir(join(directory, name), { recursive: true });
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const entry = (type: string) => `${type} [signed-by=${keyring}] ${mirror} trixie main\n`;
  await writeFile(join(directory, 'sources.list'), entry('deb') + entry('deb-src'));
  const file = join(directory, 'apt.conf');
  const settings = {
    'Dir::Etc::SourceList': join(directory, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(directory, 'lists'),
    'Dir::Cache': join(directory, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': '',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
  await writeFile(file, lines.join(''));
  return file;
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
