import { resolve } from 'node:path';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { Component } from '../component.ts';
import { contentKey } from '../key.ts';
import { planToolchain } from './buildroot/fit.ts';
import { readOverrides } from './buildroot/overrides.ts';
import { buildrootToolchain } from './buildroot/toolchain.ts';
import { sdkToolchain } from './sdk.ts';
import { systemToolchain } from './system.ts';
import type { Toolchain } from './toolchain.ts';

/**
 * Raise it when the code in this room lays out another tree of the same packages: a layer that an older version left
 * in the cache would be taken for ours otherwise, and the same inputs give another digest here than elsewhere.
 */
const RECIPE = '3';

/** The toolchain that the inputs name, checked against the rootfs. Throws ToolError when there is none that fits. */
export async function selectToolchain(
  inputs: Inputs,
  profile: RootfsProfile,
  host: Host,
): Promise<Toolchain> {
  if (inputs.toolchain === 'system') return systemToolchain(profile, host);
  if (inputs.toolchain === 'buildroot') {
    const { buildrootMirror: mirror, buildrootDlDir: dlDir } = inputs;
    const sources = { ...(mirror && { mirror }), ...(dlDir && { dlDir: resolve(dlDir) }) };
    const plan = planToolchain(profile, await readOverrides(inputs));
    return buildrootToolchain(plan, sources, profile, host);
  }
  return sdkToolchain(inputs.toolchain, host);
}

/**
 * The toolchain as a component: x86_64/host, its libraries in x86_64/lib/toolchain, notices in
 * x86_64/share/toolchain. Warns when the rootfs has no libc development files, since then nothing links.
 */
export async function toolchainComponent(
  inputs: Inputs,
  profile: RootfsProfile,
  host: Host,
): Promise<Component> {
  const toolchain = await selectToolchain(inputs, profile, host);
  if (!profile.libcDevelopment) {
    host.warning(
      "the root filesystem has no libc development files (stdio.h, crt1.o): install its libc's development " +
        'package in the image (libc6-dev, glibc-devel) before compiling',
    );
  }
  const key = contentKey('toolchain', { ...toolchain.parts, recipe: RECIPE });
  const { build, saved } = toolchain;
  return { name: 'toolchain', key, build, ...(saved && { saved }) };
}
