import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilerEnvironment } from '../../src/components/compiler-environment.ts';
import { createGithubHost } from '../../src/host/github.ts';

test('no program that the host starts gets a token of the job', async (t) => {
  const tokens = { ACTIONS_RUNTIME_TOKEN: 'right', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'right' };
  const host = createGithubHost({ PATH: process.env.PATH, ...tokens }, '');
  t.after(() => host.close());
  for (const options of [{}, { env: host.env }, { env: await compilerEnvironment(host) }]) {
    const { stdout } = await host.exec('env', [], options);
    assert.match(stdout, /^PATH=/m);
    assert.doesNotMatch(stdout, /right/);
  }
});
