import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import publicGood from './sigstore-root.json' with { type: 'json' };

/** What GitHub Actions gives its jobs their identity as. */
const ISSUER = 'https://token.actions.githubusercontent.com';
/** Fulcio's "Source Repository URI" (github.com/sigstore/fulcio, docs/oid-info.md), a DER UTF8String. */
const SOURCE_REPOSITORY = '1.3.6.1.4.1.57264.1.12';
/** DSSE envelope of an in-toto statement (in-toto attestation framework, "Envelope"). */
const IN_TOTO = 'application/vnd.in-toto+json';

/** What a bundle is proven to say. */
interface Attested {
  /** The in-toto statement's bytes. */
  readonly payload: Uint8Array;
  /** The repository whose workflow signed it, `https://github.com/OWNER/NAME`. */
  readonly repository: string;
}

/**
 * Verifies a Sigstore bundle: signature, certificate chain, transparency logs, and that a job of GitHub Actions signed
 * it.
 * @param root the trusted root as JSON; that of the public good instance when not given.
 * @throws whatever is wrong with it, for a bundle may be anything.
 */
export function verifyBundle(json: unknown, root: unknown = publicGood): Attested {
  const bundle = bundleFromJSON(json);
  if (bundle.content.$case !== 'dsseEnvelope' || bundle.content.dsseEnvelope.payloadType !== IN_TOTO)
    throw new Error('not an in-toto statement');
  const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(root)));
  const { identity } = verifier.verify(toSignedEntity(bundle), { extensions: { issuer: ISSUER } });
  const extension = identity?.oids?.find(({ oid }) => oid?.id.join('.') === SOURCE_REPOSITORY);
  if (extension === undefined) throw new Error('the certificate names no source repository');
  return { payload: bundle.content.dsseEnvelope.payload, repository: derText(extension.value) };
}

/** ITU-T X.690, 8.1.3: a length below 128 is one byte; otherwise the low bits of that byte count the length's own. */
function derText(der: Buffer): string {
  const length = der[1] ?? 0;
  return der.subarray(length < 128 ? 2 : 2 + (length & 127)).toString('utf8');
}
