import type { Host } from '../host/host.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { RootfsProfile } from '../rootfs/profile.ts';
import type { Component } from './component.ts';
import { emulatorComponent } from './emulator/index.ts';
import { nativesComponent } from './natives/natives.ts';
import { runtimeComponent } from './runtime/runtime.ts';
import { toolchainComponent } from './toolchain/index.ts';

/** Finds out the keys of all components, and with them whether they can be had, before any is built. */
export async function chooseComponents(
  inputs: Inputs,
  profile: RootfsProfile,
  host: Host,
): Promise<Component[]> {
  const emulator = await emulatorComponent(inputs, host);
  const toolchain = await toolchainComponent(inputs, profile, host);
  const natives = await nativesComponent(inputs, profile, host);
  const runtime = await runtimeComponent(inputs, profile, host, toolchain.toolchain, natives?.libraries);
  return [emulator, toolchain, ...(natives === undefined ? [] : [natives]), runtime];
}
