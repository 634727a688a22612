import { writeFile } from 'node:fs/promises';
import { buildMachine } from '../components/build-machine.ts';
import { COMPONENTS } from '../components/component.ts';
import { createdBy } from '../image/created-by.ts';
import type { Image } from '../image/image.ts';
import type { ImageReference } from '../registry/reference.ts';
import { componentMaterials, isComplete } from '../sbom/component-materials.ts';
import { cycloneDx } from '../sbom/cyclonedx.ts';
import type { BomLayer } from '../sbom/material.ts';
import { readRecords } from '../sbom/read.ts';
import { distributionOf } from '../sbom/records.ts';
import { rootfsPackages } from '../sbom/rootfs-packages.ts';
import { version } from '../version.ts';
import { checkDestination, writeDestination } from './destination.ts';
import type { Sink } from './sink.ts';

/**
 * Writes an SBOM of the image, CycloneDX 1.6 in JSON, to a file: from what the image itself has on record.
 * @throws ToolError `output-failed`.
 */
export function sbomSink(file: string, references: readonly ImageReference[], signal: AbortSignal): Sink {
  return {
    description: `SBOM ${file}`,
    check: () => checkDestination(file),
    async publish({ images: [image] }) {
      const text = await sbomOf(image, references, signal);
      await writeDestination(file, signal, (partial) => writeFile(partial, text));
    },
  };
}

/**
 * The SBOM of an image; reads every layer once.
 * @throws ToolError `sbom-too-large`, what opening a layer throws, the signal's reason.
 */
export async function sbomOf(
  image: Image,
  references: readonly ImageReference[],
  signal: AbortSignal,
): Promise<string> {
  const machine = await buildMachine();
  const rootfs = new Map<string, string>();
  const layers: BomLayer[] = [];
  const kept = { characters: 0 };
  for (const layer of image.layers) {
    const records = await readRecords(layer, kept, signal);
    const name = COMPONENTS.find((component) => createdBy(component) === layer.createdBy);
    if (name === undefined) {
      for (const [path, text] of records) rootfs.set(path, text);
      continue;
    }
    const materials = componentMaterials(records, machine);
    layers.push({ name, digest: layer.digest, materials, complete: isComplete(records) });
  }
  const [first] = references;
  return cycloneDx({
    name: first === undefined ? '' : `${first.registry}/${first.repository}`,
    digest: image.digest,
    toolVersion: version(),
    distribution: distributionOf(rootfs),
    packages: rootfsPackages(rootfs),
    layers,
  });
}
