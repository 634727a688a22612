import * as core from '@actions/core';

/** Has the runner look for messages in the log that follows, as the file describes them (problem matchers). */
export function addMatcher(file: string): void {
  core.info(`::add-matcher::${file}`);
}

/** Ends what addMatcher began. */
export function removeMatcher(owner: string): void {
  core.info(`::remove-matcher owner=${owner}::`);
}

/** Keeps a value for the action's post, also when main is killed. */
export function keepForPost(name: string, value: unknown): void {
  core.saveState(name, JSON.stringify(value));
}

/** What main kept under the name; undefined when it did not come so far. */
export function keptByMain(name: string): unknown {
  const text = core.getState(name);
  return text === '' ? undefined : JSON.parse(text);
}
