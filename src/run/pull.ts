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
