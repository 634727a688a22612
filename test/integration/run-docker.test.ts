// The run action in a real Docker Engine, with an image that is a shell and little more.
import { type TestContext, test } from 'node:test';
import { findProgram, isRoot } from '../../scripts/lib/root.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { startEngine } from '../../scripts/lib/workbench/docker.ts';
import { gitInWorkspace } from './run/git.ts';
import { handedOn } from './run/handed-on.ts';
import { notStarted } from './run/not-started.ts';
import { otherUsers } from './run/other-users.ts';
import { othersFiles } from './run/others-files.ts';
import { runnersPlaces } from './run/places.ts';
import { pulling } from './run/pulling.ts';
import { importTiny, type TinyProduct } from './run/tiny-product.ts';

const missing = ['dockerd', 'docker', 'busybox', 'ccache', 'docker-registry', 'gcc', 'git'].filter(
  (name) => findProgram(name) === undefined,
);
const skip = isRoot() ? missing.length > 0 && `not installed: ${missing.join(', ')}` : 'root is needed';

test('the run action, with Docker', { skip }, async (t) => {
  await withScope(async (scope) => {
    const engine = await startEngine(scope);
    const product = { engine, scope, image: 'tiny' };
    await importTiny(product, 'tiny', 'git');
    const groups: Readonly<Record<string, (t: TestContext, product: TinyProduct) => Promise<void>>> = {
      git: gitInWorkspace,
      'places of the runner': runnersPlaces,
      'a container that does not start': notStarted,
      'files of others': othersFiles,
      pulling,
      'what is handed on': handedOn,
      'other users': otherUsers,
    };
    for (const [name, group] of Object.entries(groups)) await t.test(name, (room) => group(room, product));
  });
});
