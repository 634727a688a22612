import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';
import { type GuestRoot, makeGuestRoot } from '../../scripts/lib/workbench/guest-root.ts';
import { createTestHost, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { debianRootfs } from '../../scripts/lib/workbench/rootfs.ts';
import { machineRpms, rpmRootfs } from '../support/rpm-rootfs.ts';
import { makeYumRepository, withoutDnf } from '../support/yum-repository.ts';

const PACKAGES = ['bash', 'coreutils', 'dash', 'findutils', 'grep', 'make', 'sed', 'tar'];
const PROGRAMS = ['/bin/sh', 'bash', 'ls', 'find', 'grep', 'make', 'sed', 'tar'];

/** A build in small, whose output must not tell whether the tools that make it are native. */
const BUILD = `printf 'all:\\n\\t@echo $(MAKE_HOST) | sed s/h/H/; ls /etc/passwd | grep -c e\\n' | make -f - &&
  bash -c 'echo $MACHTYPE' && find /etc/yum.repos.d -type f && tar -C /etc -cf - passwd | tar -tvf - && uname -m`;

describe('native stand-ins of an rpm root filesystem', { skip: withoutDnf() }, () => {
  const scopeEnd = Promise.withResolvers<void>();
  let finished: Promise<void>;
  let host: TestHost;
  let guest: GuestRoot;

  before(async () => {
    const started = Promise.withResolvers<void>();
    const make = async (scope: Scope) => {
      host = createTestHost();
      scope.defer(() => host.close());
      const server = await makeYumRepository(await machineRpms(PACKAGES, '5.2-1', host), host);
      scope.defer(async () => server.close());
      const rootfs = await rpmRootfs(await debianRootfs(scope), server, host);
      guest = await makeGuestRoot(scope, 'full', { rootfs }, host);
      started.resolve();
      await scopeEnd.promise;
    };
    finished = withScope(make);
    await Promise.race([started.promise, finished]);
  });
  after(async () => {
    scopeEnd.resolve();
    await finished;
  });

  test('stand in for its programs', async () => {
    assert.deepEqual(host.warnings, []);
    for (const program of PROGRAMS) {
      const { stdout } = await guest.run(['arm64-on-x86', 'explain', program]);
      assert.match(stdout, /\/x86_64\/native\/\S+ stands in/, program);
    }
    const { stdout } = await guest.run(['arm64-on-x86', 'explain', 'gzip']);
    assert.doesNotMatch(stdout, /stands in/);
  });

  test('give the same output', async () => {
    const native = await guest.run(['sh', '-c', BUILD]);
    const emulated = await guest.run(['sh', '-c', BUILD], { ARM64_ON_X86_ACCELERATE: '0' });
    assert.equal(native.stdout, emulated.stdout, native.stderr);
    assert.equal(native.code, 0, native.stderr);
    assert.match(native.stdout, /aarcH64-\S+\n1\naarch64-\S+\n.*test\.repo\n/s);
  });

  test('are named with their sources and licences', async () => {
    const notice = await readFile(join(guest.path, 'x86_64/share/natives/SOURCES'), 'utf8');
    assert.match(notice, /^Files of these RPM packages of debian \d+ are in this layer/);
    assert.match(notice, /^sed 5\.2-1 \(source package: sed 5\.2-1; licence: GPLv3\+ and MIT\)$/m);
    assert.match(notice, /^machine-libs /m);
  });
});
