// A root filesystem captured from a live machine, in a real container engine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram, isRoot } from '../../scripts/lib/root.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { startEngine } from '../../scripts/lib/workbench/docker.ts';
import { assembleImage } from '../../src/image/image.ts';
import { singleImage } from '../../src/image/image-set.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { openRootfs } from '../../src/rootfs/open.ts';
import { dockerArchiveSink } from '../../src/sinks/docker-archive.ts';
import { checkUnpacked, makeLiveRoot, SELINUX_OPTION } from '../support/live-root.ts';
import { quietHost } from '../support/quiet-host.ts';

const NAME = 'localhost/live:1';
const XATTRS = ['--xattrs', '--xattrs-include=*'];
const skip = (findProgram('dockerd') === undefined || !isRoot()) && 'dockerd and root are needed';

test('owners, capabilities, names, devices and links of a live machine come to a container', { skip }, () =>
  throughEngine(['--format=posix', '--sparse', ...XATTRS, SELINUX_OPTION], ['boot'], true),
);

test("what tar's default format has and engines refuse comes to a container, too", { skip }, () => {
  const refused = ['--sparse', '--label=machine', '--listed-incremental=snapshot'];
  return throughEngine(['--format=gnu', ...refused, '--exclude=./boot'], [], false);
});

/** Captures a live machine's root, makes an image of it, and looks at what a container has. */
function throughEngine(
  options: readonly string[],
  rootfsExclude: readonly string[],
  hasCapabilities: boolean,
) {
  return withScope(async (scope) => {
    const directory = await scope.tempDir('live');
    const [root, target, exported] = ['root', 'target', 'exported.tar'].map((name) => join(directory, name));
    assert.ok(root && target && exported);
    mkdirSync(root);
    mkdirSync(target);
    makeLiveRoot(root);
    const captured = join(directory, 'captured.tar.gz');
    execFileSync('tar', [...options, '-czf', captured, '-C', root, '.'], { stdio: 'ignore', cwd: directory });

    const host = quietHost(join(directory, 'cache'), { TMPDIR: directory });
    scope.defer(() => host.close());
    const { layers, profile } = await openRootfs({ rootfs: captured, rootfsExclude }, host);
    const image = assembleImage({
      baseLayers: layers,
      layers: [],
      profile,
      accelerate: 'none',
      labels: {},
      platform: 'linux/amd64',
      sourceDateEpoch: 0,
    });
    const archive = join(directory, 'image.tar');
    await dockerArchiveSink(archive, [parseReference(NAME)], scope.signal).publish(singleImage(image));

    const engine = await startEngine(scope);
    await engine.run(['load', '--input', archive]);
    await engine.run(['create', '--name', 'live', '--network', 'none', NAME]);
    await engine.run(['export', '--output', exported, 'live']);
    execFileSync('tar', [...XATTRS, '-xf', exported, '-C', target]);
    checkUnpacked(root, target, hasCapabilities);
  });
}
