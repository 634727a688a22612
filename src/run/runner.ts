import { isAbsolute, relative } from 'node:path';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';

/** Of the runner, what a step's container shares with it, at the same paths. */
export interface Runner {
  readonly workspace: string;
  readonly temp: string;
  /** $HOME of the container's steps; the directory that the runner gives its own container steps, too. */
  readonly home: string;
  /** Directories and files to mount, none of them inside another. */
  readonly mounts: readonly string[];
}

/** The files by which a step tells the runner things (docs.github.com, "Workflow commands": environment files). */
const FILES = [
  'GITHUB_ENV',
  'GITHUB_OUTPUT',
  'GITHUB_PATH',
  'GITHUB_STEP_SUMMARY',
  'GITHUB_STATE',
  'GITHUB_EVENT_PATH',
];

/**
 * Reads the runner's places from the environment of the action.
 * @throws ToolError `no-runner` outside a job.
 */
export function readRunner(env: Host['env']): Runner {
  const { GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temp } = env;
  if (!workspace || !temp) {
    throw new ToolError(
      'no-runner',
      'GITHUB_WORKSPACE and RUNNER_TEMP are not set: this is not a step of a job',
      'elsewhere, use docker run',
    );
  }
  const files = FILES.map((name) => env[name]).filter((file): file is string => !!file && isAbsolute(file));
  const mounts: string[] = [];
  for (const path of [aroundWorkspace(workspace, env.RUNNER_WORKSPACE), temp, ...files]) {
    if (!mounts.some((mount) => isInside(path, mount))) mounts.push(path);
  }
  return { workspace, temp, home: `${temp}/_github_home`, mounts };
}

/**
 * What is shared of the workspace: the directory that the runner has for the repository, as in a job's `container:`,
 * so that what a script writes beside its sources (`..`) stays. In such a job it is none of the container's.
 */
function aroundWorkspace(workspace: string, runnerWorkspace: string | undefined): string {
  return runnerWorkspace && isInside(workspace, runnerWorkspace) ? runnerWorkspace : workspace;
}

/** True for the directory itself and for all below it. */
export function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === '' || (way.split('/')[0] !== '..' && !isAbsolute(way));
}
