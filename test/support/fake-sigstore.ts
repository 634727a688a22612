import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
// Not the package's index, which loads nock, and that takes over node:http.
import { initializeCA, initializeCTLog } from '@sigstore/mock/dist/fulcio/index.js';
import { initializeTLog } from '@sigstore/mock/dist/rekor/index.js';

const REKOR = 'https://rekor.fake.example';
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** Whose signature a fake bundle bears; what is left out is as GitHub and Sigstore have it. */
interface FakeSigner {
  /** `https://github.com/OWNER/NAME`. */
  readonly repository: string;
  readonly issuer?: string;
  /** Signs in place of the key that the certificate is for. */
  readonly key?: KeyObject;
  readonly payloadType?: string;
  /** Whether the certificate names the source repository, as GitHub's do; true when not given. */
  readonly named?: boolean;
}

/** A Sigstore of its own, with keys made now: the real protocol, without its servers. */
export interface FakeSigstore {
  /** What to trust, in the form of trusted_root.json. */
  readonly root: FakeRoot;
  /** A bundle of version 0.3, as actions/attest makes of a statement. */
  attest(statement: object, signer: FakeSigner): Promise<FakeBundle>;
}

interface FakeRoot {
  readonly tlogs: readonly object[];
  readonly ctlogs: readonly object[];
  readonly certificateAuthorities: readonly object[];
  readonly timestampAuthorities: readonly object[];
}

export interface FakeBundle {
  readonly mediaType: string;
  readonly verificationMaterial: object;
  readonly dsseEnvelope: {
    readonly payload: string;
    readonly payloadType: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
}

export async function createFakeSigstore(): Promise<FakeSigstore> {
  const ctLog = await initializeCTLog(ecKeys());
  const ca = await initializeCA(ecKeys(), ctLog);
  const log = await initializeTLog(REKOR, ecKeys());

  async function certificateFor(publicKey: KeyObject, signer: FakeSigner): Promise<string> {
    const { repository, issuer = GITHUB_ISSUER, named = true } = signer;
    const certificate = await ca.issueCertificate({
      publicKey: spki(publicKey),
      subjectAltName: `${repository}/.github/workflows/release.yml@refs/tags/v1`,
      // Fulcio's docs/oid-info.md: issuer, source repository.
      extensions: [
        { oid: '1.3.6.1.4.1.57264.1.8', value: issuer },
        ...(named ? [{ oid: '1.3.6.1.4.1.57264.1.12', value: repository }] : []),
      ],
    });
    return base64(certificate as Uint8Array);
  }

  /** Rekor's entry of type dsse 0.0.1, as a bundle has it. */
  async function logEntry(payload: Buffer, signature: string): Promise<object> {
    const proposed = {
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: {
        payloadHash: { algorithm: 'sha256', value: createHash('sha256').update(payload).digest('hex') },
        signatures: [{ signature }],
      },
    };
    const [entry] = Object.values(await log.log(proposed)) as [RekorEntry];
    const { inclusionProof: proof, signedEntryTimestamp } = entry.verification;
    return {
      logIndex: String(entry.logIndex),
      logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
      kindVersion: { kind: 'dsse', version: '0.0.1' },
      integratedTime: String(entry.integratedTime),
      inclusionPromise: { signedEntryTimestamp },
      inclusionProof: {
        logIndex: String(proof.logIndex),
        treeSize: String(proof.treeSize),
        rootHash: Buffer.from(proof.rootHash, 'hex').toString('base64'),
        hashes: [],
        checkpoint: { envelope: proof.checkpoint },
      },
      canonicalizedBody: entry.body,
    };
  }

  return {
    root: {
      tlogs: [logAuthority(log.publicKey, REKOR)],
      ctlogs: [logAuthority(ctLog.publicKey, 'https://ctfe.fake.example')],
      certificateAuthorities: [
        { certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate as Uint8Array) }] } },
      ],
      timestampAuthorities: [],
    },
    async attest(statement, signer) {
      const { publicKey, privateKey } = ecKeys();
      const payload = Buffer.from(JSON.stringify(statement));
      const payloadType = signer.payloadType ?? 'application/vnd.in-toto+json';
      const signed = Buffer.concat([
        Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
        payload,
      ]);
      const sig = sign('sha256', signed, signer.key ?? privateKey).toString('base64');
      return {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: await certificateFor(publicKey, signer) },
          tlogEntries: [await logEntry(payload, sig)],
        },
        dsseEnvelope: { payload: payload.toString('base64'), payloadType, signatures: [{ sig }] },
      };
    },
  };
}

/** Rekor's answer; the mock's own type of it is in a package that it does not bring. */
interface RekorEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
      readonly checkpoint: string;
    };
  };
}

const ecKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const spki = (key: KeyObject): Buffer<ArrayBuffer> =>
  Buffer.from(key.export({ format: 'der', type: 'spki' }));

function logAuthority(publicKey: Buffer, baseUrl: string): object {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: base64(publicKey), keyDetails: 'PKIX_ECDSA_P256_SHA_256' },
    logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
  };
}
