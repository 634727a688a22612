import { ToolError } from '../../errors.ts';

/** Why the release's packages cannot be had. */
export function archiveError(
  why: string,
  cause?: unknown,
  hint = "check the network and the root filesystem's /etc/apt; natives: machine takes this machine's packages instead",
): ToolError {
  return new ToolError(
    'guest-archive',
    `natives: the x86-64 packages of the root filesystem's release cannot be had: ${why}`,
    hint,
    { cause },
  );
}
