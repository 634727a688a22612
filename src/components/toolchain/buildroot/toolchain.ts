import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Host } from '../../../host/host.ts';
import { RECIPES } from '../../../recipes/recipes.ts';
import type { RootfsProfile } from '../../../rootfs/profile.ts';
import type { TreeEntry } from '../../../tar/entry.ts';
import { buildMachine } from '../../build-machine.ts';
import { contentKey, hashTree, type KeyParts } from '../../key.ts';
import { fitLimits } from '../gate.ts';
import { defaultLines } from '../hardening.ts';
import { plainNames } from '../names.ts';
import { OWN_SYSROOT } from '../own-sysroot.ts';
import { sysrootEntries } from '../sdk-tree.ts';
import { guestSpecs } from '../specs.ts';
import { targetFiles } from '../target-files.ts';
import { HOST, type Toolchain } from '../toolchain.ts';
import { type BuildrootWork, buildToolchain } from './build/build.ts';
import type { BuildrootSources } from './build/config.ts';
import { bareConfig, externalTree } from './build/configure.ts';
import { hashOverrides } from './build/override-key.ts';
import { checkBuildrootPrerequisites } from './build/prerequisites.ts';
import { type BuildrootTree, openBuildroot } from './build/tree.ts';
import { fittedEntries, libraryFiles } from './graft/fitted-entries.ts';
import { type Graft, graftToolchain } from './graft/graft.ts';
import { toolchainNotices } from './graft/notices.ts';
import { certainTools, toolLinks } from './graft/tools.ts';
import type { FittedPlan } from './plan/choose-plan.ts';
import type { BuildrootPlan } from './plan/plan.ts';
import {
  movedLibraries,
  sharedDirectory,
  sharedInRootfs,
  staticLibraries,
  staticSanitizers,
} from './plan/static-libraries.ts';

/** The plan alone fits; where nothing does, the root filesystem's own compiler can stand in. */
const UNFIT_HINT =
  "leave out buildroot-version and gcc-version (or buildroot-config), or install the root filesystem's own g++";

/**
 * The planned toolchain from Buildroot, known without being built. Its sysroot is `/`, so that inside the image it
 * compiles and links against the rootfs's own libc and whatever the guest's package manager installs.
 */
export async function buildrootToolchain(
  plan: FittedPlan,
  sources: BuildrootSources,
  profile: RootfsProfile,
  host: Host,
): Promise<Toolchain> {
  const tree = await openBuildroot(plan.source, host);
  const parts = await keyParts(plan, tree);
  const key = contentKey('buildroot', parts);
  const tools = certainTools(plan, parts.overrides);
  const names = plainNames(new Set(tools), plan.gcc, profile.gccMajor);
  const ownSysroot = plan.ownSysroot && !profile.libcDevelopment;
  const shared = sharedInRootfs(plan.cxxLibrary, profile);
  const guest = guestLibrary(plan, profile);
  let work: BuildrootWork | undefined;
  let libc: readonly TreeEntry[] = [];
  return {
    parts: { ...parts, ...fittedParts(plan, profile, parts.overrides), names: [...names.keys()] },
    tools: [...names.keys()],
    libraries: [],
    about: `gcc ${plan.gccVersion}, Buildroot ${plan.release}`,
    ownSysroot,
    libc: plan.libc.kind,
    unfitHint: UNFIT_HINT,
    madeFor: {
      cpu: plan.cpu,
      ...(guest !== undefined && { gccDirectory: guest.directory }),
      defaults: defaultLines(profile),
    },
    libcFiles: () => targetFiles(libc),
    prepare: () => checkBuildrootPrerequisites(host),
    async build(workDirectory) {
      work = {
        build: await host.unfinished(key),
        compilerCache: await host.unfinished(await compilerCacheName(plan)),
      };
      const { output, finished, packages } = await buildToolchain({ plan, tree, sources }, work, host);
      const built = join(output, 'host');
      const about = `gcc ${plan.gcc} with ${plan.libc.kind} ${plan.libc.version}`;
      const copies = join(workDirectory, 'host');
      await mkdir(copies);
      const places = [output, dirname(output)];
      const graft = await graftToolchain(
        { hostDirectory: built, directory: copies, places },
        ownSysroot,
        host,
      );
      libc = await sysrootEntries(built, {
        ...graft,
        target: graft.triplet,
        sysroot: `${graft.triplet}/sysroot`,
      });
      const linkedStatically = guest === undefined ? staticLibraries(libraryFiles(graft), shared) : [];
      const options = { linkedStatically, ...(guest?.fortran && { guestFortran: true }) };
      return [
        ...(await fittedEntries(graft, plan.cxxLibrary, options)),
        ...toolLinks(graft, names),
        await specs(graft, built, plan, profile, linkedStatically, host),
        ...(await toolchainNotices(output, finished, { about, origin: tree.origin, packages })),
      ];
    },
    async saved() {
      await work?.build.done();
      await work?.compilerCache.keep();
    },
  };
}

/** The same for all toolchains with this gcc, since its sources are most of what is compiled. */
async function compilerCacheName({ gcc }: BuildrootPlan): Promise<string> {
  const machine = (await buildMachine()).replace(/[^\w.]/g, '-');
  return `buildroot-ccache-${machine}-gcc${gcc}`;
}

/** The rootfs's own gcc of the planned major, where C++ is to come from it. */
function guestLibrary({ cxxLibrary, gcc }: FittedPlan, { libstdcxx }: RootfsProfile) {
  return cxxLibrary === 'guest' ? libstdcxx?.find(({ major }) => major === gcc) : undefined;
}

/**
 * What of the layer depends on the rootfs beyond the plan. Where the plan has nothing that is newer than in the
 * rootfs, the gate has nothing to find that would depend on more of it; but what a user's own sources have, the
 * table of releases does not say.
 */
function fittedParts(plan: FittedPlan, profile: RootfsProfile, overrides: readonly string[]): KeyParts {
  const isKnown = plan.source.kind === 'release' && overrides.length === 0;
  return {
    recipe: RECIPES['toolchain-buildroot'],
    cxxLibrary: plan.cxxLibrary,
    nativeCpu: plan.nativeCpu ?? '',
    guest: JSON.stringify(guestLibrary(plan, profile) ?? {}),
    shared: sharedInRootfs(plan.cxxLibrary, profile),
    layout: [profile.multiarch ?? 'lib64', String(profile.libcDevelopment)],
    defaults: defaultLines(profile),
    fits: plan.ownSysroot && isKnown ? [] : fitLimits(profile),
  };
}

/** Everything that can change what is built: Buildroot, our changes, the configuration, and the compiling machine. */
async function keyParts(plan: BuildrootPlan, tree: BuildrootTree) {
  const { release, gcc, libc, headers, cpu, cxx, fortran } = plan;
  // Where sources come from does not matter, since Buildroot checks what they are.
  const config = await bareConfig(plan);
  return {
    provider: 'buildroot',
    plan: JSON.stringify({ release, gcc, libc, headers, cpu, cxx, fortran }),
    tree: tree.identity,
    external: await hashTree(externalTree()),
    config: config.split('\n'),
    overrides: await hashOverrides(config),
    machine: await buildMachine(),
  } satisfies KeyParts;
}

function specs(
  { triplet, version }: Graft,
  built: string,
  plan: FittedPlan,
  profile: RootfsProfile,
  linkedStatically: readonly string[],
  host: Host,
) {
  const compiler = join(built, 'bin', `${triplet}-gcc`);
  const real = existsSync(`${compiler}.br_real`) ? `${compiler}.br_real` : compiler;
  const guest = guestLibrary(plan, profile);
  const shared = movedLibraries(plan.cxxLibrary === 'static' ? [] : linkedStatically);
  return guestSpecs(real, `${HOST}/lib/gcc/${triplet}/${version}`, profile, host, {
    ...(plan.nativeCpu !== undefined && { cpu: plan.nativeCpu }),
    ...(plan.ownSysroot && !profile.libcDevelopment && { ownSysroot: `/${OWN_SYSROOT}` }),
    ...(guest !== undefined && { guest }),
    ...(plan.cxxLibrary === 'static' && { staticOnly: true }),
    staticSanitizers: staticSanitizers(linkedStatically),
    ...(shared.length > 0 && { sharedDirectory: `/${sharedDirectory(triplet)}` }),
  });
}
