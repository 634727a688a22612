import { basename, dirname } from 'node:path';
import type { BuildrootPackage } from './info.ts';

type Download = BuildrootPackage['downloads'][number];

/** wget(1), for each address and each try: `--2026-11-27 12:56:40--  (try: 2)  http://gnu.example/gcc.tar.xz`. */
const WGET = /^--[-\d]+ [:\d]+-- {2}(?:\(try: ?\d+\) {2})?(\S+)$/;
/** cp(1), by which support/download/file copies. */
const CP = /^cp: cannot stat '(.+)': /;
/** Where Buildroot keeps all its releases' sources (its Config.in, BR2_BACKUP_SITE). */
const BACKUP_SITE = 'https://sources.buildroot.net';

/**
 * The file that could not be fetched and its address, from what the downloaders printed: for releases that cannot say
 * where a package's sources are. Undefined where they did not say either.
 * @param lines the end of the output, about one package.
 */
export function downloadAsked(lines: readonly string[]): Download | undefined {
  const redirected = lines.flatMap((line, index) =>
    lines[index - 1]?.startsWith('Location: ') ? placesIn(line) : [],
  );
  const all = lines.flatMap(placesIn).filter((place) => !redirected.includes(place));
  const file = basename(all.at(-1) ?? '');
  if (file === '') return undefined;
  const places = all.filter((place) => basename(place) === file).map((place) => dirname(place));
  // A mirror is asked at SITE/DIRECTORY and at SITE, upstream's site once (package/pkg-download.mk, DOWNLOAD_URIS).
  const nested = places.filter((place) => places.includes(dirname(place)));
  const directory = basename(nested[0] ?? '');
  const mirrors = new Set(nested.flatMap((place) => [place, dirname(place)]));
  const upstream = places.find((place) => !mirrors.has(place) && place.includes('://'));
  const site = upstream ?? (directory === '' ? undefined : `${BACKUP_SITE}/${directory}`);
  return { file, directory, urls: site === undefined ? [] : [`${site}/${file}`] };
}

function placesIn(line: string): string[] {
  const place = WGET.exec(line)?.[1] ?? CP.exec(line)?.[1];
  return place === undefined ? [] : [place];
}
