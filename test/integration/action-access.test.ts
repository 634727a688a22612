// What the log, and programs that the bundles start, see of what gives access to something.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { withScope } from '../../scripts/lib/scope.ts';
import { createRunner } from '../../scripts/lib/workbench/runner.ts';
import { makeJob } from '../../scripts/lib/workbench/step.ts';
import { serveFiles } from '../support/file-server.ts';
import { qemuStandin } from '../support/qemu-standin.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const TOKENS = { ACTIONS_RUNTIME_TOKEN: 'runtime-right', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'identity-right' };

const SOURCE = { password: 'password-of-the-source', query: 'signature-in-the-query' };

test('no line of the log has what gives access to a source', () =>
  withScope(async (scope) => {
    const directory = await scope.tempDir('source');
    const rootfs = join(directory, 'rootfs.tar.gz');
    await writeFile(rootfs, gzipSync(await tarOf(smallRootfs())));
    const qemu = await qemuStandin('#!/bin/sh\necho configured; exit 1\n');
    const files = await serveFiles({ [`/qemu.tar.gz?token=${SOURCE.query}`]: qemu });
    scope.defer(async () => files.close());
    const address = `${files.base.replace('://', `://ci:${SOURCE.password}@`)}/qemu.tar.gz`;
    const { code, log, outputs, summary } = await createRunner(directory).step({
      inputs: {
        ...{ rootfs, toolchain: 'system', 'emulator-source': `${address}?token=${SOURCE.query}` },
        outputs: `type=oci,dest=${join(directory, 'image')}`,
      },
    });
    assert.equal(code, 1, log);
    assert.match(log, /configure .*failed with exit code 1%0A {4}configured/);
    assert.ok(log.includes(`emulator-source: ${files.base}/qemu.tar.gz has no checksum`), log);
    const shown = [...log.split('\n'), JSON.stringify(outputs), summary].filter(
      (line) => !line.startsWith('::add-mask::'),
    );
    for (const secret of Object.values(SOURCE)) {
      assert.ok(log.includes(`::add-mask::${secret}\n`), log);
      assert.ok(!shown.join('\n').includes(secret), log);
    }
  }));

describe('the tokens of a job', () => {
  it("are not seen by the configure of somebody's QEMU", () =>
    withScope(async (scope) => {
      const directory = await scope.tempDir('tokens');
      const [rootfs, qemu] = [join(directory, 'rootfs.tar.gz'), join(directory, 'qemu.tar.gz')];
      await writeFile(rootfs, gzipSync(await tarOf(smallRootfs())));
      await writeFile(
        qemu,
        await qemuStandin('#!/bin/sh\nenv | grep -a "^ACTIONS_\\|^TMPDIR" >&2; exit 1\n'),
      );
      const inputs = {
        rootfs,
        toolchain: 'system',
        'emulator-source': qemu,
        'cache-from': '',
        'cache-to': '',
      };
      const { code, log } = await createRunner(directory).step({
        inputs: { ...inputs, outputs: `type=oci,dest=${join(directory, 'image')}` },
        env: TOKENS,
      });
      assert.equal(code, 1, log);
      assert.match(log, /configure .*failed with exit code 1/);
      assert.match(log, /TMPDIR=/);
      for (const token of Object.values(TOKENS)) assert.ok(!log.includes(token), log);
    }));

  it("are handed to a step's script when it names them, and are not seen by the container engine before", () =>
    withScope(async (scope) => {
      const directory = await scope.tempDir('engine');
      const [programs, seen] = [join(directory, 'programs'), join(directory, 'seen')];
      await mkdir(programs);
      const docker = `#!/bin/sh
[ "$1" = run ] || { env >> '${seen}'; [ "$1" = info ] && echo '28.0 []' || echo '[]'; exit 0; }
for place; do [ ! -d "$place" ] || echo yes > "$place/begun"; done
echo "named: $ACTIONS_ID_TOKEN_REQUEST_TOKEN, not named: $ACTIONS_RUNTIME_TOKEN."
`;
      await writeFile(join(programs, 'docker'), docker, { mode: 0o755 });
      const job = await makeJob(scope, { PATH: `${programs}:${process.env.PATH}` }, true);
      const env = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN';
      const inputs = { image: 'i', run: 'true', env, 'compiler-cache': 'false' };
      const { code, log } = await (await job.start('run.js', inputs, TOKENS)).ended;
      assert.equal(code, 0, log);
      assert.match(log, /^named: identity-right, not named: \.$/m);
      const before = await readFile(seen, 'utf8');
      assert.match(before, /^PATH=/m);
      for (const token of Object.values(TOKENS)) assert.ok(!before.includes(token), before);
    }));
});
