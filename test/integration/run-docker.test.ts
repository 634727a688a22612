// The run action in a real Docker Engine, with an image that is a shell and little more.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findProgram, isRoot } from '../../scripts/lib/root.ts';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';
import { type Engine, startEngine } from '../../scripts/lib/workbench/docker.ts';
import { tinyRoot } from '../support/tiny-image.ts';
import { gitInWorkspace } from './run/git.ts';
import { handedOn } from './run/handed-on.ts';
import { notStarted } from './run/not-started.ts';
import { othersFiles } from './run/others-files.ts';
import { runnersPlaces } from './run/places.ts';
import { pulling } from './run/pulling.ts';
import type { TinyProduct } from './run/tiny-product.ts';

const missing = ['dockerd', 'docker', 'busybox', 'docker-registry', 'git'].filter(
  (name) => findProgram(name) === undefined,
);
const skip = isRoot() ? missing.length > 0 && `not installed: ${missing.join(', ')}` : 'root is needed';

test('the run action, with Docker', { skip }, async (t) => {
  await withScope(async (scope) => {
    const engine = await startEngine(scope);
    const product = { engine, scope, image: await importTiny(engine, scope, 'tiny', 'git') };
    const groups: Readonly<Record<string, (t: TestContext, product: TinyProduct) => Promise<void>>> = {
      git: gitInWorkspace,
      'places of the runner': runnersPlaces,
      'a container that does not start': notStarted,
      'files of others': othersFiles,
      pulling,
      'what is handed on': handedOn,
    };
    for (const [name, group] of Object.entries(groups)) await t.test(name, (room) => group(room, product));
  });
});

async function importTiny(
  engine: Engine,
  scope: Scope,
  name: string,
  ...programs: readonly string[]
): Promise<string> {
  const archive = join(await scope.tempDir('tiny'), 'tiny.tar');
  await writeFile(archive, await tinyRoot(...programs));
  await engine.run(['import', archive, name]);
  return name;
}
