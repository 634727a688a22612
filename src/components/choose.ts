import { begun } from '../begun.ts';
import type { Host } from '../host/host.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { RootfsProfile } from '../rootfs/profile.ts';
import type { Component } from './component.ts';
import { type Debugger, debuggerComponent } from './debugger/debugger.ts';
import { DEBUGGER_PACKAGE } from './debugger/package.ts';
import { emulatorComponent } from './emulator/emulator.ts';
import { nativesComponent } from './natives/natives.ts';
import { runtimeComponent } from './runtime/runtime.ts';
import { beginToolchain } from './toolchain/component.ts';

/**
 * Finds out the keys of all components, and with them whether they can be had, before any is built. What does not
 * depend on the root filesystem begins at once, the rest when its profile is given; of several refusals the first in
 * the components' order is thrown.
 */
export function chooseComponents(
  inputs: Inputs,
  host: Host,
): (profile: RootfsProfile) => Promise<Component[]> {
  const emulating = begun(emulatorComponent(inputs, host));
  // Not only where the toolchain turns out to have none: whether there is one costs next to nothing.
  const debugging = begun(debuggerComponent(host));
  const toolchainFor = beginToolchain(inputs, host);
  return async (profile) => {
    const building = begun(toolchainFor(profile));
    const accelerating = begun(nativesComponent(inputs, profile, host));
    const emulator = await emulating;
    const toolchain = await building;
    const own = toolchain.toolchain.hasDebugger ? [] : await orNone(debugging, host);
    const natives = await accelerating;
    const runtime = await runtimeComponent(inputs, profile, host, toolchain.toolchain, own, natives);
    return [emulator, toolchain, ...own, ...(natives === undefined ? [] : [natives]), runtime];
  };
}

/** The machine's debugger as the one component that an image can do without. */
async function orNone(debugging: Promise<Debugger | undefined>, host: Host): Promise<Debugger[]> {
  const found = await debugging;
  if (found !== undefined) return [found];
  host.info(
    `the image gets no cross gdb, since this machine has none: sudo apt-get install ${DEBUGGER_PACKAGE} before, to have one`,
  );
  return [];
}
