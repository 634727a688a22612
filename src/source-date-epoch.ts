import { ToolError } from './errors.ts';

/** What the eleven octal digits of a tar header hold (pax(1), ustar's mtime): a day in the year 2242. */
const LAST = 8 ** 11 - 1;

/**
 * The time stamp of everything that is made, in seconds since 1970: SOURCE_DATE_EPOCH, 0 where it is not set.
 * @throws ToolError `source-date-epoch` for what is no such number (reproducible-builds.org/specs/source-date-epoch).
 */
export function sourceDateEpoch({
  SOURCE_DATE_EPOCH: value = '',
}: Readonly<Record<string, string | undefined>>): number {
  if (/^\d*$/.test(value) && Number(value) <= LAST) return Number(value);
  throw new ToolError(
    'source-date-epoch',
    `SOURCE_DATE_EPOCH is ${JSON.stringify(value)}, and not a time in seconds since 1970 before 2242`,
    'set it to what git log -1 --format=%ct prints, or unset it',
  );
}
