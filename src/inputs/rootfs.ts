import type { InputDefinition, InputReader } from './definition.ts';
import { listOf, textReader } from './text.ts';

/** What the image is made from. */
export interface RootfsInputs {
  readonly rootfs: string;
  readonly rootfsExclude: readonly string[];
}

export const ROOTFS_INPUTS: readonly InputDefinition[] = [
  {
    name: 'rootfs',
    description:
      'The arm64 root filesystem: path or https URL of a tarball (.tar, .tar.gz, .tar.xz, .tar.zst, .tar.bz2), optionally followed by #sha256=HEX, - for one on standard input, or an image: a name (debian:12), an OCI layout, a docker archive',
    required: true,
    kind: 'text',
  },
  {
    name: 'rootfs-exclude',
    description:
      'What to leave out of the root filesystem, one path or pattern a line, as in .dockerignore: boot, var/cache',
    kind: 'list',
  },
];

/** Reads the inputs of the root filesystem. @throws ToolError `input-missing`. */
export function readRootfsInputs(read: InputReader): RootfsInputs {
  const text = textReader(ROOTFS_INPUTS, read);
  return { rootfs: text('rootfs'), rootfsExclude: listOf(text('rootfs-exclude')) };
}
