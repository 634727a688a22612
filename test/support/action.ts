import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { type CacheService, startCacheService } from '../../scripts/lib/workbench/cache-service.ts';
import { startRegistry, type TestRegistry } from '../../scripts/lib/workbench/registry.ts';
import {
  createRunner,
  type Runner,
  type StepOptions,
  type StepResult,
} from '../../scripts/lib/workbench/runner.ts';
import { defaultCacheDirectory } from '../../src/cache/directory.ts';
import { lazily } from '../../src/lazily.ts';
import { smallRootfs, tarOf } from './rootfs-tar.ts';

const PASSWORD = 'correct-horse-battery-staple';
/** Of whom the registry lets in: `USER:PASSWORD`. */
export const CREDENTIALS = `ci:${PASSWORD}`;
/** Where the emulator, which takes minutes, is from: what this is about is what happens to it then. */
export const machineCache = defaultCacheDirectory(process.env, homedir());

/**
 * The action as a step of jobs: with a cache service, a registry that wants a password, and a small root filesystem.
 * Call it in describe().
 */
export function actionSuite() {
  let directory = '';
  let service: CacheService;
  let registry: TestRegistry;
  let runner: Runner;
  let number = 0;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'action-'));
    service = await startCacheService();
    registry = await startRegistry({ htpasswd: { user: 'ci', password: PASSWORD } });
    runner = createRunner(directory);
    await writeFile(join(directory, 'rootfs.tar.gz'), gzipSync(await tarOf(smallRootfs())));
    const auths = { [registry.host]: { auth: Buffer.from(CREDENTIALS).toString('base64') } };
    await mkdir(join(directory, 'docker'));
    await writeFile(join(directory, 'docker', 'config.json'), JSON.stringify({ auths }));
    await run(program, ['emulator', '--emulator-source', 'distro', '--dest', join(directory, 'qemu')], {});
  });
  after(async () => {
    await service.stop();
    await registry.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** A new name in a repository that has nothing yet. */
  const newImage = (): string => `${registry.host}/test/image-${++number}:latest`;

  /** Runs a step, whatever comes of it; its log must be one that a runner can show to anybody. */
  async function step(
    inputs: Record<string, string>,
    options: Partial<StepOptions> = {},
  ): Promise<StepResult> {
    const env: Record<string, string> = {
      ...service.env,
      DOCKER_CONFIG: join(directory, 'docker'),
      ...options.env,
    };
    const result = await runner.step({
      inputs: {
        rootfs: join(directory, 'rootfs.tar.gz'),
        toolchain: 'system',
        'emulator-source': 'distro',
        'cache-from': `type=gha\ntype=local,src=${machineCache}`,
        'cache-to': 'type=gha',
        push: 'true',
        ...inputs,
      },
      ...options,
      env,
    });
    checkLog(result.log, env.ACTIONS_RUNTIME_TOKEN);
    return result;
  }

  /** Fills the cache service once, for the tests that begin with it full. */
  const warmed = lazily(async () => {
    const cold = await step({ tags: newImage() });
    assert.equal(cold.code, 0, cold.log);
    return cold;
  });

  return {
    /** Gone at the end. */
    get directory() {
      return directory;
    },
    get service() {
      return service;
    },
    get registry() {
      return registry;
    },
    newImage,
    step,
    warmed,
  };
}

/** It moves no cursor, and prints no secret. */
function checkLog(log: string, token = ''): void {
  for (const code of ['\r', '\u001b[']) assert.ok(!log.includes(code), log);
  // The runner itself is told what to hide, and hides it.
  const shown = log
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
  const secrets = [PASSWORD, Buffer.from(CREDENTIALS).toString('base64'), 'sig=', ...(token ? [token] : [])];
  for (const secret of secrets) assert.ok(!shown.includes(secret), shown);
}

/** Which components a run did not have to build. */
export function hits({ outputs }: StepResult): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(ALL).map((name) => [name, outputs[`${name}-cache-hit`]]));
}

/** Of {@link hits}: every one. */
export const ALL = { emulator: 'true', toolchain: 'true', debugger: 'true', runtime: 'true' };

/** What the run says beside its log, but for what the small root filesystem lacks. */
export function annotations({ log }: StepResult): string[] {
  return log
    .split('\n')
    .filter((line) => /^::(warning|error|notice)/.test(line) && !/libc development files/.test(line));
}
