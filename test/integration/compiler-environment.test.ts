import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { buildNativePrograms } from '../../src/components/native-programs.ts';
import { buildrootMake, buildrootPlaces } from '../../src/components/toolchain/buildroot/build/make.ts';
import { openScope } from '../support/open-scope.ts';

// The emulator's build is watched, and interrupted, in bad-input.test.ts.
describe('a directory for the temporary files of compilers, gone when the host closes', () => {
  const scope = openScope();
  after(() => scope.close());

  it('is that of what Buildroot starts', async () => {
    const directory = await scope.tempDir('buildroot');
    const places = buildrootPlaces(directory, directory, join(directory, 'ccache'));
    await mkdir(places.tree, { recursive: true });
    await mkdir(dirname(places.log), { recursive: true });
    await writeFile(join(places.tree, 'Makefile'), 'name:\n\t@echo "$(TMPDIR)"\n');
    const host = createTestHost();
    const { stdout } = await buildrootMake(places, ['--no-print-directory', 'name'], host);
    const temporary = stdout.trim();
    assert.match(temporary, /compiler/);
    assert.ok(existsSync(temporary));
    await host.close();
    assert.ok(!existsSync(temporary));
  });

  it("is that of our own programs' compiler, which may work in a directory with a space in its name", async () => {
    // With the option -n, make would only say what it does.
    const host = createTestHost({ env: { ...process.env, MAKEFLAGS: 'n' } });
    const seen: (string | undefined)[] = [];
    const watched = {
      ...host,
      exec: ((command, args, options) => {
        if (command === 'make') seen.push(options?.env?.TMPDIR);
        return host.exec(command, args, options);
      }) satisfies typeof host.exec,
    };
    const { launch } = await buildNativePrograms(await scope.tempDir('a b'), watched);
    assert.ok(existsSync(launch));
    await host.close();
    assert.match(seen.join(), /^[^,]*compiler[^,]*$/);
  });
});
