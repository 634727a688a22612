import type { Host } from '../host/host.ts';
import type { Engine } from './engine.ts';

/**
 * Whether the image is one of `accelerate: build` or `full`, or made from one: its history tells of the component that
 * ccache comes with (src/components/resolve.ts), and no container has to be started.
 */
export async function hasNativeCcache({ program }: Engine, image: string, host: Host): Promise<boolean> {
  const args = ['history', '--no-trunc', '--format', '{{.CreatedBy}}', image];
  const { code, stdout } = await host.exec(program, args, { ignoreExitCode: true });
  return code === 0 && stdout.split('\n').includes('arm64-on-x86: natives');
}
