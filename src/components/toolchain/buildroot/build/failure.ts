import { join } from 'node:path';
import { ToolError } from '../../../../errors.ts';
import { downloadAsked } from './asked.ts';
import type { BuildrootPackage } from './info.ts';
import type { BuildProgress } from './progress.ts';

/**
 * The error for a `make` of Buildroot's that failed, from its last lines: a source that cannot be had, one with
 * another hash than Buildroot knows, or a package that does not build.
 * @param log the file with the whole output.
 */
export function buildFailure(
  progress: Pick<BuildProgress, 'current' | 'tail'>,
  packages: ReadonlyMap<string, BuildrootPackage>,
  log: string,
): ToolError {
  const lines = progress.tail();
  const text = lines.join('\n');
  const current = progress.current();
  const [, damaged] = /ERROR: (\S+) has wrong \w+ hash:/.exec(text) ?? [];
  if (damaged !== undefined) return damagedSource(damaged, lines);
  const [, unknown] = /ERROR: No hash found for (\S+)/.exec(text) ?? [];
  if (unknown !== undefined) return sourcesUnchecked([unknown]);
  if (/\.stamp_downloaded\] Error/.test(text)) return missingSource(current?.name, packages, lines, log);
  const what = current === undefined ? 'Buildroot failed' : `${current.title} failed (${current.stage})`;
  return new ToolError(
    'buildroot-failed',
    [`toolchain "buildroot": ${what}`, ...indented(lines)].join('\n'),
    `the lines above are the end of its output, all of which is in ${log}; mended, the next run goes on from here`,
  );
}

/** The error for files that are in none of the places where they are looked for. */
export function sourcesMissing(downloads: BuildrootPackage['downloads'], reason: string): ToolError {
  const files = downloads.map(
    ({ file, directory, urls }) => `    ${join(directory, file)}  ${urls[0] ?? ''}`,
  );
  return new ToolError(
    'buildroot-source-missing',
    [`toolchain "buildroot": ${reason}`, ...files].join('\n'),
    'fetch it and put it into the directory that you give as buildroot-dl-dir, or name a buildroot-mirror that has it',
  );
}

/**
 * The file in a line of Buildroot's that says that it has no hash file for a package, and goes on: so do all releases
 * from 2019.02 to 2026.05, whatever BR2_DOWNLOAD_FORCE_CHECK_HASHES says (support/download/check-hash).
 */
export function uncheckedSource(line: string): string | undefined {
  return /WARNING: no hash file for (\S+)/.exec(line)?.[1];
}

/** The error for files that may be anything, since Buildroot has no hashes of them. */
export function sourcesUnchecked(files: readonly string[]): ToolError {
  return new ToolError(
    'buildroot-source-unchecked',
    `toolchain "buildroot": Buildroot has no hash to check ${files.join(', ')} with`,
    'leave out of buildroot-config what asks for it, add its hash to what you give as buildroot-source, or give the ' +
      'package as a directory (<PACKAGE>_OVERRIDE_SRCDIR in a file that BR2_PACKAGE_OVERRIDE_FILE names)',
  );
}

/** What wget, curl, git and cp say before make says only that it failed. */
const REASON = /unable to resolve|ERROR|refused|timed out|No such file|cannot stat|not found/;

function missingSource(
  name: string | undefined,
  packages: ReadonlyMap<string, BuildrootPackage>,
  lines: readonly string[],
  log: string,
): ToolError {
  // `make` goes through stages without a headline when nothing is to be said: then the target names the package.
  const stamp = /\/build\/([^/\s]+)\/\.stamp_downloaded\] Error/.exec(lines.join('\n'))?.[1] ?? '';
  const failed =
    [...packages.values()].filter((item) => stamp.startsWith(`${item.name}-`)).at(-1) ??
    packages.get(name ?? '');
  const downloads = failed?.downloads ?? [
    downloadAsked(lines) ?? { file: stamp, directory: '', urls: [`see ${log}`] },
  ];
  const why = lines.filter((line) => REASON.test(line)).at(-1);
  return sourcesMissing(downloads, `a source cannot be fetched${why === undefined ? '' : `: ${why.trim()}`}`);
}

function damagedSource(file: string, lines: readonly string[]): ToolError {
  const start = lines.findLastIndex((line) => line.includes('ERROR:') && line.includes(file));
  return new ToolError(
    'buildroot-source-damaged',
    [
      `toolchain "buildroot": the source ${file} is not what Buildroot expects`,
      ...indented(lines.slice(start, start + 4)),
    ].join('\n'),
    'the file was changed or damaged: get it again, or from elsewhere (buildroot-mirror, buildroot-dl-dir)',
  );
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}
