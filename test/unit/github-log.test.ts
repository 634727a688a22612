import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createGithubHost } from '../../src/host/github.ts';
import { inert } from '../../src/host/github-log.ts';

test('no line of a log is a command to the runner', async () => {
  const host = createGithubHost({}, '');
  const written: string[] = [];
  const write = mock.method(process.stdout, 'write', (text: string) => written.push(text) > 0);
  try {
    host.info('::save-state name=temp::/');
    host.progress(' \t::error::x');
  } finally {
    write.mock.restore();
  }
  await host.close();
  assert.deepEqual(written, [': :save-state name=temp::/\n', ' \t: :error::x\n']);
});

test('all else in a log stays as it is', () => {
  assert.equal(inert('a\n::b::c\n\n  ::d ##[e]f'), 'a\n: :b::c\n\n  : :d ## [e]f');
  for (const text of ['', 'a ::b::c', ':a', 'http://[::1]:5000/', '# [a]']) assert.equal(inert(text), text);
});
