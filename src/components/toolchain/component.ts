import { resolve } from 'node:path';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import { hideSecrets, shownAddress } from '../../source/shown-address.ts';
import type { Component } from '../component.ts';
import { contentKey } from '../key.ts';
import { planToolchain } from './buildroot/plan/choose-plan.ts';
import { readOverrides } from './buildroot/plan/plan-inputs.ts';
import { buildrootToolchain } from './buildroot/toolchain.ts';
import { buildChecked } from './finish.ts';
import { sdkToolchain } from './sdk.ts';
import { systemToolchain } from './system.ts';
import type { Toolchain } from './toolchain.ts';

/**
 * The toolchain that the inputs name, checked against the rootfs. What does not depend on the rootfs begins at once.
 * @throws ToolError when there is none that fits.
 */
function selectToolchain(inputs: Inputs, host: Host): (profile: RootfsProfile) => Promise<Toolchain> {
  if (inputs.toolchain === 'system') return systemToolchain(inputs.cpu, host);
  if (inputs.toolchain !== 'buildroot')
    return (profile) => sdkToolchain(inputs.toolchain, profile, inputs.cpu, host);
  return async (profile) => {
    const { buildrootMirror: mirror, buildrootDlDir: dlDir } = inputs;
    // It is among what the programs that fetch print.
    if (mirror !== undefined) hideSecrets(mirror, host);
    const sources = { ...(mirror && { mirror }), ...(dlDir && { dlDir: resolve(dlDir) }) };
    const plan = planToolchain(profile, await readOverrides(inputs, host));
    return buildrootToolchain(plan, sources, profile, host);
  };
}

/** The component, and what the runtime component needs to know of the toolchain. */
interface ToolchainComponent extends Component {
  readonly toolchain: Toolchain;
}

/**
 * The toolchain as a component: x86_64/host, its libraries in x86_64/lib/toolchain, notices in
 * x86_64/share/toolchain. For the profile that is given later, while as much as possible is done already; then it warns
 * when the rootfs has no libc development files, and names the package.
 */
export function beginToolchain(
  inputs: Inputs,
  host: Host,
): (profile: RootfsProfile) => Promise<ToolchainComponent> {
  const toolchainFor = selectToolchain(inputs, host);
  return async (profile) => componentOf(await toolchainFor(profile), inputs, profile, host);
}

function componentOf(
  toolchain: Toolchain,
  inputs: Inputs,
  profile: RootfsProfile,
  host: Host,
): ToolchainComponent {
  if (!profile.libcDevelopment) host.warning(developmentHint(profile, toolchain));
  const key = contentKey('toolchain', toolchain.parts);
  const { about, prepare, saved } = toolchain;
  return {
    name: 'toolchain',
    key,
    toolchain,
    ...(about !== undefined && { about }),
    ...(prepare !== undefined && { prepare }),
    ...(saved !== undefined && { saved }),
    build: (workDirectory) =>
      buildChecked(`toolchain "${shownAddress(inputs.toolchain)}"`, toolchain, profile, workDirectory),
  };
}

/** What the rootfs lacks for compiling, and how its package manager calls that. */
function developmentHint({ packageManager }: RootfsProfile, { ownSysroot }: Toolchain): string {
  const name = DEVELOPMENT_PACKAGES[packageManager ?? ''] ?? 'the development package of its libc';
  const consequence = ownSysroot
    ? `the toolchain's own are used until ${name} is installed in the image`
    : `install ${name} in the image before compiling`;
  return `the root filesystem has no libc development files (stdio.h, crt1.o): ${consequence}`;
}

const DEVELOPMENT_PACKAGES: Readonly<Record<string, string>> = {
  apt: 'libc6-dev',
  dnf: 'glibc-devel',
  yum: 'glibc-devel',
  zypper: 'glibc-devel',
  apk: 'musl-dev',
  pacman: 'glibc',
};
