import type { Host } from '../host/host.ts';
import { createdBy } from '../image/created-by.ts';
import type { Engine } from './engine.ts';

/**
 * Whether the image is one of `accelerate: build` or `full`, or made from one: its history tells of the component that
 * ccache comes with, and no container has to be started.
 */
export async function hasNativeCcache({ program }: Engine, image: string, host: Host): Promise<boolean> {
  const args = ['history', '--no-trunc', '--format', '{{.CreatedBy}}', image];
  const { code, stdout } = await host.exec(program, args, { ignoreExitCode: true });
  return code === 0 && stdout.split('\n').includes(createdBy('natives'));
}
