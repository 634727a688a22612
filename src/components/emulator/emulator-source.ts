/** QEMU's source code, known by name and version before it is there. */
export interface EmulatorSource {
  /** Says exactly which source this is: a part of the key. */
  readonly identity: string;
  /** Where it is from, for the notices in the image. */
  readonly origin: string;
  /** QEMU's version when it is known without the source. */
  readonly version?: string;
  /** Brings the source tree into the (empty) directory and returns the tree's root. */
  fetch(directory: string): Promise<string>;
}
