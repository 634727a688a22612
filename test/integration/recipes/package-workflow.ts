import assert from 'node:assert/strict';
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../../../scripts/lib/repository.ts';
import type { Product } from '../../../scripts/lib/workbench/product.ts';
import { engineJob, writeProject } from '../../support/engine-job.ts';
import { stepInputs } from '../../support/markdown.ts';

/** The step of package-arm64.yml, from its very text, on a Debian package whose version has an epoch. */
export async function packageWorkflow({ engine, scope }: Product, image: string): Promise<void> {
  const job = await engineJob(engine, scope);
  await writeProject(await readFile(join(repository, 'docs/recipes/debian-package.md'), 'utf8'), job);
  const changelog = join(job.workspace, 'hello/debian/changelog');
  await writeFile(changelog, (await readFile(changelog, 'utf8')).replace('(1.0-1)', '(1:2.0-1)'));
  await cp(join(repository, 'run'), join(job.workspace, '.arm64-on-x86/run'), { recursive: true });
  const before = await readdir(join(job.workspace, 'hello'));

  const packages = join(job.workspace, '.arm64-packages');
  const inputs = {
    ...(await workflowStep()),
    ...{ image, 'working-directory': 'hello', options: '--network host' },
  };
  const env = { KIND: 'deb', PREPARE: 'echo prepared in $PWD', PYTHONS: '', PACKAGES: packages };
  const { code, log } = await (await job.start('run.js', inputs, env)).ended;
  assert.equal(code, 0, log);
  assert.ok(log.includes(`prepared in ${job.workspace}/hello\n`), log);
  // dpkg-buildflags(1) names the directory of the build, where a colon would be a separator.
  assert.ok(log.includes('=/tmp/build/hello-2.0=.'), log);
  const built = await readdir(packages);
  for (const suffix of ['deb', 'buildinfo', 'changes'])
    assert.ok(built.includes(`hello_2.0-1_arm64.${suffix}`), log);
  assert.equal((await stat(join(packages, 'hello_2.0-1_arm64.deb'))).uid, job.uid);
  assert.deepEqual(await readdir(join(job.workspace, 'hello')), before);
}

/** What the workflow gives the run action. */
async function workflowStep(): Promise<Record<string, string>> {
  const text = await readFile(join(repository, '.github/workflows/package-arm64.yml'), 'utf8');
  const [, step = ''] = text.split(/^ +- uses: \.\/\.arm64-on-x86\/run\n/m);
  return stepInputs(step.split(/^ {6}- /m)[0] ?? '');
}
