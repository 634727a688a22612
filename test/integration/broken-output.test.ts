import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';

const CLI = new URL('../../src/entry/cli.ts', import.meta.url).pathname;

describe('a result that cannot be written', () => {
  it('ends the program without a word where nobody reads it any more', async () => {
    const child = spawn(process.execPath, [CLI, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    assert.deepEqual([said, code], ['', 141]);
  });

  it('is an error with a hint where the disk is full', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [CLI, '--help'], { stdio: ['ignore', full.fd, 'pipe'] });
    assert.ok(child.stderr);
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    await full.close();
    assert.equal(code, 1);
    assert.match(said, /^error: ENOSPC.*\n {2}hint: the disk is full/);
  });
});
