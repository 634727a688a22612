/** The Buildroot source tree that a toolchain is built with. */
export type BuildrootSource =
  /** The commit of this version in Buildroot's own repository, as src/versions.json pins it. */
  | { readonly kind: 'release'; readonly version: string }
  /** Path or https URL of a tarball, with `#sha256=…` or without (input `buildroot-source`). */
  | { readonly kind: 'given'; readonly spec: string };

/** The C library that the toolchain brings, of which nothing newer than the rootfs's may be needed. */
export interface PlannedLibc {
  readonly kind: 'glibc' | 'musl';
  /** `2.36`, `1.2.5`. */
  readonly version: string;
}

/** What toolchain Buildroot is to build, all decided and nothing done yet. */
export interface BuildrootPlan {
  /** Buildroot's release series, `2025.02`. */
  readonly release: string;
  readonly source: BuildrootSource;
  /** gcc's major version. */
  readonly gcc: number;
  readonly libc: PlannedLibc;
  /** Series of the kernel headers, `5.10`. */
  readonly headers: string;
  /** Core for -mcpu, in gcc's spelling: `neoverse-n1`. */
  readonly cpu: string;
  readonly cxx: boolean;
  readonly fortran: boolean;
  /** The linker gold is built beside bfd. */
  readonly gold: boolean;
  /**
   * Lines of .config beyond buildroot/toolchain.fragment: `BR2_X=…`, `# BR2_X is not set`; the last of a
   * name counts.
   */
  readonly config: readonly string[];
  /** Why, a sentence each, for people. */
  readonly reasons: readonly string[];
}
