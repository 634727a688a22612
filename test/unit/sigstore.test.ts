import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { publicGoodRoot } from '../../scripts/lib/sigstore-seed.ts';
import { verifyBundle } from '../../src/cache/sigstore.ts';
import publicGood from '../../src/cache/sigstore-root.json' with { type: 'json' };
import { createFakeSigstore, type FakeBundle, type FakeSigstore } from '../support/fake-sigstore.ts';

const REPOSITORY = 'https://github.com/owner/name';
const STATEMENT = { _type: 'https://in-toto.io/Statement/v1', subject: [] };

describe('a Sigstore bundle', () => {
  let ours: FakeSigstore;
  let theirs: FakeSigstore;
  let good: FakeBundle;
  before(async () => {
    [ours, theirs] = await Promise.all([createFakeSigstore(), createFakeSigstore()]);
    good = await ours.attest(STATEMENT, { repository: REPOSITORY });
  });

  it('is verified to its statement and the repository of its workflow', () => {
    const { payload, repository } = verifyBundle(good, ours.root);
    assert.deepEqual(JSON.parse(Buffer.from(payload).toString()), STATEMENT);
    assert.equal(repository, REPOSITORY);
  });

  it('may name a repository that takes more than 127 bytes', async () => {
    const long = `https://github.com/${'o'.repeat(39)}/${'n'.repeat(100)}`;
    const bundle = await ours.attest(STATEMENT, { repository: long });
    assert.equal(verifyBundle(bundle, ours.root).repository, long);
  });

  it('is refused when a byte of the payload has changed', () => {
    const payload = Buffer.from(good.dsseEnvelope.payload, 'base64');
    payload[payload.length - 2] = (payload.at(-2) ?? 0) ^ 1;
    const dsseEnvelope = { ...good.dsseEnvelope, payload: payload.toString('base64') };
    assert.throws(() => verifyBundle({ ...good, dsseEnvelope }, ours.root), { code: 'TLOG_BODY_ERROR' });
  });

  it('is refused when another key has signed it', async () => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const bundle = await ours.attest(STATEMENT, { repository: REPOSITORY, key });
    assert.throws(() => verifyBundle(bundle, ours.root), { code: 'SIGNATURE_ERROR' });
  });

  it('is refused when its certificate or a log is not one that is trusted', () => {
    const { certificateAuthorities, ctlogs, tlogs } = theirs.root;
    const cases = [
      [{ certificateAuthorities }, 'CERTIFICATE_ERROR'],
      [{ ctlogs }, 'CERTIFICATE_ERROR'],
      [{ tlogs }, 'TLOG_INCLUSION_PROMISE_ERROR'],
    ] as const;
    for (const [other, code] of cases)
      assert.throws(() => verifyBundle(good, { ...ours.root, ...other }), { code });
    assert.throws(() => verifyBundle(good), { code: 'CERTIFICATE_ERROR' });
  });

  it('is refused when the log has no entry of it', () => {
    const verificationMaterial = { ...good.verificationMaterial, tlogEntries: [] };
    assert.throws(() => verifyBundle({ ...good, verificationMaterial }, ours.root), {
      code: 'TIMESTAMP_ERROR',
    });
  });

  it('is refused when not GitHub but another issuer vouches for the signer', async () => {
    const bundle = await ours.attest(STATEMENT, { repository: REPOSITORY, issuer: 'https://issuer.example' });
    assert.throws(() => verifyBundle(bundle, ours.root), { code: 'UNTRUSTED_SIGNER_ERROR' });
  });

  it('is refused when its certificate names no repository', async () => {
    const bundle = await ours.attest(STATEMENT, { repository: REPOSITORY, named: false });
    assert.throws(() => verifyBundle(bundle, ours.root), /names no source repository/);
  });

  it('is refused when what is signed is no in-toto statement', async () => {
    const bundle = await ours.attest(STATEMENT, { repository: REPOSITORY, payloadType: 'text/plain' });
    assert.throws(() => verifyBundle(bundle, ours.root), /not an in-toto statement/);
  });

  it('is refused when it is not a bundle', () => {
    for (const json of [{}, [], { mediaType: good.mediaType, dsseEnvelope: good.dsseEnvelope }])
      assert.throws(() => verifyBundle(json, ours.root), /invalid bundle/);
  });
});

describe("Sigstore's trusted root", () => {
  it('is that of the npm package: node scripts/sigstore-root.ts', async () => {
    assert.deepEqual(publicGood, await publicGoodRoot());
  });
});
