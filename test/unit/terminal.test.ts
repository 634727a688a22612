import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { formatElapsed } from '../../src/host/elapsed.ts';
import { createTerminalHost, progressBar } from '../../src/host/terminal.ts';

/** A terminal host that writes to memory. */
function terminal(isTTY: boolean, env = {}) {
  const stdout = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 20 });
  const host = createTerminalHost({ env, cacheDirectory: '/dev/null/cache', stdout, stderr });
  return { host, out: () => String(stdout.read() ?? ''), log: () => String(stderr.read() ?? '') };
}

describe('terminal', () => {
  it('replaces the progress line on a terminal, and cuts it to the width', async () => {
    const { host, log } = terminal(true);
    host.progress('a very long line of progress');
    host.progress('b');
    host.info('done');
    assert.equal(log(), '\r\u001b[K  a very long line \r\u001b[K  b\r\u001b[Kdone\n');
    await host.close();
  });

  it('prints progress now and then where there is no terminal', async () => {
    const { host, log } = terminal(false);
    host.progress('a');
    host.progress('b');
    host.info('done');
    assert.equal(log(), '  a\ndone\n');
    await host.close();
  });

  it('says of each phase when it began and how it ended', async () => {
    const { host, log } = terminal(false);
    assert.equal(await host.phase('one', async () => 1), 1);
    await assert.rejects(
      host.phase('two', () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.match(log(), /^▸ one\n✓ one \(\d+\.\d s\)\n▸ two\n✗ two \(\d+\.\d s\)\n$/);
    await host.close();
  });

  it('keeps secrets out of the log, and the result on stdout', async () => {
    const { host, out, log } = terminal(false);
    host.secret('hunter2');
    host.secret('');
    host.warning('password hunter2 refused');
    host.setOutput('tags', 'a\nb');
    assert.equal(log(), 'warning: password *** refused\n');
    assert.equal(out(), 'tags=a,b\n');
    await host.close();
  });

  it('says once that the cache does not work', async () => {
    const { host, log } = terminal(false);
    await host.cache.save('a', '/');
    await host.cache.save('b', '/');
    assert.match(log(), /^warning: cannot [^\n]*\n$/);
    await host.close();
  });

  it('says what to do when there is no place for temporary files', async () => {
    const { host } = terminal(false, { TMPDIR: '/nonexistent' });
    await assert.rejects(host.tempDir('a'), {
      code: 'temp-missing',
      message: /\/nonexistent/,
      hint: /TMPDIR/,
    });
    await host.close();
  });

  it('writes durations for people', () => {
    assert.deepEqual([0, 12_345, 59_960, 60_000, 125_000].map(formatElapsed), [
      '0.0 s',
      '12.3 s',
      '60.0 s',
      '1 min 00 s',
      '2 min 05 s',
    ]);
  });
});

it('a bar is as full as the work is done', () => {
  assert.equal(progressBar(0), ' '.repeat(20));
  assert.equal(progressBar(1), '█'.repeat(20));
  assert.equal(progressBar(0.475), `${'█'.repeat(9)}▌${' '.repeat(10)}`);
  assert.equal(progressBar(7).length, 20);
});
