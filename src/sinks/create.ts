import { resolve } from 'node:path';
import { ToolError } from '../errors.ts';
import { isLoopback } from '../http/loopback.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { RegistryInputs } from '../inputs/registries.ts';
import { registryUrl } from '../registry/endpoint.ts';
import { type ImageReference, parseReference } from '../registry/reference.ts';
import { dockerArchiveSink } from './docker-archive.ts';
import { dockerEngineSink } from './docker-engine.ts';
import { ociArchiveSink } from './oci-archive.ts';
import { ociLayoutSink } from './oci-layout.ts';
import { type Output, parseOutput } from './output.ts';
import { registrySink } from './registry.ts';
import { sbomSink } from './sbom.ts';
import { sdkSink } from './sdk.ts';
import type { Sink, SinkHost } from './sink.ts';

/**
 * The places where an image goes, from the inputs `tags`, `push`, `load` and `outputs`; files before the registry,
 * since a push is what cannot be taken back. Call it before any work: it throws ToolError
 * `reference-invalid`, `output-invalid`, `docker-host` or `tags-missing` and touches nothing.
 */
export function createSinks(
  inputs: Pick<Inputs, 'tags' | 'push' | 'load' | 'outputs'> & Partial<RegistryInputs>,
  host: SinkHost,
): readonly Sink[] {
  const tags = inputs.tags.map(parseTag);
  const outputs = allOutputs(inputs);
  const registries = outputs.filter((output) => output.type === 'registry');
  const layouts = outputs.flatMap((output) => (output.type === 'oci' && !output.tar ? [output.dest] : []));
  const files = outputs
    .filter((output) => output.type !== 'registry')
    .map((output) => {
      const { check, ...sink } = fileSink(output, tags, host);
      // A layout's directory is made when it is written: what goes into it cannot be checked before.
      const isInside = 'dest' in output && layouts.some((layout) => isBelow(output.dest, layout));
      return check === undefined || isInside ? sink : { ...sink, check };
    });
  if (!inputs.push && registries.length === 0) return files;
  if (tags.length === 0) {
    throw new ToolError(
      'tags-missing',
      'tags: a push was asked for, but there is no name to push to',
      'name the image, for example tags: ghcr.io/owner/image:1.0',
    );
  }
  const asked = registries.some(({ insecure }) => insecure) ? onlyRemote(tags) : [];
  const insecureRegistries = [...(inputs.insecureRegistries ?? []), ...asked];
  return [...files, registrySink(tags, host, { insecureRegistries })];
}

/** The registry that registry.insecure=true is about, if one is not on loopback. */
function onlyRemote(tags: readonly ImageReference[]): readonly string[] {
  const names = new Set(tags.map(({ registry }) => registry));
  const remote = [...names].filter((name) => !isLoopback(registryUrl(name, false)));
  if (remote.length < 2) return remote;
  throw new ToolError(
    'output-invalid',
    `outputs: registry.insecure=true does not say which of ${remote.join(', ')} speaks plain http`,
    'leave it out, and name that registry in insecure-registries',
  );
}

/** The outputs, with what `load` is short for (docker/build-push-action). ToolError `output-invalid`. */
export function allOutputs({ load, outputs }: Pick<Inputs, 'load' | 'outputs'>): readonly Output[] {
  const parsed = outputs.map(parseOutput);
  return load && !parsed.some(({ type }) => type === 'load')
    ? [...parsed, parseOutput('type=docker')]
    : parsed;
}

function parseTag(text: string): ImageReference {
  const reference = parseReference(text, 'tags');
  if (reference.digest === undefined) return reference;
  throw new ToolError(
    'reference-invalid',
    `tags: ${JSON.stringify(text)} names a digest, but the digest is known only when the image is built`,
    'leave out what follows the @',
  );
}

function isBelow(path: string, directory: string): boolean {
  return resolve(path).startsWith(`${resolve(directory)}/`);
}

function fileSink(
  output: Exclude<Output, { type: 'registry' }>,
  tags: readonly ImageReference[],
  host: SinkHost,
): Sink {
  if (output.type === 'load') return dockerEngineSink(tags, host);
  if (output.type === 'sdk') return sdkSink(output.dest, host.signal);
  if (output.type === 'sbom') return sbomSink(output.dest, tags, host.signal);
  if (output.type === 'docker') return dockerArchiveSink(output.dest, tags, host.signal);
  const sink = output.tar ? ociArchiveSink : ociLayoutSink;
  return sink(output.dest, tags, host.signal);
}
