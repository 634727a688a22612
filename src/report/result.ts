import type { Component } from '../components/component.ts';
import type { ResolvedComponent } from '../components/resolve.ts';
import type { Image } from '../image/image.ts';
import type { ImageSet } from '../image/image-set.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { RootfsProfile } from '../rootfs/profile.ts';

/** All that a report tells of. */
export interface BuildResult {
  readonly inputs: Inputs;
  readonly profile: RootfsProfile;
  readonly components: readonly (ResolvedComponent & Pick<Component, 'name' | 'key'>)[];
  readonly image: Image;
  /** What the names stand for: the image, or an index with it. */
  readonly set: ImageSet;
}
