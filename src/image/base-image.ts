import type { BaseConfig } from './base-config.ts';
import { history, labelsField, timestamp } from './config.ts';
import type { ConfigSettings } from './config-settings.ts';
import { finishImage, type Image, type ImageParts } from './image.ts';
import { DEFAULT_PATH } from './process-settings.ts';

const ARM64 = { os: 'linux', architecture: 'arm64' } as const;

type BaseParts = Pick<ImageParts, 'baseLayers' | 'labels' | 'family' | 'annotations'> &
  Pick<ConfigSettings, 'profile' | 'base' | 'sourceDateEpoch'>;

/**
 * The root filesystem alone, as an image for an arm64 machine: the same layers, the base image's own settings and
 * nothing of ours. In an index beside the image for x86-64 it is what an arm64 machine pulls.
 */
export function baseImage(parts: BaseParts): Image {
  const { baseLayers, base, labels } = parts;
  const created = timestamp(parts.sourceDateEpoch);
  const { os, architecture } = ARM64;
  const config = {
    created,
    architecture,
    os,
    config: {
      ...(base === undefined ? plainSettings(parts) : ownSettings(base)),
      ...labelsField({ ...base?.labels, ...labels }),
    },
    rootfs: { type: 'layers', diff_ids: baseLayers.map(({ diffId }) => diffId) },
    history: history(baseLayers, base, created),
  };
  return finishImage(config, baseLayers, { ...parts, platform: ARM64 });
}

function plainSettings({ profile }: BaseParts): object {
  return { Env: [`PATH=${DEFAULT_PATH.join(':')}`], Cmd: [profile.shell], WorkingDir: '/' };
}

function ownSettings(base: BaseConfig): object {
  const { user, workingDir, env, entrypoint, cmd, shell, healthcheck, other } = base;
  return {
    ...(user !== undefined && { User: user }),
    ...(env.length > 0 && { Env: env }),
    ...(entrypoint.length > 0 && { Entrypoint: entrypoint }),
    ...(cmd.length > 0 && { Cmd: cmd }),
    ...(workingDir !== undefined && { WorkingDir: workingDir }),
    ...(shell.length > 0 && { Shell: shell }),
    ...other,
    ...(healthcheck !== undefined && { Healthcheck: healthcheck }),
  };
}
