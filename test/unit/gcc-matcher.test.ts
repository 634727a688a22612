import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { MATCHER } from '../../src/entry/run-state.ts';

const file = new URL(`../../${MATCHER.file}`, import.meta.url);
const [matcher] = JSON.parse(await readFile(file, 'utf8')).problemMatcher;

/** As the runner does: the groups that the pattern names. */
function match(line: string) {
  const [pattern] = matcher.pattern;
  const found = new RegExp(pattern.regexp).exec(line);
  if (found === null) return undefined;
  return ['file', 'line', 'column', 'severity', 'message', 'code'].map((name) => found[pattern[name]]);
}

it('has the owner that the action removes', () => {
  assert.equal(matcher.owner, MATCHER.owner);
});

it("finds gcc's errors and warnings", () => {
  assert.deepEqual(match('src/a b.c:12:7: error: expected ‘;’ before ‘}’ token'), [
    ...['src/a b.c', '12', '7', 'error', 'expected ‘;’ before ‘}’ token', undefined],
  ]);
  assert.deepEqual(match("t.c:3:9: warning: unused variable 'x' [-Wunused-variable]"), [
    ...['t.c', '3', '9', 'warning', "unused variable 'x'", '-Wunused-variable'],
  ]);
  assert.deepEqual(match('t.c:1:10: fatal error: none.h: No such file or directory'), [
    ...['t.c', '1', '10', 'error', 'none.h: No such file or directory', undefined],
  ]);
  assert.deepEqual(match('t.s:4: error: unknown mnemonic'), [
    ...['t.s', '4', undefined, 'error', 'unknown mnemonic', undefined],
  ]);
});

it('leaves other lines alone', () => {
  for (const line of [
    't.c:3:9: note: declared here',
    "t.c: In function 'main':",
    'make: *** [Makefile:2: all] Error 1',
    '12:30:11: error in the clock',
    'cc1: error: unrecognized option',
  ])
    assert.equal(match(line), undefined, line);
});
