import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../../../errors.ts';
import { repositoryRoot } from '../../../../files/repository-root.ts';
import type { Host } from '../../../../host/host.ts';
import type { BuildrootPlan } from '../plan/plan.ts';
import { type BuildrootSources, configText, refusedLines } from './config.ts';
import { type BuildrootPlaces, buildrootMake } from './make.ts';
import type { BuildrootTree } from './tree.ts';

/** Where all that is ours in a Buildroot build lies. */
export function externalTree(): string {
  return join(repositoryRoot(), 'buildroot');
}

/** The fragment that all toolchains share. */
function sharedFragment(): Promise<string> {
  return readFile(join(externalTree(), 'toolchain.fragment'), 'utf8');
}

/** The plan's configuration without what differs from run to run: where it works, and fetches from. */
export async function bareConfig(plan: BuildrootPlan): Promise<string> {
  return configText(await sharedFragment(), plan, {}, '');
}

/** What is to be built, and from what. */
export interface BuildrootRequest {
  readonly plan: BuildrootPlan;
  readonly tree: BuildrootTree;
  readonly sources: BuildrootSources;
}

/**
 * What the Makefile writes and then includes, under the name of older releases and of newer ones. GNU make 4.3 does not
 * see a file that comes into being while it reads, and those of 2019.05 and 2019.08 have no rule for it.
 */
const INCLUDED = ['.br-external.mk', '.br2-external.mk'];

/**
 * Has Buildroot make its .config.
 * @param downloads BR2_DL_DIR.
 * @returns the text that it is made from.
 * @throws ToolError `buildroot-config-failed`; `buildroot-config-refused` where a line of the plan is not in the
 * result.
 */
export async function configure(
  { plan, sources }: Pick<BuildrootRequest, 'plan' | 'sources'>,
  downloads: string,
  places: BuildrootPlaces,
  host: Host,
): Promise<string> {
  const file = join(places.output, 'defconfig');
  const config = configText(await sharedFragment(), plan, sources, downloads);
  await writeFile(file, config);
  for (const name of INCLUDED) await writeFile(join(places.output, name), '', { flag: 'a' });
  const { code, stdout, stderr } = await buildrootMake(places, ['defconfig'], host, {
    variables: { BR2_DEFCONFIG: file },
  });
  const tail = (stdout + stderr).trim().split('\n').slice(-10).join('\n    ');
  if (code !== 0) {
    throw new ToolError(
      'buildroot-config-failed',
      `toolchain "buildroot": make defconfig failed\n    ${tail}`,
      'look at buildroot-config, or at what the lines above name',
    );
  }
  const refused = refusedLines(plan, await readFile(join(places.output, '.config'), 'utf8'));
  if (refused.length === 0) return config;
  throw new ToolError(
    'buildroot-config-refused',
    `Buildroot ${plan.release} does not take: ${refused.join(', ')}`,
    'use another buildroot-version or gcc-version, or say it otherwise in buildroot-config',
  );
}
