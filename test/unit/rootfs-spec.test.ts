import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatReference, parseReference } from '../../src/registry/reference.ts';
import { parseRootfs } from '../../src/rootfs/spec.ts';
import { randomNumbers } from '../support/random.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A spelling in short: its kind, and what it names. */
function meaning(text: string, ...there: readonly string[]): string {
  const spec = parseRootfs(text, (path) => there.includes(path));
  if (spec.kind === 'registry')
    return `${spec.kind} ${formatReference(spec.reference)}${spec.isGuess ? ' ?' : ''}`;
  if ('source' in spec) return `${spec.kind} ${spec.source.location}`;
  return [spec.kind, spec.path, ...(spec.image === undefined ? [] : [spec.image])].join(' ');
}

describe('spelling of a root filesystem', () => {
  const cases: readonly (readonly [string, string, ...string[]])[] = [
    ['-', 'stdin -'],
    [`-#sha256=${'a'.repeat(64)}`, 'stdin -'],
    ['https://example.com/r.tar', 'url https://example.com/r.tar'],
    ['/r', 'path /r'],
    ['./r', 'path ./r'],
    ['../r:1', 'path ../r:1'],
    ['r.tar', 'path r.tar'],
    ['a/b.tar.zst', 'path a/b.tar.zst'],
    ['r.tgz', 'path r.tgz'],
    ['R.TAR.XZ', 'path R.TAR.XZ'],
    [`rootfs#sha256=${'a'.repeat(64)}`, 'path rootfs'],
    ['Rootfs', 'path Rootfs', 'Rootfs'],
    ['my rootfs', 'path my rootfs', 'my rootfs'],
    ['debian', 'registry docker.io/library/debian:latest ?'],
    ['amazonlinux:2023', 'registry docker.io/library/amazonlinux:2023 ?'],
    ['quay.io/pypa/manylinux_2_28_aarch64', 'registry quay.io/pypa/manylinux_2_28_aarch64:latest ?'],
    [`ghcr.io/o/i@${DIGEST}`, `registry ghcr.io/o/i@${DIGEST} ?`],
    ['localhost:5000/a', 'registry localhost:5000/a:latest ?'],
    ['docker://debian:12', 'registry docker.io/library/debian:12', 'debian:12'],
    ['oci:dir', 'oci dir'],
    ['oci:dir:name', 'oci dir name'],
    ['oci:dir:name:1', 'oci dir name:1'],
    ['oci:a:b', 'oci a:b', 'a:b'],
    ['oci-archive:f.tar:n', 'oci-archive f.tar n'],
    ['docker-archive:/f:r/n:1', 'docker-archive /f r/n:1'],
  ];
  for (const [text, expected, ...there] of cases) {
    it(`${text}${there.length === 0 ? '' : ', which is there'}: ${expected}`, () => {
      assert.equal(meaning(text, ...there), expected);
    });
  }

  const refused: readonly (readonly [string, string, RegExp, ...string[]])[] = [
    ['debian:12', 'rootfs-ambiguous', /\.\/debian:12.*docker:\/\/debian:12/, 'debian:12'],
    ['build/rootfs', 'rootfs-ambiguous', /\.\/build\/rootfs/, 'build/rootfs'],
    ['Rootfs', 'rootfs-missing', /debian:12/],
    ['oci:', 'rootfs-missing', /oci:PATH/],
    ['docker://A/B', 'reference-invalid', /registry/],
    ['ftp://example.com/r.tar', 'source-protocol', /https/],
    ['http://example.com/r.tar', 'source-protocol', /https/],
    ['r.tar#sha256=abc', 'source-checksum-syntax', /64/],
  ];
  for (const [text, code, hint, ...there] of refused) {
    it(`refuses ${text}: ${code}`, () => assert.throws(() => meaning(text, ...there), { code, hint }));
  }
});

describe('image names, by chance', () => {
  const random = randomNumbers(5);
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const repeat = (most: number, make: () => string): string[] =>
    Array.from({ length: 1 + random(most) }, make);
  const word = (): string => repeat(6, () => pick([...'abcxyz019'])).join('');
  const component = (): string => repeat(3, word).join(pick(['.', '_', '__', '-', '--']));
  const host = (): string =>
    pick(['', 'localhost/', `${word()}.${word()}/`, `${word()}:${random(65536)}/`, '[::1]:5000/']);
  const tag = (): string => pick(['', `:${word()}.${word().toUpperCase()}-_`]);
  const digest = (): string =>
    pick(['', `@sha256:${Array.from({ length: 64 }, () => pick([...'0123456789abcdef'])).join('')}`]);

  it('mean the same when they are spelt out', () => {
    for (let round = 0; round < 2000; round++) {
      const text = `${host()}${repeat(3, component).join('/')}${tag()}${digest()}`;
      const reference = parseReference(text);
      assert.deepEqual(parseReference(formatReference(reference)), reference, text);
    }
  });

  it('are refused with a word why, never otherwise, when they are damaged', () => {
    for (let round = 0; round < 2000; round++) {
      const text = [...`${host()}${component()}${tag()}${digest()}`];
      for (let changes = random(3); changes >= 0; changes--)
        text[random(text.length + 1)] = pick([
          '/',
          ':',
          '@',
          '.',
          '-',
          '_',
          'A',
          ' ',
          '\0',
          'é',
          '%',
          '..',
          '//',
        ]);
      try {
        const reference = parseReference(text.join(''));
        assert.deepEqual(parseReference(formatReference(reference)), reference, text.join(''));
        assert.match(reference.repository, /^[a-z0-9._/-]+$/);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'reference-invalid', String(error));
      }
    }
  });
});
