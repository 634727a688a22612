import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIndexTargets, releaseArchive, releaseArchives, sourceLine } from '../../scripts/lib/archive.ts';

const stanza = (uri: string, release: string, component: string, origin = 'Debian') =>
  `MetaKey: ${component}/binary-amd64/Packages\nOrigin: ${origin}\nComponent: ${component}\nFallback-Of: \nRelease: ${release}\nRepo-URI: ${uri}\n`;

const text = [
  stanza('http://mirror.example/security/', 'bookworm-security', 'main'),
  stanza('http://mirror.example/debian/', 'bookworm', 'main'),
  stanza('http://mirror.example/debian/', 'bookworm', 'contrib'),
  stanza('http://mirror.example/debian/', 'bookworm-backports', 'main'),
  stanza('https://other.example/', 'nodistro', 'main', 'Somebody'),
].join('\n');

test('index targets are put together by archive and suite; foreign archives are left out', () => {
  const archives = parseIndexTargets(text);
  assert.deepEqual(
    archives.map(({ suite, components }) => [suite, components]),
    [
      ['bookworm-security', ['main']],
      ['bookworm', ['main', 'contrib']],
      ['bookworm-backports', ['main']],
    ],
  );
  assert.equal(releaseArchive(archives).suite, 'bookworm');
  assert.deepEqual(
    releaseArchives(archives).map(({ suite }) => suite),
    ['bookworm', 'bookworm-security'],
  );
});

test('a line of sources.list', () => {
  const archive = { origin: 'Nobody', uri: 'http://mirror.example/', suite: 's', components: ['main', 'x'] };
  assert.equal(sourceLine('deb', archive, 'arm64'), 'deb [arch=arm64] http://mirror.example/ s main x');
  assert.equal(sourceLine('deb-src', archive), 'deb-src http://mirror.example/ s main x');
});
