import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';
import { expected, few, images, makePlace, type Place } from '../support/translations.ts';

const USER = ['--reuid', '1000'];
/** As a root's process that has called seteuid(2). */
const ROOT_AS_USER = ['--ruid', '0', '--euid', '1000'];

/** A tree in which other users than root can run the probe, too. Only root can have it run as another user. */
async function makeSharedPlace(scope: Scope, t: TestContext): Promise<Place | undefined> {
  if (process.getuid?.() !== 0) return void t.skip('only root has two users');
  const place = await makePlace(scope);
  for (const directory of ['usr', 'lib', 'lib64', 'tmp'])
    await mkdir(join(place.tree, directory), { recursive: true });
  for (const directory of ['tmp', 'logs']) await chmod(join(place.tree, directory), 0o1777);
  return place;
}

test('what a user has kept is not executed by a root that has become this user for a while', (t) =>
  withScope(async (scope) => {
    const place = await makeSharedPlace(scope, t);
    if (place === undefined) return;
    const own = join(place.tree, 'tmp/.arm64-on-x86-1000');
    const cold = await place.start({ ids: ROOT_AS_USER });
    assert.equal(cold.output, expected('first'));
    assert.deepEqual(await readdir(join(place.tree, 'tmp')), [], 'nothing is written for the user');
    await place.start({ ids: USER });
    assert.deepEqual((await readdir(own)).length > 0, true);
    const warm = await place.start({ ids: USER });
    assert.ok(warm.translated < few(cold.translated), `${warm.translated} of ${cold.translated}`);
    const careful = await place.start({ ids: ROOT_AS_USER });
    assert.equal(careful.output, expected('first'));
    assert.ok(careful.translated > few(cold.translated), `${careful.translated} of ${cold.translated}`);
  }));

test('what root has kept is read by all, whatever the umask of the first that kept something', (t) =>
  withScope(async (scope) => {
    const place = await makeSharedPlace(scope, t);
    if (place === undefined) return;
    const cold = await place.start({ umask: '077' });
    assert.equal((await stat(place.cache)).mode & 0o777, 0o755);
    assert.equal((await stat((await images(place))[0] ?? '')).mode & 0o777, 0o644);
    for (const ids of [USER, ROOT_AS_USER]) {
      const warm = await place.start({ ids });
      assert.ok(warm.translated < few(cold.translated), `${ids}: ${warm.translated} of ${cold.translated}`);
    }
  }));
