/** Software that an image is made of, as an SBOM tells of it. */
export interface Material {
  readonly name: string;
  readonly version: string;
  /** SPDX identifiers where they are known, else the names that the package's own record gives. */
  readonly licences: readonly string[];
  /** Package URL (purl-spec); undefined where no package type fits. */
  readonly purl?: string;
  /** Where its source code is. */
  readonly source?: string;
}

/** A layer of ours with what is in it. */
export interface BomLayer {
  /** `emulator`, `toolchain`, `natives`, `runtime`. */
  readonly name: string;
  readonly digest: string;
  readonly materials: readonly Material[];
  /** False where there is more in it than `materials`. */
  readonly complete: boolean;
}

/** All that an SBOM says of an image. */
export interface Bom {
  /** The image's name without tag; empty when it has none. */
  readonly name: string;
  readonly digest: string;
  readonly toolVersion: string;
  readonly distribution: { readonly id: string; readonly version: string };
  /** Packages of the root filesystem; none where its package manager's record is not one that we read (dpkg, apk, rpm). */
  readonly packages: readonly Material[];
  readonly layers: readonly BomLayer[];
}
