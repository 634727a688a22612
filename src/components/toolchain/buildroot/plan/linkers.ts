import { compareVersions } from '../../../../compare-versions.ts';

/** Whether gold is built beside bfd, and why. */
interface PlannedLinkers {
  readonly gold: boolean;
  readonly reason: string;
}

/** Since when gold compiles with gcc 10 and newer (gold/ChangeLog, 2019-06-10: "errors.h: Include string"). */
const GOLD_COMPILES = '2.33';

/** Since when binutils' own tarballs are without gold (binutils' NEWS, "Changes in 2.44"). */
const WITHOUT_GOLD = '2.44';

/**
 * Which linkers come with the release's binutils.
 * @param binutils its version, or only the series.
 * @param configured what `buildroot-config` says of gold.
 */
export function planLinkers(binutils: string, configured: boolean | undefined): PlannedLinkers {
  const without = (why: string) => ({ gold: false, reason: `linkers: bfd alone; ${why}` });
  if (compareVersions(binutils, WITHOUT_GOLD) >= 0)
    return without(`binutils ${binutils} has no gold any more`);
  if (configured === false) return without('buildroot-config says that gold is not built');
  if (configured === undefined && compareVersions(binutils, GOLD_COMPILES) < 0)
    return without(`the gold of binutils ${binutils} does not compile with gcc 10 and newer`);
  return { gold: true, reason: `linkers: bfd and gold, from binutils ${binutils}` };
}
