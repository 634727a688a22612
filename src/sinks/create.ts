import { ToolError } from '../errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type ImageReference, parseReference } from '../registry/reference.ts';
import { dockerArchiveSink } from './docker-archive.ts';
import { ociLayoutSink } from './oci-layout.ts';
import { type Output, parseOutput } from './output.ts';
import { registrySink } from './registry.ts';
import { sbomSink } from './sbom.ts';
import type { Sink, SinkHost } from './sink.ts';

/**
 * The places where an image goes, from the inputs `tags`, `push` and `outputs`; files before the registry,
 * since a push is what cannot be taken back. Call it before any work: it throws ToolError
 * `reference-invalid`, `output-invalid` or `tags-missing` and touches nothing.
 */
export function createSinks(
  inputs: Pick<Inputs, 'tags' | 'push' | 'outputs'>,
  host: SinkHost,
): readonly Sink[] {
  const tags = inputs.tags.map(parseTag);
  const outputs = inputs.outputs.map(parseOutput);
  const registries = outputs.filter((output) => output.type === 'registry');
  const files = outputs
    .filter((output) => output.type !== 'registry')
    .map((output) => fileSink(output, tags, host));
  if (!inputs.push && registries.length === 0) return files;
  if (tags.length === 0) {
    throw new ToolError(
      'tags-missing',
      'tags: a push was asked for, but there is no name to push to',
      'name the image, for example tags: ghcr.io/owner/image:1.0',
    );
  }
  return [
    ...files,
    registrySink(
      tags,
      host,
      registries.some(({ insecure }) => insecure),
    ),
  ];
}

function parseTag(text: string): ImageReference {
  const reference = parseReference(text);
  if (reference.digest === undefined) return reference;
  throw new ToolError(
    'reference-invalid',
    `tags: ${JSON.stringify(text)} names a digest, but the digest is known only when the image is built`,
    'leave out what follows the @',
  );
}

function fileSink(
  output: Exclude<Output, { type: 'registry' }>,
  tags: readonly ImageReference[],
  host: SinkHost,
): Sink {
  const make = { oci: ociLayoutSink, docker: dockerArchiveSink, sbom: sbomSink }[output.type];
  return make(output.dest, tags, host.signal);
}
