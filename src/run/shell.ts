import { ToolError } from '../errors.ts';
import { splitWords } from '../inputs/words.ts';

/** The commands of a workflow's known shells (docs.github.com, jobs.<job_id>.steps[*].shell). */
const KNOWN: ReadonlyMap<string, { readonly command: string; readonly extension: string }> = new Map([
  ['', { command: '', extension: '.sh' }],
  ['bash', { command: 'bash --noprofile --norc -eo pipefail {0}', extension: '.sh' }],
  ['sh', { command: 'sh -e {0}', extension: '.sh' }],
  ['python', { command: 'python {0}', extension: '.py' }],
]);

/** How a script is run: the suffix of its file, and the command for a file. */
export interface Shell {
  readonly extension: string;
  /** Empty for bash -e or sh -e, whichever is there. */
  command(file: string): readonly string[];
}

/** @throws ToolError `input-shell` for a command without {0}. */
export function chooseShell(name: string): Shell {
  const { command, extension } = KNOWN.get(name) ?? { command: name, extension: '' };
  if (command !== '' && !command.includes('{0}')) {
    throw new ToolError(
      'input-shell',
      `shell: "${name}" is not known and has no {0}`,
      'use bash, sh, python, or a command such as perl {0}',
    );
  }
  const words = splitWords('shell', command);
  return { extension, command: (file) => words.map((word) => word.replaceAll('{0}', file)) };
}

/** Exit code of the prologue, as docker's own failures have (docker-run(1), "Exit Status"). */
const NOT_VISIBLE = 125;

/**
 * What the container's sh does first: `sh -c PROLOGUE sh DIRECTORY SCRIPT CCACHE-LINKS PATHS COMMAND…`. It sees to
 * it that the runner's files are there, says in the step's directory that it has begun, has git take the workspace, which is the runner's and not root's (git-config(1),
 * safe.directory), and puts ccache before the compilers where the image has it natively. git before 2.38 reads
 * safe.directory from files only: this is the one that does not depend on HOME. One that is mounted is the user's own.
 */
export const PROLOGUE = `
if ! [ -r "$2" ]; then
  echo "the runner's files are not in the container: its engine runs on another machine" >&2
  exit ${NOT_VISIBLE}
fi
echo yes > "$1/begun"
script=$2 links=$3 paths=$4
shift 4
if ! [ -e /etc/gitconfig ] || ! grep -q ' /etc/gitconfig ' /proc/self/mountinfo 2> /dev/null; then
  { printf '\\n[safe]\\n\\tdirectory = *\\n' >> /etc/gitconfig; } 2> /dev/null
fi
if [ -n "$links" ] && [ -x "$links/gcc" ]; then PATH=$links:$PATH; fi
if [ -n "$paths" ]; then PATH=$paths:$PATH; fi
if [ $# -gt 0 ]; then exec "$@"; fi
if command -v bash > /dev/null; then exec bash -e "$script"; fi
exec sh -e "$script"
`.trim();
