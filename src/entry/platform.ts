import { ToolError } from '../errors.ts';

/**
 * The emulator and the compilers that we build run on x86-64 Linux.
 * @throws ToolError `unsupported-platform`.
 */
export function checkPlatform(platform: string, architecture: string): void {
  if (platform === 'linux' && architecture === 'x64') return;
  throw new ToolError(
    'unsupported-platform',
    `this machine is ${platform} on ${architecture}; arm64-on-x86 runs on x86-64 Linux only`,
    architecture === 'arm64'
      ? 'an arm64 machine runs arm64 programs itself: use the root filesystem directly there'
      : 'run it on an x86-64 Linux machine, such as runs-on: ubuntu-24.04',
  );
}
