import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../scripts/lib/run.ts';
import { blockOf } from '../support/markdown.ts';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'release-recipe-'));
});
after(() => rm(directory, { recursive: true }));

/** A stand-in for GitHub's client: says what it would upload, as assets have the names of their files. */
const GH = `#!/bin/sh -e
shift 3
for asset; do
  [ "$asset" != --repo ] || break
  echo "$(basename "$asset") $(cat "$asset")"
done
`;

test('packages.md: a release keeps the packages of all images', async () => {
  const text = await readFile(new URL('../../docs/recipes/packages.md', import.meta.url), 'utf8');
  const workflow = blockOf(text, 'workflow');
  assert.doesNotMatch(workflow, /merge-multiple/);
  // As download-artifact lays artifacts out that are not merged.
  for (const image of ['debian-12', 'ubuntu-24.04']) {
    const artifact = join(directory, `arm64-packages-${image}`);
    await mkdir(artifact);
    for (const name of ['hello_1.0-1_arm64.deb', 'hello_1.0-1_arm64.changes'])
      await writeFile(join(artifact, name), image);
  }
  await mkdir(join(directory, 'bin'));
  await writeFile(join(directory, 'bin/gh'), GH, { mode: 0o755 });
  const [, script = ''] = /- run: \|\n([\s\S]*?)\n +env:/.exec(workflow) ?? [];
  const { stdout } = await run('bash', ['-e', '-c', script], {
    cwd: directory,
    env: {
      PATH: `${join(directory, 'bin')}:${process.env.PATH}`,
      GITHUB_REF_NAME: 'v1',
      GITHUB_REPOSITORY: 'o/r',
    },
  });
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'debian-12_hello_1.0-1_arm64.deb debian-12',
    'ubuntu-24.04_hello_1.0-1_arm64.deb ubuntu-24.04',
  ]);
});
