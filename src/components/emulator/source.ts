import type { Host } from '../../host/host.ts';
import { distroSource } from './distro.ts';
import type { EmulatorSource } from './emulator-source.ts';
import { tarballSource, upstreamSource } from './tarball.ts';

/**
 * The source that the input `emulator-source` names: `distro`, `upstream`, or the path or URL of a tarball, with
 * `#sha256=…` or without.
 * @throws ToolError naming the input when there is no such source.
 */
export function selectEmulatorSource(spec: string, host: Host): Promise<EmulatorSource> {
  if (spec === 'distro') return distroSource(host);
  if (spec === 'upstream') return upstreamSource(host);
  return tarballSource(spec, host);
}
