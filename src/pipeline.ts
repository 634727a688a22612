import type { Component } from './components/component.ts';
import { emulatorComponent } from './components/emulator/index.ts';
import { nativesComponent } from './components/natives/natives.ts';
import { type ResolvedComponent, resolveComponent, sourceDateEpoch } from './components/resolve.ts';
import { runtimeComponent } from './components/runtime/runtime.ts';
import { toolchainComponent } from './components/toolchain/index.ts';
import type { Host } from './host/host.ts';
import { assembleImage } from './image/image.ts';
import type { Inputs } from './inputs/inputs.ts';
import { describeProfile } from './report/profile.ts';
import type { BuildResult } from './report/result.ts';
import { openRootfs, type Rootfs } from './rootfs/open.ts';
import { createSinks } from './sinks/create.ts';

/**
 * The data flow of a build: inputs → rootfs → components → image → sinks. What refuses (tags, the rootfs, a
 * toolchain that does not fit it) comes before what takes long, and what cannot be taken back comes last.
 * @throws ToolError of whatever part refuses or fails.
 */
export async function buildImage(inputs: Inputs, host: Host): Promise<BuildResult> {
  const sinks = createSinks(inputs, host);
  if (sinks.length === 0)
    host.warning('neither push nor outputs is set: the image is built and goes nowhere');

  const rootfs = await host.phase('root filesystem', () => openRootfs(inputs, host));
  host.info(describeProfile(rootfs.profile));

  const chosen = await host.phase('choosing components', () => chooseComponents(inputs, rootfs, host));
  const components: BuildResult['components'][number][] = [];
  for (const component of chosen) {
    const resolved = await host.phase(component.name, () => resolveComponent(component, host));
    components.push({ name: component.name, key: component.key, ...resolved });
  }

  const image = assembleImage({
    baseLayers: rootfs.layers,
    ...(rootfs.base === undefined ? {} : { base: rootfs.base }),
    layers: components.map(({ layer }: ResolvedComponent) => layer),
    profile: rootfs.profile,
    accelerate: inputs.accelerate,
    labels: inputs.labels,
    platform: inputs.platform,
    sourceDateEpoch: sourceDateEpoch(host.env.SOURCE_DATE_EPOCH),
  });
  for (const sink of sinks) await host.phase(sink.description, () => sink.publish(image));
  return { inputs, profile: rootfs.profile, components, image };
}

/** Finds out the keys of all components, and with them whether they can be had, before any is built. */
async function chooseComponents(inputs: Inputs, { profile }: Rootfs, host: Host): Promise<Component[]> {
  const emulator = await emulatorComponent(inputs, host);
  const toolchain = await toolchainComponent(inputs, profile, host);
  const natives = await nativesComponent(inputs, profile, host);
  const runtime = await runtimeComponent(inputs, profile, host, natives?.libraries);
  return [emulator, toolchain, ...(natives === undefined ? [] : [natives]), runtime];
}
