import { buffer } from 'node:stream/consumers';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { invalid } from '../../image/read/document.ts';
import type { ForeignDescriptor } from '../../image/read/manifest.ts';
import { findCredentials } from '../../registry/credentials.ts';
import { createPullClient, type PullClient } from '../../registry/pull.ts';
import { formatReference, type ImageReference } from '../../registry/reference.ts';
import type { FoundRootfs } from './found.ts';
import { type BlobSource, followImage } from './image.ts';

/** More than any configuration has. */
const MAX_CONFIG = 8 << 20;

interface RegistryOptions {
  /** The user may have meant a file. */
  readonly isGuess: boolean;
  /** Plain http for a host that is not on loopback. */
  readonly insecure: boolean;
}

/**
 * Finds the image for linux/arm64 under a name in its registry; layers are streamed from there when they are opened.
 * @throws ToolError `rootfs-not-aarch64`, `image-…`, and those of PullClient.
 */
export async function findInRegistry(
  reference: ImageReference,
  { isGuess, insecure }: RegistryOptions,
  host: Host,
): Promise<FoundRootfs> {
  const { registry, repository } = reference;
  const client = createPullClient({
    registry,
    repository,
    insecure,
    credentials: () => findCredentials(registry, repository, host),
    signal: host.signal,
    env: host.env,
  });
  const name = formatReference(reference);
  try {
    const { bytes, digest } = await client.manifest(reference.digest ?? reference.tag ?? 'latest');
    const found = await followImage(bytes, digest, name, blobSource(client, name));
    requireArm64(found.config.architecture, name);
    return {
      ...found,
      layers: found.layers.map((layer) => ({ ...layer, from: { registry, repository } })),
      origin: { ...reference, digest: found.digest },
    };
  } catch (error) {
    throw isGuess ? explainGuess(error, name) : error;
  }
}

function blobSource(client: PullClient, name: string): BlobSource {
  return {
    isOnDisk: false,
    async document({ digest, size }: ForeignDescriptor, kind) {
      if (kind === 'manifest') return (await client.manifest(digest)).bytes;
      if (size > MAX_CONFIG) throw invalid(name, `has a configuration of ${size} bytes`);
      return buffer(client.blob(digest, size));
    },
    open: ({ digest, size }) => client.blob(digest, size),
  };
}

/** Without an index only the configuration tells, and it is better to hear it before gigabytes are read. */
function requireArm64(architecture: string | undefined, name: string): void {
  if (architecture === undefined || architecture === 'arm64') return;
  throw new ToolError(
    'rootfs-not-aarch64',
    `rootfs: ${name} is an image for ${architecture}, not for arm64`,
    `name an image that is published for arm64; if only its label is wrong, copy it: skopeo copy docker://${name} oci:DIRECTORY`,
  );
}

/** Registries answer in many ways when there is no such image; a misspelt path is as likely. */
function explainGuess(error: unknown, name: string): unknown {
  if (
    !(error instanceof ToolError) ||
    !/^registry-(not-found|unauthorized|denied|unreachable)$/.test(error.code)
  )
    return error;
  return new ToolError(
    error.code,
    error.message,
    `${error.hint}. It was taken for the name of an image, ${name}, because there is no such file`,
    { cause: error },
  );
}
