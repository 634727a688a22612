import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { withScope } from '../../scripts/lib/scope.ts';

test('what was registered last is undone first, also after a failure', async () => {
  const done: string[] = [];
  let directory = '';
  const work = withScope(async (scope) => {
    directory = await scope.tempDir('test');
    scope.defer(async () => void done.push('first'));
    scope.defer(async () => Promise.reject(new Error('cleaning failed')));
    scope.defer(async () => void done.push(existsSync(directory) ? 'last' : 'too late'));
    throw new Error('the cause');
  });
  await assert.rejects(work, { message: 'the cause' });
  assert.deepEqual(done, ['last', 'first']);
  assert.equal(existsSync(directory), false);
});

test('a failure of the undoing is told when the work went well', async () => {
  const work = withScope(async (scope) => scope.defer(async () => Promise.reject(new Error('stuck'))));
  await assert.rejects(work, (error: AggregateError) => error.errors[0].message === 'stuck');
});

test('an interrupt ends the child, removes the directory and gives exit code 130', async () => {
  const modules = new URL('../../scripts/lib/', import.meta.url).pathname;
  const program = `
    import { main } from '${modules}main.ts';
    import { run } from '${modules}run.ts';
    await main(async (scope) => {
      const directory = await scope.tempDir('interrupt');
      await run('sh', ['-c', 'echo "$$ $1"; sleep 600; true', 'sh', directory],
        { signal: scope.signal, onLine: console.log });
    });`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program]);
  const [chunk] = await once(child.stdout, 'data');
  const [pid = '', directory = ''] = String(chunk).trim().split(' ');
  assert.equal(existsSync(directory), true);
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  assert.equal(code, 130);
  assert.equal(existsSync(directory), false);
  assert.equal(existsSync(`/proc/${pid}`), false);
});

test('a second ^C in the terminal does not reach what cleans up', {
  skip: process.getuid?.() !== 0 && 'sudo has to stay with its terminal',
}, async () => {
  const modules = new URL('../../scripts/lib/', import.meta.url).pathname;
  const program = `
      import { main } from '${modules}main.ts';
      import { run } from '${modules}run.ts';
      await main(async (scope) => {
        scope.defer(async () => void (await run('sh', ['-c', 'echo cleaning; sleep 1; echo clean'], { onLine: console.log })));
        await run('sh', ['-c', 'echo working; sleep 600; true'], { signal: scope.signal, onLine: console.log });
      });`;
  const args = ['--input-type=module-typescript', '--eval', program];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const { pid } = child;
  assert.ok(pid);
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    // As a terminal does: to the whole group.
    if (/(working|cleaning)\n$/.test(said)) process.kill(-pid, 'SIGINT');
  }
  assert.match(said, /cleaning\nclean\n$/);
});
