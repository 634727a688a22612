import type { PackageRoot } from '../packages/root.ts';
import type { NativePackage, Versions } from './choose.ts';

/** A package of the root filesystem's release as its archive has it. */
export interface ArchivePackage {
  readonly name: string;
  readonly version: string;
  /** Of the file: a signed index has it, or else it was downloaded to be chosen. */
  readonly sha256?: string;
}

/** x86-64 packages of the root filesystem's own release. */
export interface GuestArchive {
  /** What has been chosen: as exact as the bytes. */
  readonly packages: readonly ArchivePackage[];
  /** Downloads and unpacks them, once. */
  open(): Promise<PackageRoot>;
}

/** What one kind of archive gives: apt's, or dnf's. */
export interface Repositories {
  /** What a choice follows from, for its key. */
  readonly sources: string;
  /** @throws ToolError `guest-archive`. */
  choose(packages: readonly NativePackage[], guest: Versions): Promise<ArchiveChoice>;
  /** Downloads packages, checks and unpacks them in an empty directory. @throws ToolError `guest-archive`. */
  download(packages: readonly ArchivePackage[], directory: string): Promise<PackageRoot>;
}

export interface ArchiveChoice {
  /** The packages, and the shared libraries that they need, sorted by name. */
  readonly found: readonly ArchivePackage[];
  /** Those of which there is no version that fits. */
  readonly different: readonly string[];
  /** False when a repository could not be read. */
  readonly complete: boolean;
}
