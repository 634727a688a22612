import type { Host } from '../../host/host.ts';
import { distroSource } from './distro.ts';
import { tarballSource, upstreamSource } from './tarball.ts';

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

/**
 * The source that the input `emulator-source` names: `distro`, `upstream`, or the path or URL of a tarball, with
 * `#sha256=…` or without. Throws ToolError naming the input when there is no such source.
 */
export function selectEmulatorSource(spec: string, host: Host): Promise<EmulatorSource> {
  if (spec === 'distro') return distroSource(host);
  if (spec === 'upstream') return upstreamSource(host);
  return tarballSource(spec, host);
}
