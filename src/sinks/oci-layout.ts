import { createWriteStream } from 'node:fs';
import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeAtomically } from '../files/atomic-file.ts';
import { digestFile } from '../files/digest-file.ts';
import { ifThere } from '../files/if-there.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readOptional } from '../files/optional-file.ts';
import { lockInTurn } from '../host/in-turn.ts';
import { createDigester, digestHex } from '../image/digest.ts';
import { blobsOf, type ImageSet, type SetBlob } from '../image/image-set.ts';
import type { ImageReference } from '../registry/reference.ts';
import { destinationError } from './destination.ts';
import { addToIndex, type ImageIndex, parseIndex } from './oci-index.ts';
import type { Sink } from './sink.ts';

/** image-layout.md, "oci-layout file". */
export const LAYOUT_VERSION = '{"imageLayoutVersion":"1.0.0"}';
/** Another run is about to write a small file. */
const WAIT_MS = 20;

/**
 * Writes an OCI layout directory (image-spec image-layout.md), or adds to the one that is there: blobs first,
 * index.json last, each file whole or not at all. An entry of the index with the same name is replaced, the others
 * stay, also those that another run adds meanwhile.
 * @throws ToolError `output-failed`.
 */
export function ociLayoutSink(
  directory: string,
  references: readonly ImageReference[],
  signal: AbortSignal,
): Sink {
  const explain = (error: Error): never => {
    throw signal.aborted ? error : destinationError(directory, error);
  };
  return {
    description: `OCI layout ${directory}`,
    check: () => check(directory).catch(explain),
    publish: (set) => publish(directory, references, set, signal).catch(explain),
  };
}

/** Whether there is a layout that may be written to, or can be one. */
async function check(directory: string): Promise<void> {
  await readIndex(directory);
  // The dot makes sure that it is a directory.
  await access(`${await nearestThere(directory)}/.`, constants.W_OK);
}

/** The directory, or the nearest of those above it that is there. */
async function nearestThere(directory: string): Promise<string> {
  const found = await ifThere(stat(directory));
  return found === undefined ? nearestThere(dirname(resolve(directory))) : directory;
}

function indexFile(directory: string): string {
  return join(directory, 'index.json');
}

async function readIndex(directory: string): Promise<ImageIndex> {
  const file = indexFile(directory);
  return parseIndex(await readOptional(file), file);
}

async function publish(
  directory: string,
  references: readonly ImageReference[],
  set: ImageSet,
  signal: AbortSignal,
): Promise<void> {
  await readIndex(directory); // another file of that name is refused before anything is written
  await makeDirectory(join(directory, 'blobs/sha256'));
  for (const blob of blobsOf(set)) await writeBlob(directory, blob, signal);
  await replace(join(directory, 'oci-layout'), LAYOUT_VERSION);
  const lock = await lockInTurn(join(directory, 'index.lock'), { signal, everyMs: WAIT_MS });
  try {
    const index = addToIndex(await readIndex(directory), set, references);
    await replace(indexFile(directory), JSON.stringify(index));
  } finally {
    await lock.release();
  }
}

/** An existing blob is kept if it is what its name says. */
async function writeBlob(
  directory: string,
  { digest, size, open }: SetBlob,
  signal: AbortSignal,
): Promise<void> {
  const file = join(directory, 'blobs/sha256', digestHex(digest));
  if ((await ifThere(stat(file)))?.size === size && (await digestFile(file)).digest === digest) return;
  await writeAtomically(file, async (partial) => {
    const digester = createDigester();
    await pipeline(open(), digester.stream, createWriteStream(partial), { signal });
    const written = digester.result().digest;
    if (written !== digest) throw new Error(`the blob ${digest} has become ${written}`);
  });
}

function replace(file: string, content: string): Promise<void> {
  return writeAtomically(file, (partial) => writeFile(partial, content));
}
