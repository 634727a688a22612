// The main job end to end: from the distribution's arm64 packages to a pulled image in which Lua is compiled.
import { join } from 'node:path';
import { ToolError } from '../src/errors.ts';
import { cacheDirectory } from './lib/cache-directory.ts';
import { compileLua, runLua } from './lib/lua-build.ts';
import { fetchLua, unpackLua } from './lib/lua-source.ts';
import { main } from './lib/main.ts';
import { phase } from './lib/phase.ts';
import type { Scope } from './lib/scope.ts';
import { inContainer, prepareWorkbench, type Workbench } from './lib/workbench/workbench.ts';

/** What is asked in the container, and what its answer must contain. */
const questions = [
  { ask: 'file $(which bash)', expect: ['ELF 64-bit LSB', 'ARM aarch64'] },
  {
    ask: 'file $(realpath $(which aarch64-linux-gcc))',
    expect: ['/x86_64/host/', 'ELF 64-bit LSB', 'x86-64'],
  },
];

async function showPrograms(workbench: Workbench): Promise<void> {
  for (const { ask, expect } of questions) {
    const { stdout } = await inContainer(workbench, ['sh', '-c', ask]);
    console.log(`   # ${ask}\n   ${stdout.trim()}`);
    if (expect.every((text) => stdout.includes(text))) continue;
    throw new ToolError(
      'unexpected-program',
      `expected ${expect.join(', ')}`,
      'this is a bug: please report it',
    );
  }
}

async function compareLua(workbench: Workbench, scope: Scope): Promise<void> {
  const { signal } = scope;
  const source = join(await scope.tempDir('lua'), 'lua');
  await phase("Lua's source", async ({ note }) => {
    const { tarball, cached } = await fetchLua(cacheDirectory(), { signal });
    if (cached) note('from the cache');
    await unpackLua(tarball, source, { signal });
  });
  const compile = (how: Parameters<typeof compileLua>[0]) => compileLua(how, source, workbench);
  const host = await phase('Lua, cross compiled on this machine', () => compile('host'));
  const emulated = await phase('Lua, compiled in the container, emulated', () => compile('emulated'));
  const native = await phase('Lua, compiled in the container, natively', () => compile('native'));
  console.log(`   it runs: ${await runLua(source, workbench)}`);
  console.log(
    [
      '── Lua 5.4, time of make',
      `   natively in the container      ${native.toFixed(2)} s`,
      `   emulated in the same container ${emulated.toFixed(2)} s: ${(emulated / native).toFixed(1)} times as long`,
      `   plain cross compile, no container ${host.toFixed(2)} s: native takes ${(native / host).toFixed(2)} times that`,
    ].join('\n'),
  );
}

await main(async (scope) => {
  const workbench = await prepareWorkbench(scope);
  await phase('programs in the image', () => showPrograms(workbench));
  await compareLua(workbench, scope);
});
