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
interface Shell {
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
