import type { Component } from '../components/component.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/layer.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { PhaseTime } from '../phases.ts';
import type { RootfsProfile } from '../rootfs/profile.ts';

/** A component of the image; `key` is that of its layer in the caches. */
interface ComponentResult extends Pick<Component, 'name' | 'key' | 'about'> {
  /** Nothing had to be built: it came from a cache, or the whole image was there. */
  readonly cacheHit: boolean;
  readonly layer: Pick<Descriptor, 'digest' | 'size'>;
}

/** All that a report tells of. */
export interface BuildResult {
  readonly inputs: Inputs;
  readonly profile: RootfsProfile;
  readonly components: readonly ComponentResult[];
  readonly image: {
    /** Of what the names stand for: the manifest, or an index with it. */
    readonly digest: Digest;
    readonly config: { readonly descriptor: Pick<Descriptor, 'digest'> };
    readonly layers: readonly Pick<Descriptor, 'digest' | 'size'>[];
  };
  /** By which ID an engine has the image, where it was loaded without a name. */
  readonly loadedId?: string;
  /** The registry had the image already: nothing was built, nothing pushed. */
  readonly skipped: boolean;
  readonly times: readonly PhaseTime[];
}
