import type { Host } from '../../../host/host.ts';
import type { TreeEntry } from '../../../tar/entry.ts';
import type { BuildrootPlan } from './plan.ts';

/** What builds need beside the plan: where sources come from. */
export interface BuildrootSources {
  /** Input `buildroot-mirror`: BR2_PRIMARY_SITE. */
  readonly mirror?: string;
  /** Input `buildroot-dl-dir`: BR2_DL_DIR, and nothing is fetched. */
  readonly dlDir?: string;
}

/** Builds the planned toolchain in the work directory and gives its finished tree. */
export async function buildToolchain(
  _plan: BuildrootPlan,
  _sources: BuildrootSources,
  _host: Host,
  _workDirectory: string,
): Promise<readonly TreeEntry[]> {
  throw new Error('not yet');
}
