import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { ToolError } from '../../src/errors.ts';
import { execProgram } from '../../src/host/exec.ts';

const never = new AbortController().signal;

describe('exec', () => {
  it('gives both outputs, lines as they come, input and environment', async () => {
    const lines: string[] = [];
    const result = await execProgram(
      'sh',
      ['-c', 'read line; echo "got $line $A"; echo no >&2; printf end'],
      { input: 'in\n', env: { A: 'a', PATH: process.env.PATH ?? '' }, onLine: (line) => lines.push(line) },
      never,
    );
    assert.deepEqual(result, { code: 0, stdout: 'got in a\nend', stderr: 'no\n' });
    assert.deepEqual(lines.sort(), ['end', 'got in a', 'no']);
  });

  it('fails with the last 50 lines of the output', async () => {
    await assert.rejects(execProgram('sh', ['-c', 'seq 1 60; exit 3'], {}, never), (error: ToolError) => {
      assert.equal(error.code, 'command-failed');
      assert.match(error.message, /^sh -c .* failed with exit code 3\n {4}11\n[\s\S]*\n {4}60$/);
      return true;
    });
    assert.equal((await execProgram('sh', ['-c', 'exit 3'], { ignoreExitCode: true }, never)).code, 3);
    for (const [name, code] of Object.entries({ KILL: 137, TERM: 143, QUIT: 131 })) {
      const killed = await execProgram('sh', ['-c', `kill -${name} $$`], { ignoreExitCode: true }, never);
      assert.equal(killed.code, code);
    }
  });

  it('does not mind a program that does not read its input', async () => {
    assert.equal((await execProgram('true', [], { input: 'x'.repeat(1 << 20) }, never)).code, 0);
  });

  it('says what is not installed', () =>
    assert.rejects(execProgram('no-such-program-here', [], {}, never), {
      code: 'command-not-found',
      message: /no-such-program-here is not installed/,
    }));

  it('says that the working directory is missing, not the program', () =>
    assert.rejects(execProgram('true', [], { cwd: '/no/such/place' }, never), {
      code: 'working-directory-missing',
      message: 'true cannot be started in /no/such/place: there is no such directory',
    }));

  it('ends the children of a child, also those that ignore SIGTERM, when the signal aborts', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-'));
    try {
      const controller = new AbortController();
      const script = `trap '' TERM; sh -c 'trap "" TERM; echo $$ >${directory}/pid; while :; do sleep 0.1; done' & echo ready; wait`;
      const ready = Promise.withResolvers<void>();
      const run = execProgram('sh', ['-c', script], { onLine: () => ready.resolve() }, controller.signal);
      await ready.promise;
      const pid = await pidIn(join(directory, 'pid'));
      controller.abort(new Error('stop'));
      await assert.rejects(run, /stop/);
      assert.equal(await isRunning(pid), false);
      await assert.rejects(execProgram('true', [], {}, controller.signal), /stop/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

/** A killed process stays as a zombie where the container's first process collects none (proc(5), "state"). */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State: gone');
  return !/^State:\s+(gone|Z|X)/m.test(status);
}

/** The pid that the grandchild writes as soon as it runs. */
async function pidIn(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
    await setTimeout(20);
  }
}
