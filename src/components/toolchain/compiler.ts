import type { Host } from '../../host/host.ts';
import { type CompilerDefaults, readCompilerDefaults } from '../../rootfs/compiler-defaults.ts';
import { modelOf } from '../cpu-model.ts';

/** What there is to know of a cross compiler before it is fitted to a rootfs. */
export interface Compiler {
  /** Its own specs, as `gcc -dumpspecs` prints them when no specs file lies beside it. */
  readonly specs: string;
  /** Its sysroot is `/` already. */
  readonly rootSysroot: boolean;
  /** It looks in Debian's multiarch directories by itself. */
  readonly multiarch: boolean;
  /** Its linker has the option that TRUSTING names. */
  readonly suspiciousLinker: boolean;
  readonly defaults: CompilerDefaults;
}

/**
 * Keeps ld from warning of -L with the system's own directories, as it does since Buildroot's patch of it, with which
 * Bootlin's tarballs are built too (package/binutils/VERSION/…poison-system-directories.patch).
 */
export const TRUSTING = '--no-poison-system-directories';

/**
 * Asks a compiler of this machine, beside which lies no specs file, what it is.
 * @throws what Host.exec throws when it cannot be started.
 */
export async function readCompiler(compiler: string, host: Host): Promise<Compiler> {
  const ask = async (option: string) => (await host.exec(compiler, [option])).stdout.trim();
  const specs = (await host.exec(compiler, ['-dumpspecs'])).stdout.trimEnd();
  // `gcc -v` writes to stderr.
  const { stderr: configuration } = await host.exec(compiler, ['-v']);
  const sysroot = await ask('-print-sysroot');
  const linker = await ask('-print-prog-name=ld');
  return {
    specs,
    rootSysroot: sysroot === '/' || sysroot === '',
    multiarch: (await ask('-print-multiarch')) !== '',
    suspiciousLinker: await isSuspicious(linker, host),
    defaults: readCompilerDefaults(`${configuration}\n${specs}`),
  };
}

/** A name without a directory is of no file of the toolchain's (GCC manual, "-print-prog-name"). */
async function isSuspicious(linker: string, host: Host): Promise<boolean> {
  if (!linker.startsWith('/')) return false;
  return (await host.exec(linker, ['--help'], { ignoreExitCode: true })).stdout.includes(TRUSTING);
}

/** What gcc calls a model of QEMU's, for -mcpu; undefined for models that are no core (`max`). */
export function coreOf(cpu: string): string | undefined {
  const name = modelOf(cpu);
  return /^(cortex-[ax]|neoverse-|a64fx$)/.test(name) ? name : undefined;
}
