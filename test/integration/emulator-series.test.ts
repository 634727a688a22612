import { test } from 'node:test';
import { checkEmulator } from '../support/check-emulator.ts';
import { machineCacheHost } from '../support/machine-cache.ts';
import { debian13Meson } from '../support/trixie.ts';
import { NotInArchive, UBUNTU_QEMUS, ubuntuQemu } from '../support/ubuntu-qemu.ts';

/** The series to build, each for some minutes of both cores: `all`, or names (`8.2 9.2`). */
const wanted = (process.env.QEMU_SERIES ?? '').split(' ');

for (const qemu of UBUNTU_QEMUS) {
  const { series } = qemu;
  const named = wanted.includes('all') || wanted.includes(series);
  test(`QEMU ${series}, from Ubuntu's archive`, {
    skip: named ? false : `QEMU_SERIES does not name ${series}`,
  }, async (t) => {
    const host = machineCacheHost(t);
    try {
      const tarball = await ubuntuQemu(qemu, host);
      const version = new RegExp(`version ${series.replace('.', '\\.')}\\.`);
      await checkEmulator(tarball, version, machineCacheHost(t, await debian13Meson(host)));
    } catch (error) {
      if (!(error instanceof NotInArchive)) throw error;
      t.skip(error.message);
    }
  });
}
