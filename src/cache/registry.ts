import { createReadStream, createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError } from '../errors.ts';
import { digestFile } from '../files/digest-file.ts';
import { makeDirectory } from '../files/make-directory.ts';
import type { Digest } from '../image/layer.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type ArtifactFile, artifactFiles, artifactManifest, EMPTY_CONFIG } from './artifact.ts';
import { emptyDirectory, fileNameOf } from './files.ts';
import type { CacheStore } from './store.ts';

/** What a registry's cache needs to know besides the client. */
interface RegistryCacheOptions {
  /** Before each key in its tag. */
  readonly prefix: string;
  /** Told the first time that reading, or writing, fails; nothing is thrown, and it is not tried again. */
  readonly failed: (error: unknown) => void;
  /** Whether to take an entry, by its manifest's digest; all when not given. */
  readonly trust?: (digest: Digest, key: string) => Promise<boolean>;
  /** How long the registry may take to say whether it has an entry; as long as it likes when not given. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

/**
 * A cache store in a repository of a registry: an entry is an OCI artifact, its files are the artifact's blobs, its
 * tag is the key. A component's layer is such a blob as it is, so an image in the same repository shares it.
 */
export function registryStore(client: RegistryClient, options: RegistryCacheOptions): CacheStore {
  const { prefix, failed, trust, signal } = options;
  const damaged = new Set<string>();
  const broken = new Set<'read' | 'write'>();
  const quietly = async <T>(how: 'read' | 'write', otherwise: T, work: () => Promise<T>): Promise<T> => {
    if (broken.has(how)) return otherwise;
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      broken.add(how);
      failed(error);
      return otherwise;
    }
  };
  const tagOf = (key: string): string => `${prefix}${fileNameOf(key)}`;
  return {
    restore: (key, directory) =>
      quietly('read', false, async () => {
        if (damaged.has(key)) return false;
        const manifest = await within(options.timeoutMs, client.getManifest(tagOf(key)));
        const files = manifest && artifactFiles(key, manifest.bytes);
        if (manifest === undefined || files === undefined) return false;
        if (trust !== undefined && !(await trust(manifest.digest, key))) return false;
        if (await fetchFiles(client, files, directory, signal)) return true;
        damaged.add(key);
        return false;
      }),
    save: (key, directory) =>
      quietly('write', undefined, async () => {
        if (!damaged.has(key) && (await client.getManifest(tagOf(key))) !== undefined) return;
        const files = await describeFiles(directory);
        for (const { name, digest, size } of files)
          await push(client, { digest, size, open: () => createReadStream(join(directory, name)) });
        const { bytes, descriptor } = EMPTY_CONFIG;
        await push(client, { ...descriptor, open: () => Readable.from([bytes]) });
        await client.putManifest(tagOf(key), artifactManifest(key, files));
      }),
    async discard(key) {
      damaged.add(key);
    },
  };
}

async function within<T>(milliseconds: number | undefined, work: Promise<T>): Promise<T> {
  if (milliseconds === undefined) return work;
  const late = sleep(milliseconds, undefined, { ref: false }).then((): never => {
    throw new Error(`no answer within ${milliseconds / 1000} s`);
  });
  return Promise.race([work, late]);
}

async function push(
  client: RegistryClient,
  blob: Parameters<RegistryClient['uploadBlob']>[0],
): Promise<void> {
  if (!(await client.hasBlob(blob.digest))) await client.uploadBlob(blob);
}

/** False, and the directory empty, when what came is not what the manifest names. */
async function fetchFiles(
  client: RegistryClient,
  files: readonly ArtifactFile[],
  directory: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for (const { digest, size, name } of files) {
      const path = join(directory, name);
      await makeDirectory(dirname(path));
      await pipeline(client.blob(digest, size), createWriteStream(path), { signal });
    }
    return true;
  } catch (error) {
    await emptyDirectory(directory);
    if (error instanceof ToolError && error.code === 'registry-digest-mismatch') return false;
    throw error;
  }
}

/** All files below the directory, as an entry's: empty directories and links are no part of it. */
async function describeFiles(directory: string): Promise<ArtifactFile[]> {
  const items = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = items.filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name));
  const files: ArtifactFile[] = [];
  for (const path of paths.sort()) {
    const name = relative(directory, path);
    const mediaType = name.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    files.push({ name, mediaType, ...(await digestFile(path)) });
  }
  return files;
}
