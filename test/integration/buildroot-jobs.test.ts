import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { suiteStandin } from '../support/suite.ts';

const { host, build } = await suiteStandin();

test('a package is built with as many jobs as this process may have CPUs, or as the configuration says', async () => {
  const counted = `PARALLEL_JOBS=${availableParallelism() + 1}`;
  for (const [config, expected] of [
    [[], counted],
    [['BR2_JLEVEL=7', 'BR2_JLEVEL=0'], counted],
    [['BR2_JLEVEL=7'], undefined],
  ] as const) {
    host.commands.length = 0;
    await build(config);
    const make = host.commands.filter((command) => / host-gcc-initial$/.test(command));
    assert.equal(make.length, 1);
    assert.equal(/PARALLEL_JOBS=\S*/.exec(make[0] ?? '')?.[0], expected, config.join());
  }
});
