import type { InputDefinition, InputReader } from './definition.ts';
import { textReader } from './text.ts';

/** What the image is made from. */
export interface RootfsInputs {
  readonly rootfs: string;
}

export const ROOTFS_INPUTS: readonly InputDefinition[] = [
  {
    name: 'rootfs',
    description:
      'The arm64 root filesystem: path or https URL of a tarball (.tar, .tar.gz, .tar.xz, .tar.zst, .tar.bz2), optionally followed by #sha256=HEX',
    required: true,
    kind: 'text',
  },
];

export function readRootfsInputs(read: InputReader): RootfsInputs {
  const text = textReader(ROOTFS_INPUTS, read);
  return { rootfs: text('rootfs') };
}
