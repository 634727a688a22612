import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRepositories, substitute } from '../../src/rootfs/rpm/repositories.ts';
import { findYum } from '../../src/rootfs/rpm/yum.ts';
import { RootfsTree } from '../../src/rootfs/tree.ts';

describe('a .repo file', () => {
  test('with several repositories', () => {
    const text = `# by hand
[amzn2-core]
name=Amazon Linux 2 core repository
mirrorlist=$awsproto://$amazonlinux.$awsregion.$awsdomain/$releasever/$product/$target/$basearch/mirror.list
priority=10
failovermethod=priority
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-amazon-linux-2
enabled=1

[amzn2-core-source]
enabled = 0
baseurl=http://no.example/

[two]
BaseURL = https://a.example/$basearch/
    https://b.example/$basearch/
# off: includepkgs=none
gpgkey=file:///a, file:///b
sslverify=0
password=secret
[main]
baseurl=http://no.example/
`;
    assert.deepEqual(parseRepositories(text), [
      {
        id: 'amzn2-core',
        options: {
          mirrorlist:
            '$awsproto://$amazonlinux.$awsregion.$awsdomain/$releasever/$product/$target/$basearch/mirror.list',
          priority: '10',
        },
        keys: ['file:///etc/pki/rpm-gpg/RPM-GPG-KEY-amazon-linux-2'],
      },
      {
        id: 'two',
        options: { baseurl: 'https://a.example/$basearch/ https://b.example/$basearch/' },
        keys: ['file:///a', 'file:///b'],
      },
    ]);
  });

  test('variables', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dnf's
    assert.equal(substitute('$a-${b}/$c', { a: '1', b: '2' }), '1-2/$c');
    assert.equal(substitute('$constructor', {}), '$constructor');
  });
});

test("a root filesystem's repositories, variables, and the keys that they need and no others", () => {
  const tree = new RootfsTree();
  const put = (path: string, text: string) =>
    tree.add(path, { type: 'file', executable: false, content: Buffer.from(text) });
  assert.equal(findYum(tree, '9'), undefined);
  const key = 'file:///etc/pki/rpm-gpg/KEY-$releasever-$basearch';
  put('etc/yum.repos.d/a.repo', `[a]\nbaseurl=http://a.example\ngpgkey=${key} https://k.example/k\n`);
  put('etc/yum.repos.d/a.repo.bak', '[b]\nbaseurl=http://b.example\n');
  put('etc/pki/rpm-gpg/KEY-9-primary', 'A');
  tree.add('etc/pki/rpm-gpg/KEY-9-aarch64', { type: 'symlink', target: 'KEY-9-primary' });
  put('etc/pki/rpm-gpg/OTHER', 'O');
  put('etc/yum/vars/awsregion', 'default\n');
  put('etc/dnf/vars/awsregion', 'eu-west-1\nmore\n');
  const yum = {
    repositories: [{ id: 'a', options: { baseurl: 'http://a.example' }, keys: [key, 'https://k.example/k'] }],
    variables: { releasever: '9', awsregion: 'eu-west-1' },
    keys: { [key]: 'QQ==' },
  };
  assert.deepEqual(findYum(tree, '9'), yum);
  put('etc/yum/vars/releasever', '8\n');
  assert.deepEqual(findYum(tree, '9'), {
    ...yum,
    variables: { ...yum.variables, releasever: '8' },
    keys: {},
  });
});
