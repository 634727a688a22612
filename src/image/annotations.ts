import { formatPlatform, type Platform } from './platform.ts';

/** Where an annotation stands, as docker buildx build --annotation names it. */
type AnnotationLevel = 'manifest' | 'index' | 'manifest-descriptor' | 'index-descriptor';

/** One annotation of the input `annotations`; without a platform it is for all of them. */
interface Annotation {
  readonly level: AnnotationLevel;
  readonly platform?: string;
  readonly key: string;
  readonly value: string;
}

export type Annotations = readonly Annotation[];

const LEVELS: readonly string[] = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'];

/**
 * Parses `[LEVEL[PLATFORM],…:]KEY=VALUE` in the notation of docker buildx build --annotation, which
 * docker/metadata-action writes; a manifest's without a level. Undefined when it has no key.
 */
export function parseAnnotation(text: string): Annotations | undefined {
  const [prefix, levels] = splitLevels(text);
  const [key = '', ...value] = text.slice(prefix).split('=');
  if (key.trim() === '' || value.length === 0) return undefined;
  return levels.map((level) => ({ ...level, key: key.trim(), value: value.join('=') }));
}

/** A key may hold colons (`a:b=c`): what stands before the first one counts only if it names levels. */
function splitLevels(text: string): [number, readonly Pick<Annotation, 'level' | 'platform'>[]] {
  const whole: [number, readonly Pick<Annotation, 'level'>[]] = [0, [{ level: 'manifest' }]];
  const colon = text.slice(0, Math.max(text.indexOf('='), 0)).indexOf(':');
  if (colon < 0) return whole;
  const found = text
    .slice(0, colon)
    .split(',')
    .map((part) => /^([a-z-]+)(?:\[([a-z0-9_./]+)\])?$/.exec(part.trim()));
  const levels = found.flatMap((match) => {
    const [, level = '', platform] = match ?? [];
    if (!isLevel(level)) return [];
    return [{ level, ...(platform === undefined ? {} : { platform }) }];
  });
  return levels.length === found.length ? [colon + 1, levels] : whole;
}

function isLevel(text: string): text is AnnotationLevel {
  return LEVELS.includes(text);
}

/** The annotations of one document, in the order of their keys; the last one of a key counts. */
export function annotationsOf(
  all: Annotations,
  level: AnnotationLevel,
  platform?: Platform,
): Readonly<Record<string, string>> {
  const name = platform === undefined ? undefined : formatPlatform(platform);
  const own = all.filter(
    (one) => one.level === level && (one.platform === undefined || one.platform === name),
  );
  const entries = new Map(own.map(({ key, value }) => [key, value]));
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As a field of a document: none where there are no annotations. */
export function annotationsField(annotations: Readonly<Record<string, string>>): object {
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}
