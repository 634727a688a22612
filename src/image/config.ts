import type { Inputs } from '../inputs/inputs.ts';
import type { RootfsProfile } from '../rootfs/profile.ts';
import type { Layer } from './layer.ts';
import type { Platform } from './platform.ts';

/** What the image configuration is made from, besides the layers. */
export interface ConfigSettings {
  readonly platform: Platform;
  readonly accelerate: Inputs['accelerate'];
  readonly profile: Pick<RootfsProfile, 'shell'>;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, SOURCE_DATE_EPOCH; never the clock, or the same inputs would give other digests. */
  readonly sourceDateEpoch: number;
}

const LAUNCH = '/x86_64/bin/launch';
/** Links to launch for the container runtime, see src/components/runtime/enter.ts; launch removes it from PATH. */
const ENTER = '/x86_64/enter';
/** What a login gives on Debian and most others; ours come before it. */
const GUEST_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * The image configuration, OCI image-spec config.md, plus Docker's `Shell`, without which the RUN lines of a
 * Dockerfile would have the builder start the guest's /bin/sh directly. Base layers come first.
 */
export function imageConfig(layers: readonly Layer[], settings: ConfigSettings): object {
  const created = new Date(settings.sourceDateEpoch * 1000).toISOString().replace('.000Z', 'Z');
  const { os, architecture, variant } = settings.platform;
  return {
    created,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    os,
    config: {
      Env: [`PATH=${searchPath(settings.accelerate).join(':')}`],
      Entrypoint: [LAUNCH],
      Cmd: [settings.profile.shell],
      WorkingDir: '/',
      Shell: [LAUNCH, '/bin/sh', '-c'],
      ...(Object.keys(settings.labels).length === 0 ? {} : { Labels: sorted(settings.labels) }),
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: layers.map((layer) => ({ created, created_by: layer.createdBy })),
  };
}

function searchPath(accelerate: Inputs['accelerate']): readonly string[] {
  const native = accelerate === 'none' ? [] : ['/x86_64/native/usr/bin'];
  return [ENTER, ...native, '/x86_64/host/bin', ...GUEST_PATH];
}

/** In the order of the names, so that the order in which labels were given does not change the digest. */
function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
