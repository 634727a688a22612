// Archives as GNU tar makes them of a live system's files, read by our parser.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseExclusion } from '../../src/rootfs/exclude/glob.ts';
import { rewriteTar } from '../../src/rootfs/exclude/rewrite.ts';
import { createScanner } from '../../src/rootfs/scan.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';
import { encodeName } from '../../src/tar/read/text.ts';
import { checkUnpacked, LONG, makeLiveRoot, SELINUX, SELINUX_OPTION } from '../support/live-root.ts';
import { type ReadMember, readTar } from '../support/read-tar.ts';

const FORMATS: readonly (readonly string[])[] = [
  ['--format=gnu'],
  ['--format=oldgnu', '--sparse'],
  ['--format=posix'],
  ['--format=posix', '--sparse', '--sparse-version=0.0'],
  ['--format=posix', '--sparse', '--sparse-version=0.1'],
  ['--format=posix', '--sparse', '--sparse-version=1.0'],
];
describe('archives of GNU tar', () => {
  let directory = '';
  let root = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'arm64-on-x86-tar-'));
    root = join(directory, 'root');
    makeLiveRoot(root);
    execFileSync('sh', ['-ec', 'truncate -s 4300000000 huge; printf end >>huge'], { cwd: root });
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const tar = (options: readonly string[], name = 'archive.tar'): Buffer => {
    const file = join(directory, name);
    const args = ['--create', '--file', file, '--exclude=./huge', '--directory', root, '.'];
    const { status, stderr } = spawnSync('tar', [...options, ...args], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, 'tar: ./socket: socket ignored\n']);
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
        const isPosix = options[0] === '--format=posix';
        const all = [...options, '--xattrs', '--xattrs-include=*', SELINUX_OPTION];
        const bytes = tar(isPosix ? all : options);
        const rewritten = await without(bytes);
        assert.deepEqual(await without(bytes), rewritten);
        const left = readTar(rewritten);
        checkLeft(readTar(bytes), left);
        checkLabels(left, isPosix);
        const target = mkdtempSync(join(directory, 'out-'));
        execFileSync('tar', ['--extract', '--xattrs', '--xattrs-include=*', '--directory', target], {
          input: rewritten,
        });
        checkUnpacked(root, target, isPosix);
      });
    }
  });
});

/** SELinux's labels are where they were, also those of files that got another name. */
function checkLabels(members: readonly ReadMember[], expected: boolean): void {
  for (const { path, pax } of members) {
    const label = pax.find(({ key }) => key === SELINUX[0])?.bytes.toString();
    assert.equal(label?.includes(SELINUX[1]) ?? false, expected, path);
  }
}

/** What is left has its headers, byte for byte, but for the hard links of what is gone, and the old sparse format. */
function checkLeft(before: readonly ReadMember[], left: readonly ReadMember[]): void {
  const clean = ({ path }: ReadMember) => path.replace(/^(\.\/)?/, '').replace(/\/$/, '');
  const headers = new Map(before.map((member) => [clean(member), member.headers]));
  for (const member of left) {
    const flag = before.find((other) => clean(other) === clean(member))?.flag;
    if (!clean(member).includes('kernel') && flag !== 'S')
      assert.deepEqual(member.headers, headers.get(clean(member)));
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
