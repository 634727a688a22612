import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Engine } from './engine.ts';

/**
 * Gets the image, unless the engine has it.
 * @throws ToolError `image-pull` with what the engine says.
 */
export async function pullImage({ program }: Engine, image: string, host: Host): Promise<void> {
  const { code } = await host.exec(program, ['image', 'inspect', image], { ignoreExitCode: true });
  if (code === 0) return;
  await host.phase(`pull ${image}`, async () => {
    const options = { ignoreExitCode: true, onLine: (line: string) => host.progress(line) };
    const pull = await host.exec(program, ['pull', image], options);
    if (pull.code === 0) return;
    throw new ToolError(
      'image-pull',
      `image: ${image} cannot be pulled: ${pull.stderr.trim().split('\n').at(-1) ?? ''}`,
      `check the name; for a private image log in before (docker/login-action, or ${program} login)`,
    );
  });
}

/**
 * Whether the image is one of `accelerate: build` or `full`, or made from one: its history tells of the component that
 * ccache comes with (src/components/resolve.ts), and no container has to be started.
 */
export async function hasNativeCcache({ program }: Engine, image: string, host: Host): Promise<boolean> {
  const args = ['history', '--no-trunc', '--format', '{{.CreatedBy}}', image];
  const { code, stdout } = await host.exec(program, args, { ignoreExitCode: true });
  return code === 0 && stdout.split('\n').includes('arm64-on-x86: natives');
}
