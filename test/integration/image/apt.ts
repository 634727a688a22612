import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Product } from '../../support/product.ts';

const unreachable = 75;

/** The guest's own package manager, emulated, in a container with network and what Docker gives by default. */
export async function aptInstall(t: TestContext, { engine, image }: Product): Promise<void> {
  // In one container, for the lists are large; the root filesystem's own mirror is one that not every machine reaches.
  const script = `apt-get update -qq --error-on=any || exit ${unreachable}
apt-get install -y -qq tree && tree --version && dpkg --status tree`;
  const args = ['run', '--rm', '--network', 'host', image, 'sh', '-c', script];
  const { code, stdout, stderr } = await engine.run(args, { ignoreExitCode: true });
  if (code === unreachable) {
    t.skip(`the root filesystem's mirror is not reachable: ${stderr}`);
    return;
  }
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^tree v/m);
  assert.match(stdout, /Architecture: arm64/);
}
