import { IMAGE_ADDRESS } from './fixed-address.ts';
import { atLeast } from './series.ts';

/** Settings that end up in the emulator. */
interface EmulatorOptions {
  readonly version: string;
  readonly cpu: string;
  readonly source: string;
}

/**
 * Arguments of QEMU's configure for a small static user-mode emulator. Everything optional is off but extended
 * attributes: without them guests get ENOSYS from getxattr, which `ls -l` reports as an error. Static-pie, so that
 * the emulator does not lie where guests that are not position-independent want to be.
 */
export function configureArguments({ version, cpu, source }: EmulatorOptions): string[] {
  return [
    '--target-list=aarch64-linux-user',
    '--static',
    '--enable-pie',
    '--without-default-features',
    '--enable-linux-user',
    '--enable-attr',
    '--disable-werror',
    '--disable-install-blobs',
    '--disable-debug-info',
    // Before 8.1 configure takes no --python together with the machine's meson.
    ...(atLeast(version, 8) ? ['--disable-download', '--python=/usr/bin/python3'] : []),
    '--prefix=/usr',
    // The guest's libraries are where the guest says: no second tree to look in first.
    '--interp-prefix=/',
    '--with-pkgversion=arm64-on-x86',
    // Without quotes: configure and meson do not keep them, and the hook makes it a string itself.
    `--extra-cflags=-DARM64_ON_X86_CPU=${cpu} -DARM64_ON_X86_IMAGE=0x${IMAGE_ADDRESS.toString(16)} -ffile-prefix-map=${source}=.`,
    // By which kept translations know the emulator that made them; not every gcc asks the linker for it.
    '--extra-ldflags=-Wl,--build-id=sha1',
  ];
}

/** Names of the CPU models in a file of QEMU's target/arm: `{ .name = "neoverse-n1", .initfn = … }`. */
export function cpuModels(text: string): string[] {
  return [...text.matchAll(/\.name = "([a-z0-9-]+)",\s*\.initfn/g)].map(([, name = '']) => name);
}
