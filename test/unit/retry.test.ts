import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRetryAfter, TransientFailure, withRetry } from '../../src/http/retry.ts';

const policy = { attempts: 3, firstDelayMs: 0 };

test('tries again after a transient failure, and gives up with its reason', async () => {
  let calls = 0;
  const reason = new Error('busy');
  const busy = async () => {
    calls += 1;
    throw new TransientFailure(reason);
  };
  await assert.rejects(withRetry(busy, policy), reason);
  assert.equal(calls, 3);
});

test('does not try again after any other failure', async () => {
  let calls = 0;
  const wrong = async () => {
    calls += 1;
    throw new Error('wrong');
  };
  await assert.rejects(withRetry(wrong, policy), /wrong/);
  assert.equal(calls, 1);
});

test('cancelling ends the pause', async () => {
  const busy = async () => {
    throw new TransientFailure(new Error('busy'), 50_000);
  };
  const controller = new AbortController();
  const running = withRetry(busy, policy, controller.signal);
  controller.abort();
  await assert.rejects(running, { name: 'AbortError' });
});

test('Retry-After', () => {
  const now = Date.UTC(2024, 0, 1);
  assert.equal(parseRetryAfter('7', now), 7000);
  assert.equal(parseRetryAfter('Mon, 01 Jan 2024 00:00:05 GMT', now), 5000);
  assert.equal(parseRetryAfter('Sun, 31 Dec 2023 00:00:05 GMT', now), 0);
  assert.equal(parseRetryAfter('soon', now), undefined);
  assert.equal(parseRetryAfter(null, now), undefined);
});
