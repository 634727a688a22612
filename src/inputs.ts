/** All that a run needs to know, read once, validated, never changed. One table (INPUTS) describes it. */
export interface Inputs {
  readonly rootfs: string;
  readonly toolchain: string;
  readonly emulatorSource: string;
  readonly cpu: string;
  readonly accelerate: 'none' | 'compiler';
  readonly tags: readonly string[];
  readonly push: boolean;
  readonly outputs: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly cacheDir?: string;
  readonly platform: string;
}
