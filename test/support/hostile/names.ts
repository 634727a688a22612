import { member, paxHeader } from '../tar-blocks.ts';
import { type HostileTar, withShell } from './tar.ts';

const link = (name: string, target: string, type = '2'): Buffer => member({ name, type, link: target });

/** Hostile in what they say of names and links, and harmless ones of the kind. */
export const HOSTILE_NAMES: readonly HostileTar[] = [
  {
    what: 'a name that climbs',
    make: () => withShell(member({ name: '../../evil' }, 'x')),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name that climbs later',
    make: () => withShell(member({ name: 'a/../../evil' }, 'x')),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name that climbs, in PAX',
    make: () => withShell(paxHeader([['path', '../evil']]), member({}, 'x')),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name that climbs, in a GNU long name',
    make: () => withShell(member({ type: 'L' }, '../evil\0'), member({}, 'x')),
    refused: 'rootfs-unsafe',
  },
  {
    what: "a name that climbs, as a sparse file's",
    make: () =>
      withShell(
        paxHeader([
          ['GNU.sparse.name', '../evil'],
          ['GNU.sparse.map', '0,1'],
        ]),
        member({}, 'x'),
      ),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name with a NUL',
    make: () => withShell(paxHeader([['path', 'a\0b']]), member({})),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a name that Linux does not take',
    make: () => withShell(paxHeader([['path', 'a'.repeat(256)]]), member({})),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a path that Linux does not take',
    make: () => withShell(paxHeader([['path', 'a/'.repeat(3000)]]), member({})),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a symbolic link longer than Linux takes, and a file behind it',
    make: () =>
      withShell(
        paxHeader([['linkpath', 'a/'.repeat(250_000)]]),
        member({ name: 'x', type: '2' }),
        member({ name: 'x/y' }, 'z'),
      ),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a hard link out of the tree',
    make: () => withShell(link('x', '../../etc/passwd', '1')),
    refused: 'rootfs-unsafe',
  },
  {
    what: 'a hard link to nothing',
    make: () => withShell(link('x', 'nothing', '1')),
    refused: 'rootfs-broken-link',
  },
  {
    what: 'a hard link to a directory',
    make: () => withShell(link('x', 'bin', '1')),
    refused: 'rootfs-broken-link',
  },
  {
    what: 'a hard link to itself',
    make: () => withShell(link('x', 'x', '1')),
    refused: 'rootfs-broken-link',
  },
  {
    what: 'hard links in a ring',
    make: () => withShell(link('a', 'b', '1'), link('b', 'a', '1')),
    refused: 'rootfs-broken-link',
  },
  { what: 'an absolute name', make: () => withShell(member({ name: '/etc/evil' }, 'x')) },
  { what: 'an absolute hard link', make: () => withShell(link('x', '/bin/sh', '1')) },
  {
    what: 'links out of the tree',
    make: () => withShell(link('a', '/etc'), link('b', '../../../..'), link('c', '/')),
  },
  {
    what: 'a file through a link out of the tree',
    make: () => withShell(link('out', '/../../../tmp'), member({ name: 'out/evil' }, 'x')),
  },
  {
    what: 'links in a ring',
    make: () => withShell(link('a', 'b'), link('b', 'a'), member({ name: 'a/b/c' }, 'x')),
  },
  {
    what: 'links that double at each step',
    make: () =>
      withShell(
        ...Array.from({ length: 50 }, (_, i) => link(`l${i}`, `l${i + 1}/l${i + 1}/../l${i + 1}`)),
        member({ name: 'l0/x' }),
      ),
  },
  {
    what: 'devices',
    make: () => withShell(member({ name: 'sda', type: '4' }), member({ name: 'mem', type: '3' })),
  },
  {
    what: 'the same member many times, as different things',
    make: () =>
      withShell(
        ...['5', '0', '2', '5', '6', '0'].map((type) =>
          member({ name: 'x', type, link: type === '2' ? 'bin' : '' }),
        ),
        member({ name: 'x/y' }),
      ),
  },
  {
    what: 'a shell in which a directory follows',
    make: () => withShell(member({ name: 'bin/sh/', type: '5' })),
    refused: 'rootfs-no-shell',
  },
  {
    what: 'whiteouts of everything',
    make: () =>
      withShell(member({ name: '.wh.bin' }), member({ name: 'bin/.wh..wh..opq' }), member({ name: '.wh.' })),
  },
];
