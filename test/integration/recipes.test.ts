// docs/recipes, run from their very text, and the compiler cache: an image whose tools are native, in a real engine.
import assert from 'node:assert/strict';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository } from '../../scripts/lib/repository.ts';
import { findProgram, isRoot } from '../../scripts/lib/root.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { type Product, prepareProduct } from '../../scripts/lib/workbench/product.ts';
import type { Job } from '../../scripts/lib/workbench/step.ts';
import { engineJob, writeProject } from '../support/engine-job.ts';
import { blockOf, stepInputs } from '../support/markdown.ts';
import { compilerCache } from './recipes/compiler-cache.ts';
import { packageWorkflow } from './recipes/package-workflow.ts';

/** As the documents call the published image, and the one with a build's packages. */
const PUBLISHED = 'ghcr.io/OWNER/arm64-on-x86/debian-12';
const BUILDER = 'registry.example/debian-12-builder';
const unreachable = /^.*(Unable to fetch|Could not resolve|Failed to fetch).*$/m;

test('recipes and the compiler cache, in an image with native tools', async (t) => {
  await withScope(async (scope) => {
    const product = await prepareProduct(scope, 'full');
    await t.test('kubernetes.md: under the restricted pod security standard', () => restrictedPod(product));
    await t.test('compiler cache', (room) => compilerCache(room, product));
    await t.test('dockerfile.md: by buildah', { skip: withoutBuildah }, () => buildahBuild(product));
    await t.test("dockerfile.md: an image with a build's packages", async (room) => {
      const built = await buildDockerfile(product);
      const skip = built.unreachable ?? false;
      if (skip !== false) room.skip(skip);
      for (const step of ['step', 'step at the root'])
        await room.test(`debian-package.md: ${step}`, { skip }, () =>
          debianPackage(product, built.image, step),
        );
      await room.test('cmake.md', { skip }, () => cmakeProject(product, built.image));
      await room.test('package-arm64.yml', { skip }, () => packageWorkflow(product, built.image));
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

interface Built {
  readonly image: string;
  /** Why it was not built: packages come from the distribution's mirror, which not every machine reaches. */
  readonly unreachable?: string;
}

/** With the engine's network. */
async function buildDockerfile({ engine, image, scope }: Product): Promise<Built> {
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
  const [said] = unreachable.exec(result.stderr + result.stdout) ?? [];
  if (result.code !== 0 && said !== undefined)
    return { image: 'builder', unreachable: `the root filesystem's mirror does not answer: ${said}` };
  assert.equal(result.code, 0, result.stderr);
  return { image: 'builder' };
}

const withoutBuildah =
  findProgram('buildah') === undefined || !isRoot() ? 'buildah and root are needed' : false;

/** The document's command with a Dockerfile that needs no network, and with storage that leaves no trace. */
async function buildahBuild({ image, scope }: Product): Promise<void> {
  const directory = await scope.tempDir('buildah');
  await writeFile(
    join(directory, 'Dockerfile'),
    `FROM ${image}\nRUN echo 'int main(void) { return 42; }' > t.c && gcc t.c -o t; ./t; echo "$(uname -m) $?"\n`,
  );
  const [program = '', verb = '', ...args] = blockOf(await document('dockerfile.md'), 'buildah')
    .replace(BUILDER, 'builder')
    .trim()
    .split(' ');
  const storage = ['--root', join(directory, 'root'), '--runroot', join(directory, 'run')];
  const machine = ['--isolation', 'chroot', '--network', 'host', '--tls-verify=false'];
  const options = [...storage, '--storage-driver', 'vfs', verb, ...machine, ...args.slice(0, -1), directory];
  const { stdout } = await run(program, options, { signal: scope.signal });
  assert.match(stdout, /^aarch64 42$/m);
}

/**
 * Writes the files of a recipe into the workspace and runs its step with the run action.
 * @param step the title of its step; any other than `step` has the project at the workspace's root.
 */
async function runRecipe(
  name: string,
  { engine, scope }: Product,
  image: string,
  step = 'step',
): Promise<Job> {
  const text = await document(name);
  const job = await engineJob(engine, scope);
  await writeProject(step === 'step' ? text : text.replaceAll('title="hello/', 'title="./'), job);
  const inputs = stepInputs(blockOf(text, step));
  assert.equal(inputs.image, BUILDER);
  const { code, log } = await (await job.start('run.js', { ...inputs, image })).ended;
  assert.equal(code, 0, log);
  return job;
}

async function debianPackage(product: Product, builder: string, step: string): Promise<void> {
  const { workspace } = await runRecipe('debian-package.md', product, builder, step);
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
