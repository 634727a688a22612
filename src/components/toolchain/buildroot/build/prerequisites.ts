import type { Host } from '../../../../host/host.ts';
import { type Prerequisite, requirePrerequisites } from '../../../prerequisites.ts';

/** Modules that Buildroot's support/dependencies/dependencies.sh asks Perl for, over all releases. */
const PERL = ['Data::Dumper', 'English', 'ExtUtils::MakeMaker', 'FindBin', 'IPC::Cmd', 'Thread::Queue'];

const programs = (name: string, ...commands: string[]): Prerequisite[] =>
  commands.map((command) => ({ package: name, check: [command, '--version'] }));

/**
 * What Buildroot wants of its machine (manual, "System requirements"), what overrides.mk takes from it instead of
 * building it, and ccache, by which a build that was cut off goes on where it stopped.
 */
const PREREQUISITES: readonly Prerequisite[] = [
  ...programs('gcc', 'gcc'),
  ...programs('g++', 'g++'),
  { package: 'libc6-dev', check: ['test', '-e', '/usr/include/stdio.h'] },
  ...programs('make', 'make'),
  ...programs('ccache', 'ccache'),
  { package: 'ccache', check: ['test', '-e', '/usr/lib/ccache/g++'] },
  ...programs('m4', 'm4'),
  ...programs('bison', 'bison'),
  ...programs('flex', 'flex'),
  ...programs('gawk', 'gawk'),
  { package: 'file', check: ['test', '-x', '/usr/bin/file'] },
  { package: 'debianutils', check: ['which', 'sh'] },
  ...programs('sed', 'sed'),
  ...programs('bash', 'bash'),
  ...programs('patch', 'patch'),
  { package: 'perl', check: ['perl', ...PERL.map((name) => `-M${name}`), '-e', '1'] },
  ...programs('tar', 'tar'),
  ...programs('wget', 'wget'),
  ...programs('cpio', 'cpio'),
  { package: 'unzip', check: ['unzip', '-v'] },
  ...programs('rsync', 'rsync'),
  ...programs('bc', 'bc'),
  ...programs('diffutils', 'diff'),
  ...programs('findutils', 'find', 'xargs'),
  ...programs('git', 'git'),
  ...programs('gzip', 'gzip'),
  ...programs('xz-utils', 'xz'),
  { package: 'bzip2', check: ['test', '-x', '/usr/bin/bzip2'] },
  ...programs('python3', '/usr/bin/python3'),
];

/** @throws ToolError `packages-missing` with all packages to install, before anything is fetched or built. */
export function checkBuildrootPrerequisites(host: Host): Promise<void> {
  return requirePrerequisites(PREREQUISITES, host);
}
