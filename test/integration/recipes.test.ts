// docs/recipes, run from their very text, and the compiler cache: an image whose tools are native, in a real engine.
import assert from 'node:assert/strict';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { repository } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { engineJob, writeProject } from '../support/engine-job.ts';
import { blockOf, stepInputs } from '../support/markdown.ts';
import { type Product, prepareProduct } from '../support/product.ts';
import type { Job } from '../support/step.ts';
import { compilerCache } from './recipes/compiler-cache.ts';
import { packageWorkflow } from './recipes/package-workflow.ts';

/** As the documents call the published image, and the one with a build's packages. */
const PUBLISHED = 'ghcr.io/OWNER/arm64-on-x86/debian-12';
const BUILDER = 'registry.example/debian-12-builder';
const unreachable = /Unable to fetch|Could not resolve|Failed to fetch/;

test('recipes and the compiler cache, in an image with native tools', async (t) => {
  await withScope(async (scope) => {
    const product = await prepareProduct(scope, 'full');
    await t.test('kubernetes.md: under the restricted pod security standard', () => restrictedPod(product));
    await t.test('compiler cache', (room) => compilerCache(room, product));
    await t.test("dockerfile.md: an image with a build's packages", async (room) => {
      const builder = await buildDockerfile(room, product);
      if (builder === undefined) return;
      await room.test('debian-package.md', () => debianPackage(product, builder));
      await room.test('cmake.md', () => cmakeProject(product, builder));
      await room.test('package-arm64.yml', () => packageWorkflow(product, builder));
    });
  });
});

const document = (name: string) => readFile(join(repository, 'docs/recipes', name), 'utf8');

async function restrictedPod({ engine, image, scope }: Product): Promise<void> {
  const directory = await scope.tempDir('pod');
  await chmod(directory, 0o777);
  const text = blockOf(await document('kubernetes.md'), 'docker run').replace(PUBLISHED, image);
  const { stdout } = await run('sh', ['-c', text], { cwd: directory, env: engine.env, signal: scope.signal });
  assert.equal(stdout, '1000 on aarch64: 42');
}

/** With the engine's network: packages come from the distribution's mirror, which not every machine reaches. */
async function buildDockerfile(
  t: TestContext,
  { engine, image, scope }: Product,
): Promise<string | undefined> {
  const recipe = await document('dockerfile.md');
  const context = await scope.tempDir('builder');
  await writeFile(join(context, 'Dockerfile'), blockOf(recipe, 'Dockerfile').replace(PUBLISHED, image));
  const [program, verb, ...args] = blockOf(recipe, 'docker build')
    .replace(BUILDER, 'builder')
    .trim()
    .split(' ');
  assert.deepEqual([program, verb, args.at(-1)], ['docker', 'build', '.']);
  const all = [verb ?? '', '--network', 'host', ...args.slice(0, -1), context];
  const result = await engine.run(all, { env: { DOCKER_BUILDKIT: '0' }, ignoreExitCode: true });
  if (result.code !== 0 && unreachable.test(result.stderr + result.stdout)) {
    t.skip("the root filesystem's mirror is not reachable");
    return undefined;
  }
  assert.equal(result.code, 0, result.stderr);
  return 'builder';
}

/** Writes the files of a recipe into the workspace and runs its step with the run action. */
async function runRecipe(name: string, { engine, scope }: Product, image: string): Promise<Job> {
  const text = await document(name);
  const job = await engineJob(engine, scope);
  await writeProject(text, job);
  const inputs = stepInputs(blockOf(text, 'step'));
  assert.equal(inputs.image, BUILDER);
  const { code, log } = await (await job.start('run.js', { ...inputs, image })).ended;
  assert.equal(code, 0, log);
  return job;
}

async function debianPackage(product: Product, builder: string): Promise<void> {
  const { workspace } = await runRecipe('debian-package.md', product, builder);
  const packages = await readdir(join(workspace, 'packages'));
  assert.ok(packages.includes('hello_1.0-1_arm64.deb'), packages.join(' '));
  const install = 'dpkg -i /w/packages/hello_*_arm64.deb > /dev/null && hello';
  const args = [
    'run',
    '--rm',
    '--network',
    'none',
    '--volume',
    `${workspace}:/w`,
    builder,
    'sh',
    '-c',
    install,
  ];
  assert.equal((await product.engine.run(args)).stdout, 'hello from aarch64');
}

async function cmakeProject(product: Product, builder: string): Promise<void> {
  const { workspace } = await runRecipe('cmake.md', product, builder);
  const { stdout } = await run('file', [join(workspace, 'sum/build/libsum.so')]);
  assert.match(stdout, /ARM aarch64/);
  assert.match(
    await readFile(join(workspace, 'sum/build/Testing/Temporary/LastTest.log'), 'utf8'),
    /Test Passed/,
  );
}
