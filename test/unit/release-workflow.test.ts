import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isPurpose, wantedPackages } from '../../scripts/lib/packages.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { COMPONENTS } from '../../src/components/component.ts';
import { defaultPrerequisites } from '../support/prerequisites.ts';
import { distributionProfiles } from '../support/profiles.ts';
import { jobsIn, needsOf, scriptOf } from '../support/workflow.ts';

const github = new URL('../../.github/', import.meta.url);
const release = await readFile(new URL('workflows/release.yml', github), 'utf8');
const action = await readFile(new URL('actions/image/action.yml', github), 'utf8');
/** docs.github.com, "Workflow syntax", `shell: bash`; without `shell` it is laxer (`bash -e`). */
const BASH = ['--noprofile', '--norc', '-eo', 'pipefail', '-c'];

test('a release publishes an image of every distribution that there is a toolchain for', () => {
  const published = [
    ...release.matchAll(/^ +- \{ name: (\S+), rootfs: "[a-z.]+\/\S+"(?:, full: true)? \}$/gm),
  ];
  const known = [...distributionProfiles().keys()].filter((name) => name !== 'alpine-3.24-build-base');
  const images = known.map((name) =>
    name.replace('rhel', 'almalinux').replace('amazon-linux', 'amazonlinux'),
  );
  assert.deepEqual(published.map(([, name]) => name).sort(), images.sort());
});

test('a release publishes natives of every distribution that has dpkg', () => {
  const full = [...release.matchAll(/^ +- \{ name: (\S+), .*, full: true \}$/gm)].map(([, name]) => name);
  const dpkg = [...distributionProfiles()].filter(([, { packageManager }]) => packageManager === 'apt');
  assert.deepEqual(full.sort(), dpkg.map(([name]) => name).sort());
});

test('a release says who made each component that it publishes', () => {
  const attested = [...action.matchAll(/subject-digest: \$\{\{ steps\.components\.outputs\.(\w+) \}\}/g)];
  assert.deepEqual(
    attested.map(([, name]) => name),
    [...COMPONENTS],
  );
});

test('a release says so of each component that the registry has no provenance of, whoever made it', () =>
  withScope(async (scope) => {
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
    await run('bash', [...BASH, scriptOf(action, 'components')], {
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

test('a release is of a commit that is on main, with its version and what is new in it', () =>
  withScope(async (scope) => {
    const cwd = await scope.tempDir('repository');
    const git = async (...args: string[]) => (await run('git', ['-C', cwd, ...args])).stdout.trim();
    const commit = async (message: string) => {
      const author = ['-c', 'user.name=test', '-c', 'user.email=test@test.invalid'];
      await git(...author, 'commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    };
    await git('init', '--quiet');
    const main = await commit('on main');
    await git('update-ref', 'refs/remotes/origin/main', await commit('later on main'));
    const aside = await commit('aside');
    await writeFile(join(cwd, 'package.json'), '{ "version": "1.2.3" }');
    await writeFile(join(cwd, 'CHANGELOG.md'), '## [1.2.3]\n');
    const passes = async (TAG: string, GITHUB_SHA: string) => {
      const options = { cwd, env: { TAG, GITHUB_SHA }, ignoreExitCode: true };
      return (await run('bash', [...BASH, scriptOf(release, 'compare')], options)).code === 0;
    };
    assert.deepEqual(
      [await passes('v1.2.3', main), await passes('v1.2.3', aside), await passes('v1.2.4', main)],
      [true, false, false],
    );
  }));

test('a release publishes nothing before all checks have passed', () => {
  const jobs = jobsIn(release);
  assert.match(jobs.get('ci') ?? '', /^ {4}uses: \.\/\.github\/workflows\/ci\.yml$/m);
  const allowed = (name: string): boolean =>
    name === 'images' ||
    needsOf(jobs, name).some(allowed) ||
    !/^ {6}(packages|contents): write/m.test(jobs.get(name) ?? '');
  assert.deepEqual(needsOf(jobs, 'images'), ['check', 'ci']);
  assert.deepEqual(
    [...jobs.keys()].filter((name) => !allowed(name)),
    [],
  );
});

test('a release installs what building wants of its machine, and what stands in for the guest', async () => {
  const [, purposes = ''] = /run: node scripts\/packages\.ts (.*)/.exec(release) ?? [];
  const installed = wantedPackages(purposes.split(' ').filter(isPurpose)).map(({ name }) => name);
  const wanted = [...(await defaultPrerequisites()), ...wantedPackages(['natives']).map(({ name }) => name)];
  assert.deepEqual(
    wanted.filter((name) => !installed.includes(name)),
    [],
  );
});
