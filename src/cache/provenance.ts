import { buffer } from 'node:stream/consumers';
import type { Descriptor } from '../image/descriptor.ts';
import { digestHex, isDigest } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import { fieldsOf } from '../image/read/document.ts';
import type { RegistryClient } from '../registry/client.ts';

/** actions/attest's artifacts: a Sigstore bundle (github.com/sigstore/protobuf-specs, bundle.v0.3). */
const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle\.v\d+\.\d+\+json$/;
/** in-toto attestation framework, "Statement"; SLSA 1.x, "Provenance". */
const STATEMENT = /^https:\/\/in-toto\.io\/Statement\/v/;
const SLSA = /^https:\/\/slsa\.dev\/provenance\/v1/;
const MAX_BUNDLE = 1 << 20;

/**
 * What the attestations of a manifest say of it: nothing, that `repository` made it, or `why` none is
 * to be believed.
 */
export type Provenance =
  | { readonly is: 'none' }
  | { readonly is: 'matches'; readonly repository: string }
  | { readonly is: 'other'; readonly why: string };

/** Whose provenance is asked for, and whose signatures count. */
interface ProvenanceOptions {
  /** The repository whose workflow must have signed it, `https://github.com/OWNER/NAME`; any when not given. */
  readonly source?: string | undefined;
  /** See verifyBundle. */
  readonly root?: unknown;
}

/**
 * Reads and verifies the provenance attestations that refer to a manifest. One that names it as its subject and is
 * signed by a workflow of the source matches.
 */
export async function findProvenance(
  client: RegistryClient,
  subject: Digest,
  options: ProvenanceOptions,
): Promise<Provenance> {
  let result: Provenance = { is: 'none' };
  for (const { artifactType, digest } of (await client.listReferrers(subject)) as readonly Referrer[]) {
    if (!BUNDLE.test(artifactType ?? '') || !isDigest(digest)) continue;
    const found = await judge(await readBundle(client, digest), subject, options);
    if (found.is === 'matches') return found;
    if (found.is === 'other') result = found;
  }
  return result;
}

type Referrer = Descriptor & { readonly artifactType?: string };

interface Statement {
  readonly _type?: unknown;
  readonly predicateType?: unknown;
  readonly subject?: readonly { readonly digest?: { readonly sha256?: unknown } }[];
}

/** The bundle is the first layer of the artifact. */
async function readBundle(client: RegistryClient, digest: Digest): Promise<object> {
  const manifest = await client.getManifest(digest);
  const { layers } = fieldsOf(manifest?.bytes ?? new Uint8Array()) as { layers?: unknown };
  const layer = Array.isArray(layers) ? (layers[0] as Descriptor | null | undefined) : undefined;
  if (!layer || !isDigest(layer.digest) || !(layer.size <= MAX_BUNDLE)) return {};
  return fieldsOf(await buffer(client.blob(layer.digest, layer.size)));
}

async function judge(bundle: object, subject: Digest, options: ProvenanceOptions): Promise<Provenance> {
  const { dsseEnvelope } = bundle as { dsseEnvelope?: { payload?: unknown } };
  const claimed = statementOf(Buffer.from(String(dsseEnvelope?.payload ?? ''), 'base64'));
  if (claimed !== undefined && !isProvenance(claimed)) return { is: 'none' };
  // Loaded here because only a registry with attestations needs it, and it would cost every start.
  const { verifyBundle } = await import('./sigstore.ts');
  try {
    const { payload, repository } = verifyBundle(bundle, options.root);
    const { source = repository } = options;
    if (repository.toLowerCase() !== source.toLowerCase())
      return { is: 'other', why: `is signed by ${repository}, not by ${source}` };
    if (!names(statementOf(payload), subject)) return { is: 'other', why: 'names another artifact' };
    return { is: 'matches', repository };
  } catch (error) {
    return { is: 'other', why: `cannot be verified (${error instanceof Error ? error.message : error})` };
  }
}

function statementOf(payload: Uint8Array): Statement | undefined {
  const statement = fieldsOf(payload) as Statement;
  return STATEMENT.test(String(statement._type)) ? statement : undefined;
}

const isProvenance = ({ predicateType }: Statement): boolean => SLSA.test(String(predicateType));

function names(statement: Statement | undefined, digest: Digest): boolean {
  const subjects = statement?.subject;
  return Array.isArray(subjects) && subjects.some((item) => item?.digest?.sha256 === digestHex(digest));
}
