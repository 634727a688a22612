import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import type { ToolError } from '../../src/errors.ts';
import { type Engine, findEngine } from '../../src/run/engine.ts';

describe('container engine', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'engine-'));
  });
  after(() => rm(directory, { recursive: true }));

  /** What is found on a machine whose docker and podman are stand-ins: what they print, and their exit code. */
  async function found(
    name: string,
    standIns: Readonly<Record<string, readonly [string, number]>>,
  ): Promise<Engine> {
    const bin = await mkdtemp(join(directory, name));
    for (const [program, [line, code]] of Object.entries(standIns))
      await writeFile(join(bin, program), `#!/bin/sh\necho '${line}'\nexit ${code}\n`, { mode: 0o755 });
    return findEngine(createTestHost({ env: { PATH: bin } }));
  }
  const noEngine = (error: ToolError) => error.code === 'no-container-engine' && error.hint !== '';

  it('is Docker where its daemon answers', async () => {
    const cases = {
      '["name=seccomp"]': 'root',
      '["name=rootless"]': 'user',
      '["name=userns"]': 'remapped',
    } as const;
    for (const [options, userNamespace] of Object.entries(cases)) {
      const standIns = { docker: [`28.0.1 ${options}`, 0], podman: ['false', 0] } as const;
      assert.deepEqual(await found('docker', standIns), { program: 'docker', userNamespace });
    }
  });

  it('is podman where there is none, or no daemon, whatever the client ends with', async () => {
    const answers = [
      [' null', 0],
      [' null', 1],
      ['<no value> null', 0],
    ] as const;
    for (const docker of answers) {
      const standIns = { docker, podman: ['true', 0] } as const;
      assert.deepEqual(await found('podman', standIns), { program: 'podman', userNamespace: 'user' });
      await assert.rejects(found('none', { docker }), noEngine);
    }
    await assert.rejects(found('none', {}), noEngine);
    await assert.rejects(found('none', { podman: ['', 125] }), noEngine);
  });
});
