/** What a gcc does without being asked: hardening, and how it links. */
export interface CompilerDefaults {
  /** Position-independent executables. */
  readonly pie: boolean;
  /** -fstack-protector-strong */
  readonly stackProtector: boolean;
  /** -fstack-clash-protection */
  readonly stackClash: boolean;
  /** -mbranch-protection=standard: BTI and PAC. */
  readonly branchProtection: boolean;
  /** The value of _FORTIFY_SOURCE when optimizing; 0 for none. */
  readonly fortify: number;
  /** -z now */
  readonly bindNow: boolean;
  readonly asNeeded: boolean;
  readonly buildId: boolean;
  /** --hash-style=gnu, without the older table beside it. */
  readonly gnuHash: boolean;
  /** --enable-new-dtags: -rpath makes a DT_RUNPATH. ld's own default, of which gcc says nothing. */
  readonly newDtags?: boolean;
}

/**
 * Reads them from what a gcc driver has compiled in: the options that it was configured with (as `gcc -v` prints) and
 * its specs (`gcc -dumpspecs`), in which distributions' patches put the rest (GCC manual, "Spec Files").
 * @param text either of them, or the driver's bytes.
 */
export function readCompilerDefaults(text: string): CompilerDefaults {
  return {
    pie: /--enable-default-pie\b|!no-pie:Scrt1\.o/.test(text),
    stackProtector: /--enable-default-ssp\b|:-fstack-protector-strong/.test(text),
    stackClash: /:-fstack-clash-protection/.test(text),
    branchProtection: /--enable-standard-branch-protection\b|:-mbranch-protection=standard/.test(text),
    fortify: Number(/:-D_FORTIFY_SOURCE=(\d)/.exec(text)?.[1] ?? 0),
    bindNow: /-z now\b/.test(text),
    asNeeded: /(?<!--push-state )--as-needed(?! -l)/.test(text), // but for libgcc_s alone
    gnuHash: /--hash-style=gnu\b|--with-linker-hash-style=gnu\b/.test(text),
    buildId: /--enable-linker-build-id\b|%\{!r:--build-id\}/.test(text),
  };
}
