import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findApt } from '../../src/rootfs/apt.ts';
import { parseAptSources } from '../../src/rootfs/apt-sources.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';

const DEBIAN = { uri: 'http://deb.debian.org/debian', suite: 'trixie', components: ['main'] };

describe('source lists', () => {
  test('one line for each', () => {
    const text = [
      '# deb http://no.example a b',
      'deb http://deb.debian.org/debian trixie main # the release',
      'deb [arch=arm64 signed-by=/a.gpg,/b.gpg trusted=yes] https://x.example/d noble main universe',
      'deb-src http://deb.debian.org/debian trixie main',
      'deb http://flat.example ./',
    ].join('\n');
    assert.deepEqual(parseAptSources(text, false), [
      DEBIAN,
      {
        uri: 'https://x.example/d',
        suite: 'noble',
        components: ['main', 'universe'],
        signedBy: '/a.gpg /b.gpg',
      },
    ]);
  });

  test('stanzas', () => {
    const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc\n-----END PGP PUBLIC KEY BLOCK-----';
    const text = [
      '# by hand\nTypes: deb deb-src\nURIs: http://deb.debian.org/debian',
      '# http://old.example\nSuites: trixie trixie-updates\nComponents: main\nSigned-By: /a.pgp\n',
      'Types: deb-src\nURIs: http://s.example\nSuites: trixie\nComponents: main\n',
      'Enabled: no\nTypes: deb\nURIs: http://off.example\nSuites: trixie\nComponents: main\n',
      'types: deb\nURIs: http://k.example\nSuites: trixie\nComponents: main',
      `Signed-By:\n ${key.replace('\n\n', '\n.\n').replaceAll('\n', '\n ')}`,
    ].join('\n');
    const signed = { ...DEBIAN, signedBy: '/a.pgp' };
    assert.deepEqual(parseAptSources(text, true), [
      signed,
      { ...signed, suite: 'trixie-updates' },
      { ...DEBIAN, uri: 'http://k.example', signedBy: key },
    ]);
  });
});

test("a root filesystem's repositories, with the keys that they need and no others", () => {
  const tree = new RootfsTree();
  const put = (path: string, text: string) =>
    tree.add(path, { type: 'file', executable: false, content: Buffer.from(text) });
  assert.equal(findApt(tree), undefined);
  put(
    'etc/apt/sources.list.d/a.sources',
    'Types: deb\nURIs: u\nSuites: s\nComponents: c\nSigned-By: /usr/share/keyrings/a.gpg\n',
  );
  put('etc/apt/sources.list.d/a.sources.bak', 'no list');
  put('usr/share/keyrings/a.pgp', 'A');
  tree.add('usr/share/keyrings/a.gpg', { type: 'symlink', target: 'a.pgp' });
  put('usr/share/keyrings/other.gpg', 'O');
  put('etc/apt/trusted.gpg.d/all.asc', 'T');
  const a = { '/usr/share/keyrings/a.gpg': 'QQ==' };
  const source = { uri: 'u', suite: 's', components: ['c'], signedBy: '/usr/share/keyrings/a.gpg' };
  assert.deepEqual(findApt(tree), { sources: [source], keyrings: a });
  put('etc/apt/sources.list', 'deb u s c\n');
  const { sources = [], keyrings } = findApt(tree) ?? {};
  assert.equal(sources.length, 2);
  assert.deepEqual(keyrings, { ...a, '/etc/apt/trusted.gpg.d/all.asc': 'VA==' });
});
