import type { Component } from './components/component.ts';
import { emulatorComponent } from './components/emulator/index.ts';
import { nativesComponent } from './components/natives/natives.ts';
import { type ResolvedComponent, resolveComponent, sourceDateEpoch } from './components/resolve.ts';
import { runtimeComponent } from './components/runtime/runtime.ts';
import { toolchainComponent } from './components/toolchain/index.ts';
import { createEarlyUpload } from './early-upload.ts';
import type { Host } from './host/host.ts';
import { baseImage } from './image/base-image.ts';
import { assembleImage } from './image/image.ts';
import { imageIndex, singleImage } from './image/image-set.ts';
import type { Inputs } from './inputs/inputs.ts';
import { describeProfile } from './report/profile.ts';
import type { BuildResult } from './report/result.ts';
import { openRootfs, type Rootfs } from './rootfs/open.ts';
import { allOutputs, createSinks } from './sinks/create.ts';
import { agreedSettings } from './sinks/output.ts';

/**
 * The data flow of a build: inputs → rootfs → components → image → sinks. What refuses (tags, the rootfs, a
 * toolchain that does not fit it) comes before what takes long, and what cannot be taken back comes last.
 * @throws ToolError of whatever part refuses or fails.
 */
export async function buildImage(inputs: Inputs, host: Host): Promise<BuildResult> {
  const sinks = createSinks(inputs, host);
  const { compression, family } = agreedSettings(allOutputs(inputs));
  if (sinks.length === 0)
    host.warning('neither push, load nor outputs is set: the image is built and goes nowhere');

  const early = createEarlyUpload(sinks);
  const phase: Host['phase'] = (title, work) => early.orFailure(host.phase(title, work));
  const rootfs = await phase('root filesystem', () => openRootfs(inputs, host, early.begin));
  rootfs.layers.forEach(early.begin);
  host.info(describeProfile(rootfs.profile));

  const chosen = await phase('choosing components', () => chooseComponents(inputs, rootfs, host));
  const components: BuildResult['components'][number][] = [];
  for (const component of chosen) {
    const resolved = await phase(component.name, () => resolveComponent(component, host, compression));
    early.begin(resolved.layer);
    components.push({ name: component.name, key: component.key, ...resolved });
  }

  const common = {
    baseLayers: rootfs.layers,
    ...(rootfs.base === undefined ? {} : { base: rootfs.base }),
    profile: rootfs.profile,
    labels: inputs.labels,
    annotations: inputs.annotations,
    family,
    sourceDateEpoch: sourceDateEpoch(host.env.SOURCE_DATE_EPOCH),
  };
  const { accelerate, platform, index } = inputs;
  const layers = components.map(({ layer }: ResolvedComponent) => layer);
  const image = assembleImage({ ...common, layers, accelerate, platform });
  const set = index
    ? imageIndex([image, baseImage(common)], inputs.annotations)
    : singleImage(image, inputs.annotations);
  for (const sink of sinks) await host.phase(sink.description, () => sink.publish(set));
  return { inputs, profile: rootfs.profile, components, image, set };
}

/** Finds out the keys of all components, and with them whether they can be had, before any is built. */
async function chooseComponents(inputs: Inputs, { profile }: Rootfs, host: Host): Promise<Component[]> {
  const emulator = await emulatorComponent(inputs, host);
  const toolchain = await toolchainComponent(inputs, profile, host);
  const natives = await nativesComponent(inputs, profile, host);
  const runtime = await runtimeComponent(inputs, profile, host, natives?.libraries);
  return [emulator, toolchain, ...(natives === undefined ? [] : [natives]), runtime];
}
