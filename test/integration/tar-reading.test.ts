// Archives as GNU tar makes them of a live system's files, read by our parser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseExclusion } from '../../src/rootfs/exclude/glob.ts';
import { rewriteTar } from '../../src/rootfs/exclude/rewrite.ts';
import { createScanner } from '../../src/rootfs/scan.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';
import { encodeName } from '../../src/tar/read/text.ts';
import { type ReadMember, readTar } from '../support/read-tar.ts';

const FORMATS: readonly (readonly string[])[] = [
  ['--format=gnu'],
  ['--format=oldgnu', '--sparse'],
  ['--format=posix'],
  ['--format=posix', '--sparse', '--sparse-version=0.0'],
  ['--format=posix', '--sparse', '--sparse-version=0.1'],
  ['--format=posix', '--sparse', '--sparse-version=1.0'],
];
const LONG = `deep/${'d'.repeat(80)}/${'e'.repeat(90)}/${'f'.repeat(200)}`;
const LATIN = Buffer.concat([Buffer.from('caf'), Buffer.from([0xe9])]);

describe('archives of GNU tar', () => {
  let directory = '';
  let root = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'arm64-on-x86-tar-'));
    root = join(directory, 'root');
    for (const path of ['boot/grub', 'usr/bin', 'var/cache/apt', `deep/${'d'.repeat(80)}/${'e'.repeat(90)}`])
      mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, LONG), 'long');
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), LATIN]), 'latin');
    writeFileSync(join(root, 'boot/vmlinuz'), 'kernel'.repeat(1000));
    linkSync(join(root, 'boot/vmlinuz'), join(root, 'boot/vmlinuz.old'));
    linkSync(join(root, 'boot/vmlinuz'), join(root, 'usr/bin/kernel'));
    linkSync(join(root, 'boot/vmlinuz'), join(root, 'usr/bin/kernel-again'));
    writeFileSync(join(root, 'var/cache/apt/pkgcache.bin'), 'cache');
    const sh = (script: string) => execFileSync('sh', ['-ec', script], { cwd: root });
    sh(`
      ln -s ../../../../etc/passwd outside
      mknod null c 1 3; mknod disk b 8 0; mkfifo pipe
      printf begin >sparse; truncate -s 300000 sparse
      for at in 40000 80000 120000 160000 200000 240000; do printf "at$at" | dd of=sparse bs=1 seek=$at conv=notrunc status=none; done
      truncate -s 4300000000 huge; printf end >>huge
      cp /bin/true usr/bin/ping; setcap cap_net_raw+ep usr/bin/ping
      chown 4000000:3000000 var/cache/apt/pkgcache.bin
    `);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const tar = (options: readonly string[], name = 'archive.tar'): Buffer => {
    const file = join(directory, name);
    execFileSync('tar', [
      ...options,
      '--create',
      '--file',
      file,
      '--exclude=./huge',
      '--directory',
      root,
      '.',
    ]);
    return readFileSync(file);
  };
  const byPath = (members: readonly ReadMember[]) => new Map(members.map((member) => [member.path, member]));

  for (const options of FORMATS) {
    it(`reads what tar ${options.join(' ')} writes`, () => {
      const bytes = tar(options);
      const members = readTar(bytes);
      const listed = execFileSync(
        'tar',
        ['--list', '--file', '-', '--quoting-style=literal', '--show-transformed-names'],
        {
          input: bytes,
        },
      );
      const lines = Buffer.concat(
        members.map(({ path }) => Buffer.concat([encodeName(path), Buffer.from('\n')])),
      );
      assert.deepEqual(lines, listed);
      const found = byPath(members);
      assert.deepEqual(found.get('./sparse')?.content, readFileSync(join(root, 'sparse')));
      assert.equal(found.get(`./${LONG}`)?.content.toString(), 'long');
      assert.equal(found.get('./null')?.type, 'character');
      assert.equal(found.get('./outside')?.linkTarget, '../../../../etc/passwd');
      const links = members.filter(({ type, linkTarget }) => type === 'link' && linkTarget.startsWith('./'));
      assert.equal(links.length, 3);
    });
  }

  it('reads a sparse file of more than 4 GiB without holding it', () => {
    const file = join(directory, 'huge.tar');
    for (const version of ['oldgnu', 'posix']) {
      execFileSync('tar', [
        `--format=${version}`,
        '--sparse',
        '--create',
        '--file',
        file,
        '--directory',
        root,
        './huge',
      ]);
      const tree = new RootfsTree();
      const { parser } = createScanner(tree, file, () => false).layer();
      parser.write(readFileSync(file));
      parser.end();
      assert.equal(tree.entry('huge')?.type, 'file', version);
      assert.ok(statSync(file).size < 100_000);
    }
  });

  describe('with something excluded', () => {
    const exclusion = parseExclusion(['/boot', 'var/cache/*', '**/disk']);

    async function without(bytes: Buffer): Promise<Buffer> {
      const tree = new RootfsTree();
      const { parser, plan } = createScanner(tree, 'archive', exclusion.isExcluded).layer();
      parser.write(bytes);
      parser.end();
      assert.equal(tree.entry('boot'), undefined);
      assert.equal(tree.entry('usr/bin/kernel')?.type, 'file');
      const chunks: Buffer[] = [];
      async function* source() {
        for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
      }
      for await (const chunk of rewriteTar(source(), exclusion.isExcluded, plan(), 'archive'))
        chunks.push(chunk);
      return Buffer.concat(chunks);
    }

    for (const options of FORMATS) {
      it(`leaves the rest as tar ${options.join(' ')} wrote it, and hard links whole`, async () => {
        const all = [...options, '--xattrs', '--xattrs-include=*'];
        const bytes = tar(options[0] === '--format=posix' ? all : options);
        const rewritten = await without(bytes);
        assert.deepEqual(await without(bytes), rewritten);
        checkLeft(readTar(bytes), readTar(rewritten));
        const target = mkdtempSync(join(directory, 'out-'));
        execFileSync('tar', ['--extract', '--xattrs', '--xattrs-include=*', '--directory', target], {
          input: rewritten,
        });
        assert.equal(readFileSync(join(target, 'usr/bin/kernel'), 'utf8'), 'kernel'.repeat(1000));
        assert.equal(statSync(join(target, 'usr/bin/kernel')).nlink, 2);
        assert.equal(
          statSync(join(target, 'usr/bin/kernel')).ino,
          statSync(join(target, 'usr/bin/kernel-again')).ino,
        );
        assert.deepEqual(readFileSync(join(target, 'sparse')), readFileSync(join(root, 'sparse')));
        const caps = execFileSync('getcap', [join(target, 'usr/bin/ping')], { encoding: 'utf8' });
        assert.match(caps, options[0] === '--format=posix' ? /cap_net_raw=ep/ : /^$/);
      });
    }
  });
});

/** What is left has its headers, byte for byte, but for the hard links of what is gone. */
function checkLeft(before: readonly ReadMember[], left: readonly ReadMember[]): void {
  const clean = ({ path }: ReadMember) => path.replace(/^(\.\/)?/, '').replace(/\/$/, '');
  const headers = new Map(before.map((member) => [clean(member), member.headers]));
  for (const member of left) {
    if (!clean(member).includes('kernel')) assert.deepEqual(member.headers, headers.get(clean(member)));
    headers.delete(clean(member));
  }
  assert.deepEqual([...headers.keys()].sort(), [
    'boot',
    'boot/grub',
    'boot/vmlinuz',
    'boot/vmlinuz.old',
    'disk',
    'var/cache/apt',
    'var/cache/apt/pkgcache.bin',
  ]);
}
