import { ToolError } from '../../src/errors.ts';
import { type RunOptions, type RunResult, run } from './run.ts';

/** A tree of arm64 programs, and the emulator that the kernel shall start them with. */
export interface BinfmtRoot {
  /** Static x86-64 program; it need not be in the tree. */
  readonly emulator: string;
  readonly tree: string;
  /** Further arguments of bwrap(1), after those that show the tree: binds, variables, a working directory. */
  readonly view?: readonly string[];
  /** All users and groups, as a package manager wants them, not root alone; only root can have that. */
  readonly allUsers?: boolean;
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
until grep -q . /proc/self/gid_map; do sleep 0.01; done
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc || exit 125
printf %s "$1" > /proc/sys/fs/binfmt_misc/register || exit 125
shift
exec "$@"`;

/** Only from outside can more than the caller's own ids be mapped (user_namespaces(7)). */
const mapAll = `
unshare --user --mount "$@" &
for kind in uid gid; do
  until echo 0 0 65536 > /proc/$!/\${kind}_map; do kill -0 $! || exit 125; sleep 0.01; done 2> /dev/null
done
wait $!`;

/**
 * Runs a command with the tree as its root, where the kernel starts aarch64 programs by the emulator, as on a machine
 * with binfmt_misc. The registration lives in a user namespace of its own (Linux 6.7): nobody else sees it, and it
 * ends with the command, whatever way that ends. Throws ToolError `binfmt-scope` where that cannot be had.
 */
export async function runUnderBinfmt(
  { emulator, tree, view = [], allUsers = false }: BinfmtRoot,
  command: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const inside = ['sh', '-c', script, 'sh', rule(emulator), 'bwrap'];
  const namespace = allUsers
    ? ['sh', '-c', mapAll, 'sh', ...inside, '--unshare-pid', '--unshare-net', '--unshare-ipc']
    : ['unshare', '--user', '--map-root-user', '--mount', ...inside, '--unshare-all'];
  const root = ['--die-with-parent', '--bind', tree, '/', '--proc', '/proc', '--dev', '/dev'];
  const [program = '', ...all] = [...namespace, ...root, ...view, ...command];
  const result = await run(program, all, {
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
