import { buffer } from 'node:stream/consumers';
import type { Descriptor } from '../image/descriptor.ts';
import { digestHex, isDigest } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import type { RegistryClient } from '../registry/client.ts';

/** actions/attest's artifacts: a Sigstore bundle (github.com/sigstore/protobuf-specs, bundle.v0.3). */
const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle\.v\d+\.\d+\+json$/;
/** in-toto attestation framework, "Statement"; SLSA 1.x, "Provenance". */
const STATEMENT = /^https:\/\/in-toto\.io\/Statement\/v/;
const SLSA = /^https:\/\/slsa\.dev\/provenance\/v1/;
const MAX_BUNDLE = 1 << 20;

/** What the attestations of a manifest say of it: `none` when there are none, `other` when none names it rightly. */
export type Provenance = 'none' | 'matches' | 'other';

/**
 * Reads the provenance attestations that refer to a manifest. One that names it as its subject and the repository as
 * its source matches. Signatures are not verified, which takes Sigstore's keys: `gh attestation verify` does.
 * @param source the repository whose workflow must have made it, `https://github.com/OWNER/NAME`; any when not given.
 */
export async function findProvenance(
  client: RegistryClient,
  subject: Digest,
  source: string | undefined,
): Promise<Provenance> {
  let result: Provenance = 'none';
  for (const { artifactType, digest } of (await client.listReferrers(subject)) as readonly Referrer[]) {
    if (!BUNDLE.test(artifactType ?? '') || !isDigest(digest)) continue;
    const statement = statementOf(await readBundle(client, digest));
    if (!SLSA.test(String(statement?.predicateType))) continue;
    if (statement !== undefined && isAbout(statement, subject, source)) return 'matches';
    result = 'other';
  }
  return result;
}

type Referrer = Descriptor & { readonly artifactType?: string };

interface Statement {
  readonly _type?: unknown;
  readonly predicateType?: unknown;
  readonly subject?: readonly { readonly digest?: { readonly sha256?: unknown } }[];
  readonly predicate?: {
    readonly buildDefinition?: {
      readonly externalParameters?: { readonly workflow?: { readonly repository?: unknown } };
    };
  };
}

/** The bundle is the first layer of the artifact. */
async function readBundle(client: RegistryClient, digest: Digest): Promise<unknown> {
  const manifest = await client.getManifest(digest);
  const [layer] = (parse(manifest?.bytes) as { layers?: Descriptor[] }).layers ?? [];
  if (layer === undefined || !isDigest(layer.digest) || !(layer.size <= MAX_BUNDLE)) return undefined;
  return parse(await buffer(client.blob(layer.digest, layer.size)));
}

/** The in-toto statement in the bundle's DSSE envelope, whose payload is base64. */
function statementOf(bundle: unknown): Statement | undefined {
  const { dsseEnvelope } = (bundle ?? {}) as { dsseEnvelope?: { payload?: unknown } };
  const statement = parse(Buffer.from(String(dsseEnvelope?.payload ?? ''), 'base64')) as Statement;
  return STATEMENT.test(String(statement._type)) ? statement : undefined;
}

function isAbout({ subject, predicate }: Statement, digest: Digest, source: string | undefined): boolean {
  const named = Array.isArray(subject) && subject.some((item) => item?.digest?.sha256 === digestHex(digest));
  const made = predicate?.buildDefinition?.externalParameters?.workflow?.repository;
  return named && (source === undefined || String(made).toLowerCase() === source.toLowerCase());
}

function parse(bytes: Uint8Array | undefined): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // no JSON, so nothing that we look for
  }
}
