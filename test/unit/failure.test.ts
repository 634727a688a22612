import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainFailure } from '../../src/entry/failure.ts';
import { checkPlatform } from '../../src/entry/platform.ts';
import { ToolError } from '../../src/errors.ts';
import { Interrupted } from '../../src/host/interrupt.ts';

describe('failures', () => {
  it('shows message and hint of a ToolError, without a stack', () => {
    assert.deepEqual(explainFailure(new ToolError('x', 'what', 'do this')), {
      message: 'what',
      hint: 'do this',
      exitCode: 1,
    });
  });

  it('tells what to do about a full disk', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const { message, hint, exitCode } = explainFailure(error);
    assert.match(message, /^ENOSPC/);
    assert.match(hint ?? '', /free some space/);
    assert.equal(exitCode, 1);
  });

  it('shows a bug as one, with its stack', () => {
    const { message, hint } = explainFailure(new TypeError('oops'));
    assert.match(message, /this is a bug[\s\S]*TypeError: oops\n\s+at /);
    assert.equal(hint, undefined);
  });

  it('takes the signal for the reason of whatever broke because of it', () => {
    for (const [name, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const signal = AbortSignal.abort(new Interrupted(name));
      assert.equal(explainFailure(new Error('broken pipe'), signal).exitCode, code);
    }
  });

  it('refuses machines that are not x86-64 Linux', () => {
    checkPlatform('linux', 'x64');
    assert.throws(() => checkPlatform('darwin', 'x64'), {
      code: 'unsupported-platform',
      message: /darwin on x64/,
    });
    assert.throws(() => checkPlatform('linux', 'arm64'), { code: 'unsupported-platform', hint: /directly/ });
  });
});
