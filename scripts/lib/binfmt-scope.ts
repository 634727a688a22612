import { ToolError } from '../../src/errors.ts';
import { type RunOptions, type RunResult, run } from './run.ts';

/** A tree of arm64 programs, and the emulator that the kernel shall start them with. */
export interface BinfmtRoot {
  /** Static x86-64 program; it need not be in the tree. */
  readonly emulator: string;
  readonly tree: string;
  /** Further arguments of bwrap(1), after those that show the tree: binds, variables, a working directory. */
  readonly view?: readonly string[];
}

/**
 * What Debian's qemu-user-static registers: the ELF header of an aarch64 program, the emulator opened at once (F),
 * so that it is found in any root. Kernel's Documentation/admin-guide/binfmt-misc.rst.
 */
const rule = (emulator: string) =>
  `:arm64-on-x86-scope:M::${escaped('7f454c460201010000000000000000000200b700')}:${escaped('ffffffffffffff00fffffffffffffffffeffffff')}:${emulator}:F`;

function escaped(hex: string): string {
  return hex.replace(/../g, (byte) => `\\x${byte}`);
}

const script = `
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc || exit 125
printf %s "$1" > /proc/sys/fs/binfmt_misc/register || exit 125
shift
exec "$@"`;

/**
 * Runs a command with the tree as its root, where the kernel starts aarch64 programs by the emulator, as on a machine
 * with binfmt_misc. The registration lives in a user namespace of its own (Linux 6.7): nobody else sees it, and it
 * ends with the command, whatever way that ends. Throws ToolError `binfmt-scope` where that cannot be had.
 */
export async function runUnderBinfmt(
  { emulator, tree, view = [] }: BinfmtRoot,
  command: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const namespace = ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', rule(emulator)];
  const isolation = ['--unshare-all', '--die-with-parent'];
  const root = [...isolation, '--bind', tree, '/', '--proc', '/proc', '--dev', '/dev'];
  const result = await run('unshare', [...namespace, 'bwrap', ...root, ...view, ...command], {
    ...options,
    ignoreExitCode: true,
  });
  if (result.code === 125) throw unavailable(result.stderr);
  if (result.code === 0 || options.ignoreExitCode) return result;
  throw new ToolError(
    'command-failed',
    `${command.join(' ')} ended with exit code ${result.code} under binfmt_misc:\n${result.stderr}`,
    'the output above says why',
  );
}

function unavailable(output: string): ToolError {
  return new ToolError(
    'binfmt-scope',
    `binfmt_misc cannot be had in a user namespace of its own: ${output.trim()}`,
    'it needs Linux 6.7 or newer with binfmt_misc (modprobe binfmt_misc), and leave to make user namespaces',
  );
}
