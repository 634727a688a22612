import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach } from 'node:test';
import { promisify } from 'node:util';
import { repository } from '../../scripts/lib/repository.ts';
import { type CacheService, startCacheService } from '../../scripts/lib/workbench/cache-service.ts';
import { createTestHost, type TestHost } from '../../scripts/lib/workbench/host.ts';
import { createCacheProgram } from '../../src/host/github-cache/program.ts';
import { createGithubCache } from '../../src/host/github-cache/store.ts';

const program = join(repository, 'dist', 'github-cache.js');

/** Jobs with GitHub's cache: each test has a new service with nothing in it. Call it in describe(). */
export function githubJobs() {
  let service: CacheService;
  let directory: string;
  let hosts: TestHost[] = [];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'github-cache-'));
  });
  after(() => rm(directory, { recursive: true }));
  beforeEach(async () => {
    service = await startCacheService();
  });
  afterEach(async () => {
    await service.stop();
    for (const host of hosts) await host.close();
    hosts = [];
  });

  return {
    /** The test's own. */
    get service() {
      return service;
    },
    /** A new directory. */
    directory: (name: string) => mkdtemp(join(directory, `${name}-`)),

    /** A job of its own: what it was told, it does not know in the next one. */
    job(env: Readonly<Record<string, string>> = service.env) {
      const host = createTestHost({ env: { PATH: process.env.PATH, HOME: directory, ...env } });
      hosts.push(host);
      return { host, cache: createGithubCache(createCacheProgram(program, host), host) };
    },

    /** Runs the action's post as a runner does, and gives its log. */
    async post(temp: string, state: Readonly<Record<string, string>> = {}): Promise<string> {
      const env = { PATH: process.env.PATH, HOME: directory, RUNNER_TEMP: temp, ...service.env, ...state };
      const file = join(repository, 'dist', 'post.js');
      return (await promisify(execFile)(process.execPath, [file], { env })).stdout;
    },
  };
}
