// Root filesystems without a record of packages that can be read: no stand-ins, and the log says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { nativesComponent } from '../../src/components/natives/natives.ts';
import { distributionProfiles } from '../support/profiles.ts';

for (const [name, profile] of distributionProfiles()) {
  if (profile.packageManager === 'apt') continue;
  test(`${name} without its record has no native stand-ins, whoever is asked for packages`, async () => {
    for (const natives of ['auto', 'machine', 'guest'] as const) {
      const host = createTestHost();
      assert.equal(await nativesComponent({ accelerate: 'full', natives }, profile, host), undefined);
      assert.match(
        host.warnings.join(),
        new RegExp(`this root filesystem has ${profile.packageManager}: .*stays emulated`),
      );
      assert.deepEqual(host.commands, []);
    }
  });
}
