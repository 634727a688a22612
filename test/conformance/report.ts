import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../../scripts/lib/repository.ts';
import { ways } from './case.ts';
import type { Result } from './compare.ts';
import type { Explanation } from './explained.ts';

const RESULTS = 'test/conformance/results.json';
const PAGE = 'docs/conformance.md';

/** Writes what the run found: the list for programs, and the page for people. */
export async function writeReport(
  results: readonly Result[],
  explanations: readonly Explanation[],
): Promise<void> {
  const lines = results.map((result) => JSON.stringify(result));
  await writeFile(join(repository, RESULTS), `[\n${lines.join(',\n')}\n]\n`);
  await writeFile(join(repository, PAGE), page(results, explanations));
}

/** What is known to differ, and no case can ask. */
const UNASKED = [
  '- Limits of memory (`RLIMIT_AS`, `RLIMIT_DATA`, `RLIMIT_STACK`) do not reach a guest: the emulator could not run in them.',
  '- Arguments and environment may be as long as the kernel lets the emulator have them, whose own path and options count',
  '  as well. The cases end well before and well behind the limit.',
  "- A file of another owner's that is open for writing is started, without ETXTBSY: only its owner, or CAP_LEASE, can tell.",
  '- Set-user-id programs start without the rights of their owner; so would any with `no_new_privs`.',
  '- Of another guest program, `/proc/PID/exe` says that it is the emulator.',
  '- x86-64 programs that make the system call themselves (Go), or have another loader (musl), are not reached.',
  "- wordexp's command substitution in native programs: libc starts `/bin/sh` by itself, which the kernel refuses here.",
];

function page(results: readonly Result[], explanations: readonly Explanation[]): string {
  const names = [...new Set(results.map((result) => result.case))];
  const passed = results.filter(({ pass }) => pass).length;
  const cell = (name: string, way: string) => {
    const result = results.find((entry) => entry.case === name && entry.way === way);
    if (result === undefined) return '';
    return result.pass ? 'yes' : result.reason === '' ? '**no**' : 'explained';
  };
  const kernel = (name: string) => {
    const result = results.find((entry) => entry.case === name && entry.pass);
    return markdown(result?.expected ?? '');
  };
  return [
    '# Conformance',
    '',
    'The kernel is the oracle. The probes of `test/conformance/probe`, compiled for x86-64, run on the kernel itself: a',
    'caller makes a situation and goes through a door (execve, posix_spawn, popen …), and the target reports what it was',
    'given: arguments, environment, descriptors, signals, limits, ids, `/proc/self/exe`, comm, cmdline, AT_EXECFN. The',
    'same then runs in an image, where caller and target are each an arm64 program of the guest or a native one, or',
    'where `launch` starts the target. _yes_: all is the same, to the errno.',
    '',
    'The emulator is that of the distribution’s QEMU (7.2 on Debian 12). QEMU 10.0 is asked the same in the same run, where',
    'the machine has its source, and nothing but what is explained may differ there.',
    '',
    `Written by \`npm test -- conformance\`: ${names.length} cases, ${results.length} comparisons, ${passed} the same,`,
    `${results.length - passed} different, of which ${results.filter(({ reason }) => reason !== '').length} are explained below.`,
    '',
    '## Differences that stay',
    '',
    ...explanations.map(({ reason }, index) => `${index + 1}. ${reason}`),
    '',
    ...results
      .filter(({ pass }) => !pass)
      .map(
        ({ case: name, way, expected, got }) =>
          `- ${markdown(name)}, ${way}: kernel ${code(expected)}, image ${code(got)}`,
      ),
    '',
    '## What the table cannot show',
    '',
    ...UNASKED,
    '',
    '## All cases',
    '',
    `| case | the kernel | ${ways.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- |${' --- |'.repeat(ways.length)}`,
    ...names.map(
      (name) =>
        `| ${markdown(name)} | ${kernel(name)} | ${ways.map((way) => cell(name, way.name)).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

function markdown(text: string): string {
  return text.replace(/[|<>#*_[\]]/g, (character) => `\\${character}`);
}

function code(text: string): string {
  const short = text.length > 160 ? `${text.slice(0, 160)} …` : text;
  return `\`${short.replace(/[`|]/g, '¦')}\``;
}
