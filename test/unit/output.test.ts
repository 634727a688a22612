import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSinks } from '../../src/sinks/create.ts';
import { agreedSettings, parseOutput } from '../../src/sinks/output.ts';
import { sinkHost } from '../support/sink-host.ts';

for (const [text, expected] of [
  ['type=oci,dest=out/image', { type: 'oci', dest: 'out/image', tar: false }],
  ['type=oci,tar=false,dest=x.tar', { type: 'oci', dest: 'x.tar', tar: false }],
  ['type=oci,dest=x.tar', { type: 'oci', dest: 'x.tar', tar: true }],
  ['type=oci,dest=x,tar=true', { type: 'oci', dest: 'x', tar: true }],
  ['dest=a=b.tar,type=docker', { type: 'docker', dest: 'a=b.tar' }],
  ['type=docker,"dest=a,""b"".tar"', { type: 'docker', dest: 'a,"b".tar' }],
  ['type=docker', { type: 'load' }],
  ['type=sdk,dest=t.tar.gz', { type: 'sdk', dest: 't.tar.gz' }],
  ['type=registry', { type: 'registry', insecure: false }],
  ['type=registry,registry.insecure=true', { type: 'registry', insecure: true }],
] as const) {
  test(`parses ${text}`, () => assert.deepEqual(parseOutput(text), { ...expected, settings: {} }));
}

test('what outputs say of the image has to agree', () => {
  const settings = (...outputs: string[]) => agreedSettings(outputs.map(parseOutput));
  const standard = { compression: { type: 'gzip', level: 6 }, family: 'oci' };
  assert.deepEqual(settings(), standard);
  assert.deepEqual(settings('type=registry', 'type=docker,dest=x'), standard);
  assert.deepEqual(settings('type=registry,compression=zstd', 'type=oci,dest=x,compression-level=19'), {
    compression: { type: 'zstd', level: 19 },
    family: 'oci',
  });
  assert.equal(settings('type=registry,oci-mediatypes=false', 'type=oci,dest=x').family, 'docker');
  for (const outputs of [
    ['type=registry,oci-mediatypes=false', 'type=oci,dest=x,oci-mediatypes=true'],
    ['type=registry,compression=zstd', 'type=oci,dest=x,compression=gzip'],
    ['type=registry,compression-level=19'],
    ['type=registry,compression=zstd,compression-level=23'],
  ])
    assert.throws(() => settings(...outputs), { code: 'output-invalid' });
});

for (const [text, message] of [
  ['', /"" is not key=value/],
  ['out', /"out" is not key=value/],
  ['dest=x', /no type/],
  ['type=local,dest=x', /"local" is not a type/],
  ['type=toString', /"toString" is not a type/],
  ['type=oci', /needs dest/],
  ['type=docker,dest=', /needs dest/],
  ['type=sdk', /needs dest/],
  ['type=oci,dest=x,dest=y', /dest is there twice/],
  ['type=oci,dest=x,force-compression=true', /no "force-compression", only type, dest, tar/],
  ['type=oci,dest=x,compression=xz', /gzip or zstd, not "xz"/],
  ['type=oci,dest=x,compression-level=best', /number/],
  ['type=oci,dest=x,oci-mediatypes=1', /true or false/],
  ['type=registry,registry.insecure=yes', /true or false/],
  ['type=oci,"dest=x', /quotes/],
] as const) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseOutput(text), { code: 'output-invalid', message });
  });
}

test('files come before the registry, and push with type=registry is one push', () => {
  const outputs = ['type=registry', 'type=docker,dest=a.tar', 'type=oci,dest=b'];
  const sinks = createSinks(
    { tags: ['localhost/x', 'localhost/x:2'], push: true, load: false, outputs },
    sinkHost(),
  );
  assert.deepEqual(
    sinks.map(({ description }) => description),
    ['Docker archive a.tar', 'OCI layout b', 'registry localhost/x:latest, localhost/x:2'],
  );
});

test('nothing asked for gives no sink', () => {
  assert.deepEqual(createSinks({ tags: ['x'], push: false, load: false, outputs: [] }, sinkHost()), []);
});

for (const [what, inputs, code] of [
  ['a push without tags', { tags: [], push: true, load: false, outputs: [] }, 'tags-missing'],
  [
    'type=registry without tags',
    { tags: [], push: false, load: false, outputs: ['type=registry'] },
    'tags-missing',
  ],
  ['a bad tag', { tags: ['A'], push: true, load: false, outputs: [] }, 'reference-invalid'],
  [
    'a tag with a digest',
    { tags: [`a@sha256:${'0'.repeat(64)}`], push: true, load: false, outputs: [] },
    'reference-invalid',
  ],
  [
    'registry.insecure where two registries may be meant',
    {
      tags: ['h:5000/x', 'ghcr.io/o/x'],
      push: false,
      load: false,
      outputs: ['type=registry,registry.insecure=true'],
    },
    'output-invalid',
  ],
] as const) {
  test(`refuses ${what}`, () => assert.throws(() => createSinks(inputs, sinkHost()), { code }));
}
