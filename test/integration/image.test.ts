// The image as users have it: built by the bundle, pushed, pulled by a real engine, run without any privilege.
import { test } from 'node:test';
import { withScope } from '../../scripts/lib/scope.ts';
import { prepareProduct } from '../../scripts/lib/workbench/product.ts';
import { acceleration } from './image/acceleration.ts';
import { aptInstall } from './image/apt.ts';
import { compiling } from './image/compiling.ts';
import { containerJob } from './image/container-job.ts';
import { containerRuntime } from './image/container-runtime.ts';
import { dockerfile } from './image/dockerfile.ts';
import { identicalCode } from './image/identical-code.ts';
import { natives } from './image/natives.ts';
import { runAction } from './image/run-action.ts';

test('the image of a Debian root filesystem, in a container without privileges', async (t) => {
  await withScope(async (scope) => {
    const product = await prepareProduct(scope);
    await t.test('container runtime', (room) => containerRuntime(room, product));
    await t.test('container: of a job', (room) => containerJob(room, product));
    await t.test('run action', (room) => runAction(room, product));
    await t.test('compiling', (room) => compiling(room, product));
    await t.test('acceleration', (room) => acceleration(room, product));
    await t.test('native programs', (room) => natives(room, product));
    await t.test('Dockerfile', () => dockerfile(product));
    await t.test('apt-get', (room) => aptInstall(room, product));
    await t.test('identical code', (room) => identicalCode(room, product));
  });
});
