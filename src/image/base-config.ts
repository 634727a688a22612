import type { Digest } from './layer.ts';
import {
  digest,
  type Fields,
  invalid,
  isObject,
  list,
  object,
  optionalText,
  parseObject,
  texts,
} from './read/document.ts';
import { textMap } from './read/manifest.ts';

/** A line of an image's history, OCI image-spec config.md; kept as it is. */
export type HistoryEntry = Fields & { readonly empty_layer?: boolean };

/** Of a base image's configuration, what ours is made from (config.md, and Docker's additions). */
export interface BaseConfig {
  readonly architecture?: string;
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryEntry[];
  readonly env: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly shell: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly healthcheck?: Fields;
  /** ExposedPorts, Volumes, StopSignal …: what starts no program. */
  readonly other: Fields;
}

const OTHER = ['ExposedPorts', 'Volumes', 'StopSignal', 'StopTimeout', 'OnBuild'] as const;

/**
 * @param image names it in messages.
 * @throws ToolError `image-invalid` when it does not say what the layers are.
 */
export function parseBaseConfig(bytes: Uint8Array, image: string): BaseConfig {
  const what = `the configuration of ${image}`;
  const fields = parseObject(bytes, what);
  const rootfs = object(fields.rootfs ?? {}, what);
  const config = object(fields.config ?? {}, what);
  const architecture = optionalText(fields.architecture);
  const user = optionalText(config.User);
  const workingDir = optionalText(config.WorkingDir);
  return {
    ...(architecture === undefined ? {} : { architecture }),
    diffIds: list(rootfs.diff_ids ?? [], `the list of layers in ${what}`).map((id) => digest(id, what)),
    history: Array.isArray(fields.history) ? fields.history.map((entry) => object(entry, what)) : [],
    env: texts(config.Env).filter((entry) => entry.indexOf('=') > 0),
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
    entrypoint: texts(config.Entrypoint),
    cmd: texts(config.Cmd),
    shell: texts(config.Shell),
    labels: textMap(config.Labels),
    ...(isObject(config.Healthcheck) ? { healthcheck: config.Healthcheck } : {}),
    other: Object.fromEntries(
      OTHER.flatMap((name) =>
        config[name] === undefined || config[name] === null ? [] : [[name, config[name]]],
      ),
    ),
  };
}

/** @throws ToolError `image-invalid` when the configuration is for another number of layers. */
export function requireLayers({ diffIds }: BaseConfig, count: number, image: string): void {
  if (diffIds.length !== count)
    throw invalid(image, `has ${count} layers, but its configuration names ${diffIds.length}`);
}
