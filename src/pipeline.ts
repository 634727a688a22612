import { chooseComponents } from './components/choose.ts';
import type { Component } from './components/component.ts';
import { packedAs, resolveComponents } from './components/resolve.ts';
import type { Host } from './host/host.ts';
import { baseImage } from './image/base-image.ts';
import { assembleImage } from './image/image.ts';
import { imageIndex, singleImage } from './image/image-set.ts';
import { parsePlatform } from './image/platform.ts';
import type { Inputs } from './inputs/inputs.ts';
import { INPUTS_LABEL, inputsDigest } from './inputs-digest.ts';
import { timedPhases } from './phases.ts';
import { describeProfile } from './report/profile.ts';
import type { BuildResult } from './report/result.ts';
import { openRootfs } from './rootfs/open.ts';
import { allOutputs, createSinks } from './sinks/create.ts';
import { createEarlyUpload, type EarlyUpload } from './sinks/early-upload.ts';
import { findInAll } from './sinks/find.ts';
import { agreedSettings } from './sinks/output.ts';
import type { FoundImage, Sink } from './sinks/sink.ts';
import { sourceDateEpoch } from './source-date-epoch.ts';

/**
 * The data flow of a build: inputs → rootfs → components → image → sinks. What refuses (tags, the rootfs, a
 * toolchain that does not fit it) comes before what takes long, and what cannot be taken back comes last. Where all
 * sinks have the image already, it ends before the first component is asked for.
 * @throws ToolError of whatever part refuses or fails.
 */
export async function buildImage(inputs: Inputs, host: Host): Promise<BuildResult> {
  const failed = new AbortController();
  const signal = AbortSignal.any([host.signal, failed.signal]);
  try {
    return await buildFor(createSinks(inputs, { ...host, signal }), inputs, host);
  } catch (error) {
    failed.abort(); // what is on its way to a registry need not arrive any more
    throw error;
  }
}

async function buildFor(sinks: readonly Sink[], inputs: Inputs, host: Host): Promise<BuildResult> {
  const epoch = sourceDateEpoch(host.env);
  const { compression, family } = agreedSettings(allOutputs(inputs));
  if (sinks.length === 0)
    host.warning('neither push, load nor outputs is set: the image is built and goes nowhere');
  for (const sink of sinks) await sink.check?.();
  const early = createEarlyUpload(sinks);
  const phases = timedPhases({ phase: (title, work) => early.orFailure(host.phase(title, work)) });

  const { rootfs, choose } = await phases.run('root filesystem', () => open(inputs, host, early));
  const { profile, base, layers: baseLayers, origin: from } = rootfs;
  if (from !== undefined) for (const sink of sinks) sink.expect?.(from);
  host.info(describeProfile(profile));
  const chosen = await phases.run('choosing components', () => choose(profile));
  const wanted = chosen.map((component) => packedAs(component, compression, host));
  const keys = wanted.map(({ key }) => key);
  const origin = inputsDigest({ inputs, rootfs, family, keys, sourceDateEpoch: epoch });
  const common = { inputs, profile, times: phases.times };

  if (inputs.skipIfExists && sinks.length > 0) {
    const platform = parsePlatform(inputs.platform);
    const found = await phases.run('image in the registry', () =>
      findInAll(sinks, platform, [INPUTS_LABEL, origin], host),
    );
    if (found?.layers.length === baseLayers.length + chosen.length) {
      await found.setTags();
      return { ...common, ...describeFound(found, wanted), skipped: true };
    }
  }

  // Once all is known to be there that can be known, layers are on their way while others are made.
  const components = await resolveComponents(wanted, phases, host, {
    layer: early.begin,
    prepared: () => baseLayers.forEach(early.begin),
  });
  const { labels, annotations, accelerate, platform } = inputs;
  const parts = { baseLayers, ...(base && { base }), profile, annotations, family, sourceDateEpoch: epoch };
  const image = assembleImage({
    ...parts,
    layers: components.map(({ layer }) => layer),
    labels: { ...labels, [INPUTS_LABEL]: origin },
    accelerate,
    platform,
  });
  const set = inputs.index
    ? imageIndex([image, baseImage({ ...parts, labels })], annotations)
    : singleImage(image, annotations);
  for (const sink of sinks) await phases.run(sink.description, () => sink.publish(set));
  const { config, layers } = image;
  const loadedId = sinks.map((sink) => sink.loadedId?.()).find((id) => id !== undefined);
  const result = { ...common, components, image: { digest: set.digest, config, layers }, skipped: false };
  return loadedId === undefined ? result : { ...result, loadedId };
}

/** The root filesystem; choosing the components, which asks the machine what it has, begins meanwhile. */
async function open(inputs: Inputs, host: Host, early: EarlyUpload) {
  const choose = chooseComponents(inputs, host);
  return { rootfs: await openRootfs(inputs, host, { layer: early.begin }), choose };
}

/** What a report would say if the image had been built: the components' layers are the last ones. */
function describeFound(
  { root, config, layers }: FoundImage,
  chosen: readonly Component[],
): Pick<BuildResult, 'image' | 'components'> {
  const own = layers.slice(layers.length - chosen.length);
  return {
    image: { digest: root.descriptor.digest, config: { descriptor: config }, layers },
    components: own.flatMap((layer, index) => {
      const component = chosen[index];
      return component === undefined ? [] : [{ ...component, cacheHit: true, layer }];
    }),
  };
}
