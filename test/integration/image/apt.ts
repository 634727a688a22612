import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Product } from '../../support/product.ts';

/** The guest's own package manager, emulated, in a container with network and what Docker gives by default. */
export async function aptInstall(t: TestContext, { engine, image }: Product): Promise<void> {
  const run = (script: string) =>
    engine.run(['run', '--rm', '--network', 'host', image, 'sh', '-c', script], { ignoreExitCode: true });
  // The root filesystem's own mirror, which not every test machine reaches.
  const update = await run('apt-get update --error-on=any');
  if (update.code !== 0) {
    t.skip(`the root filesystem's mirror is not reachable: ${update.stderr}`);
    return;
  }
  const { code, stdout, stderr } = await run(
    'apt-get update -qq && apt-get install -y -qq tree && tree --version && dpkg --status tree',
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^tree v/m);
  assert.match(stdout, /Architecture: arm64/);
}
