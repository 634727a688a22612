import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSinks } from '../../src/sinks/create.ts';
import { parseOutput } from '../../src/sinks/output.ts';
import { sinkHost } from '../support/sink-host.ts';

for (const [text, expected] of [
  ['type=oci,dest=out/image', { type: 'oci', dest: 'out/image' }],
  ['type=oci,tar=false,dest=x', { type: 'oci', dest: 'x' }],
  ['dest=a=b.tar,type=docker', { type: 'docker', dest: 'a=b.tar' }],
  ['type=docker,"dest=a,""b"".tar"', { type: 'docker', dest: 'a,"b".tar' }],
  ['type=registry', { type: 'registry', insecure: false }],
  ['type=registry,registry.insecure=true', { type: 'registry', insecure: true }],
] as const) {
  test(`parses ${text}`, () => assert.deepEqual(parseOutput(text), expected));
}

for (const [text, message] of [
  ['', /"" is not key=value/],
  ['out', /"out" is not key=value/],
  ['dest=x', /no type/],
  ['type=local,dest=x', /"local" is not a type/],
  ['type=toString', /"toString" is not a type/],
  ['type=oci', /needs dest/],
  ['type=docker,dest=', /needs dest/],
  ['type=oci,dest=x,dest=y', /dest is there twice/],
  ['type=oci,dest=x,tar=true', /directory/],
  ['type=oci,dest=x,compression=zstd', /no "compression", only type, dest, tar/],
  ['type=registry,registry.insecure=yes', /true or false/],
  ['type=oci,"dest=x', /quotes/],
] as const) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseOutput(text), { code: 'output-invalid', message });
  });
}

test('files come before the registry, and push with type=registry is one push', () => {
  const outputs = ['type=registry', 'type=docker,dest=a.tar', 'type=oci,dest=b'];
  const sinks = createSinks({ tags: ['localhost/x', 'localhost/x:2'], push: true, outputs }, sinkHost());
  assert.deepEqual(
    sinks.map(({ description }) => description),
    ['Docker archive a.tar', 'OCI layout b', 'registry localhost/x:latest, localhost/x:2'],
  );
});

test('nothing asked for gives no sink', () => {
  assert.deepEqual(createSinks({ tags: ['x'], push: false, outputs: [] }, sinkHost()), []);
});

for (const [what, inputs, code] of [
  ['a push without tags', { tags: [], push: true, outputs: [] }, 'tags-missing'],
  ['type=registry without tags', { tags: [], push: false, outputs: ['type=registry'] }, 'tags-missing'],
  ['a bad tag', { tags: ['A'], push: true, outputs: [] }, 'reference-invalid'],
  [
    'a tag with a digest',
    { tags: [`a@sha256:${'0'.repeat(64)}`], push: true, outputs: [] },
    'reference-invalid',
  ],
] as const) {
  test(`refuses ${what}`, () => assert.throws(() => createSinks(inputs, sinkHost()), { code }));
}
