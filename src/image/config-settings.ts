import type { BaseConfig } from './base-config.ts';
import type { Platform } from './platform.ts';

/** What the image configuration is made from, besides the layers. */
export interface ConfigSettings {
  readonly platform: Platform;
  /** `none`, or what is native. */
  readonly accelerate: string;
  /** The program that a container starts with. */
  readonly profile: { readonly shell: string };
  /** The configuration of the root filesystem, if it is an image. */
  readonly base?: BaseConfig;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, SOURCE_DATE_EPOCH; never the clock, or the same inputs would give other digests. */
  readonly sourceDateEpoch: number;
}
