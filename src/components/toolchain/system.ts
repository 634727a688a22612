import { compareVersions } from '../../compare-versions.ts';
import type { Host } from '../../host/host.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import type { InstalledPackage } from '../packages/dpkg.ts';
import { noticesFor } from '../packages/notices.ts';
import { fileEntry, linkEntry } from '../tree.ts';
import { coreOf } from './compiler.ts';
import { crossLibc } from './cross-libc.ts';
import { checkToolchainFits, fitLimits } from './gate.ts';
import { defaultLines } from './hardening.ts';
import { nameLinks, plainNames, TOOLS } from './names.ts';
import { OWN_SYSROOT, withOwnScripts } from './own-sysroot.ts';
import { pluginLinks } from './plugin-links.ts';
import { guestSpecs } from './specs.ts';
import { type SystemCompiler, systemCompiler } from './system-compiler.ts';
import type { SystemPackages } from './system-packages.ts';
import { HOST, LIBRARIES, type Toolchain } from './toolchain.ts';

const TRIPLET = 'aarch64-linux-gnu';

/**
 * The runner's packaged cross compiler (Debian, Ubuntu), its files moved under x86_64/host. Its sysroot is `/`, so
 * inside the image it compiles and links against the rootfs's own libc and whatever the guest's package manager
 * installs.
 * @throws ToolError when it is not installed or does not fit the root filesystem.
 */
export function systemToolchain(cpu: string, host: Host): (profile: RootfsProfile) => Promise<Toolchain> {
  const compilerFor = systemCompiler(host);
  return async (profile) => fitted(await compilerFor(profile.gccMajor), profile, cpu, host);
}

async function fitted(
  { found, tree, needs, libraries, ...compiler }: SystemCompiler,
  profile: RootfsProfile,
  cpu: string,
  host: Host,
): Promise<Toolchain> {
  checkToolchainFits('toolchain "system"', needs, profile);
  const libc = profile.libcDevelopment ? compiler.libc : await crossLibc(host, true);
  const ownSysroot = !profile.libcDevelopment && compareVersions(libc.version, profile.libc.version) <= 0;
  const core = coreOf(cpu);
  const programs = findPrograms(tree, found.major);
  const names = plainNames(new Set(programs.keys()), found.major, profile.gccMajor);
  return {
    parts: {
      provider: 'system',
      recipe: RECIPES['toolchain-system'],
      major: String(found.major),
      packages: found.packages.map(({ name, version }) => `${name}=${version}`),
      libraries: compiler.libraryHashes,
      names: [...names.keys()],
      layout: profile.multiarch ?? 'lib64',
      cpu: core ?? '',
      defaults: defaultLines(profile),
      fits: fitLimits(profile),
      sysroot: ownSysroot ? libc.packages : [],
    },
    tools: [...names.keys()],
    libraries,
    about: describePackages(found.packages),
    ownSysroot,
    needs,
    madeFor: { cpu: core ?? '', defaults: defaultLines(profile) },
    build: async () => [
      ...tree.values(),
      ...nameLinks(programs, names),
      ...missingLinks(tree, found),
      ...(ownSysroot ? await withOwnScripts(libc.entries) : []),
      await guestSpecs(`${TRIPLET}-gcc-${found.major}`, parts(found.major), profile, host, {
        ...(core !== undefined && { cpu: core }),
        ...(ownSysroot && { ownSysroot: `/${OWN_SYSROOT}` }),
      }),
      ...libraries.map(({ soname, file }) => fileEntry(`${LIBRARIES}/${soname}`, file, false)),
      ...(await noticesFor(host, found.packages, libraries, 'x86_64/share/toolchain')),
    ],
  };
}

/** `gcc 12.2.0, binutils 2.40` of gcc-12-aarch64-linux-gnu 12.2.0-14cross1 and binutils-aarch64-linux-gnu 2.40-2. */
function describePackages(packages: readonly InstalledPackage[]): string {
  const versionOf = (name: RegExp) => packages.find((item) => name.test(item.name))?.version;
  const tools = [
    ['gcc', versionOf(/^gcc-\d+-aarch64-linux-gnu$/)],
    ['binutils', versionOf(/^binutils-aarch64-linux-gnu$/)],
  ];
  return tools.map(([name, version]) => `${name} ${/^[\d.]+/.exec(version ?? '')?.[0] ?? '?'}`).join(', ');
}

/** Tool → its file in x86_64/host/bin; a file with the compiler's version is taken before one without. */
function findPrograms(tree: ReadonlyMap<string, TreeEntry>, major: number): Map<string, string> {
  const programs = new Map<string, string>();
  for (const tool of TOOLS) {
    const names = [`${TRIPLET}-${tool}-${major}`, `${TRIPLET}-${tool}`];
    const name = names.find((candidate) => tree.has(`${HOST}/bin/${candidate}`));
    if (name !== undefined) programs.set(tool, name);
  }
  return programs;
}

/** What the cross packages, unlike the native ones, have no links for: gcc's plugin, and names without the version. */
function missingLinks(tree: ReadonlyMap<string, TreeEntry>, { major }: SystemPackages): TreeEntry[] {
  const links = pluginLinks(`lib/gcc-cross/${TRIPLET}/${major}`, ['lib', `lib/${TRIPLET}`], tree);
  for (const [tool, file] of findPrograms(tree, major)) {
    const path = `${HOST}/bin/${TRIPLET}-${tool}`;
    if (!tree.has(path)) links.push(linkEntry(path, file));
  }
  return links;
}

/** Where the compiler proper and its own libraries are, in the image. */
function parts(major: number): string {
  return `${HOST}/lib/gcc-cross/${TRIPLET}/${major}`;
}
