import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { Component } from '../component.ts';
import { contentKey } from '../key.ts';
import { sdkToolchain } from './sdk.ts';
import { systemToolchain } from './system.ts';
import type { Toolchain } from './toolchain.ts';

/** The last answer to each host: two components ask the same, and to answer takes reading every program of it. */
const selected = new WeakMap<Host, { spec: string; profile: RootfsProfile; toolchain: Promise<Toolchain> }>();

/** The toolchain that the inputs name, checked against the rootfs. Throws ToolError when there is none that fits. */
export function selectToolchain(inputs: Inputs, profile: RootfsProfile, host: Host): Promise<Toolchain> {
  const known = selected.get(host);
  if (known?.spec === inputs.toolchain && known.profile === profile) return known.toolchain;
  const toolchain = findToolchain(inputs, profile, host);
  selected.set(host, { spec: inputs.toolchain, profile, toolchain });
  return toolchain;
}

async function findToolchain(inputs: Inputs, profile: RootfsProfile, host: Host): Promise<Toolchain> {
  if (inputs.toolchain === 'system') return systemToolchain(profile, host);
  if (inputs.toolchain === 'buildroot') {
    throw new ToolError(
      'toolchain-not-yet',
      'toolchain "buildroot" is not available yet',
      'use toolchain=system (the packaged cross compiler) or the path of an SDK tarball',
    );
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
  const key = contentKey('toolchain', toolchain.parts);
  const { build, about } = toolchain;
  return { name: 'toolchain', key, build, ...(about !== undefined && { about }) };
}
