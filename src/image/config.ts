import type { BaseConfig, HistoryEntry } from './base-config.ts';
import type { ConfigSettings } from './config-settings.ts';
import type { Layer } from './layer.ts';
import { processSettings } from './process-settings.ts';

/**
 * The image configuration, OCI image-spec config.md, plus Docker's `Shell`, without which the RUN lines of a
 * Dockerfile would have the builder start the guest's /bin/sh directly. Base layers come first.
 */
export function imageConfig(layers: readonly Layer[], settings: ConfigSettings): object {
  const created = timestamp(settings.sourceDateEpoch);
  const { os, architecture, variant } = settings.platform;
  return {
    created,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    os,
    config: {
      ...processSettings(settings),
      ...labelsField({ ...settings.base?.labels, ...settings.labels }),
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: history(layers, settings.base, created),
  };
}

/** A base image's own history first, if it fits its layers (config.md: an entry for each that is no empty layer). */
export function history(
  layers: readonly Layer[],
  base: BaseConfig | undefined,
  created: string,
): readonly HistoryEntry[] {
  const entries = layers.map((layer): HistoryEntry => ({ created, created_by: layer.createdBy }));
  const count = base?.diffIds.length ?? 0;
  const before = base?.history ?? [];
  return before.filter(({ empty_layer }) => empty_layer !== true).length === count
    ? [...before, ...entries.slice(count)]
    : entries;
}

/** RFC 3339, as config.md wants `created`. */
export function timestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** The field of a configuration; none where there are no labels. */
export function labelsField(labels: Readonly<Record<string, string>>): object {
  return Object.keys(labels).length === 0 ? {} : { Labels: sortedLabels(labels) };
}

/** In the order of the names, so that the order in which labels were given does not change the digest. */
export function sortedLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
