import * as core from '@actions/core';

/** Writes lines to the job's log. */
export function logLines(text: string): void {
  core.info(inert(text));
}

/**
 * The text without commands to the runner: what a root filesystem calls itself, or a registry answers, may look like
 * one. They are `::NAME::` at the beginning of a line, blanks before it or not, and `##[NAME]` anywhere in it
 * (actions/runner, src/Runner.Common/ActionCommand.cs).
 */
export function inert(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [');
}
