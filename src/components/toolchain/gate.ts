import { compareVersions } from '../../compare-versions.ts';
import { ToolError } from '../../errors.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import type { NeededVersion, ToolchainNeeds } from './needs.ts';

/** What the gate looks at in a rootfs. */
type Limits = Pick<RootfsProfile, 'libc' | 'glibcxx' | 'cxxabi' | 'libgcc'>;

/** The highest versions that the root filesystem defines, as lines: a part of the key of what was checked. */
export function fitLimits(profile: Limits): string[] {
  return Object.entries(limitsOf(profile)).map(([prefix, version]) => `${prefix}${version ?? ''}`);
}

/**
 * The gate: throws ToolError `toolchain-does-not-fit`, naming symbols, when a program built with the toolchain might
 * not start on the root filesystem because a version is newer than what that has (ld.so(8), "version `GLIBC_2.xx' not
 * found"), or is for another C library. What the root filesystem does not have at all is not compared.
 * @param toolchain its name for the message: `toolchain "system"`.
 * @param hint what helps, where that is not another toolchain.
 */
export function checkToolchainFits(
  toolchain: string,
  needs: ToolchainNeeds,
  profile: RootfsProfile,
  hint = ANOTHER_TOOLCHAIN,
): void {
  const refuse = (why: string) => unfit(toolchain, why, hint);
  const rootfs = `the root filesystem (${profile.distribution.name || 'unknown distribution'})`;
  const { kind } = profile.libc;
  if (kind !== 'none' && kind !== needs.libc)
    throw refuse(`it builds for ${needs.libc} and ${rootfs} has ${kind}`);
  const missing = needs.versions.filter(({ version }) => isNewer(version, profile)).sort(byVersion);
  if (missing.length > 0)
    throw refuse(`${listSymbols(missing)}; ${rootfs} has ${listLimits(missing, profile)}`);
}

const ANOTHER_TOOLCHAIN =
  'use a toolchain made for this root filesystem: toolchain=buildroot, or the path of an SDK tarball that is no newer';

function limitsOf({ libc, glibcxx, cxxabi, libgcc }: Limits): Readonly<Record<string, string | undefined>> {
  const glibc = libc.kind === 'glibc' && libc.version !== '' ? libc.version : undefined;
  return { GLIBC_: glibc, GLIBCXX_: glibcxx, CXXABI_: cxxabi, GCC_: libgcc };
}

/** Names that are no number: of private symbols nobody knows, and the mark of a feature of the loader. */
const NUMBER_OF: Readonly<Record<string, string>> = { GLIBC_ABI_DT_RELR: '2.36' };

function isNewer(version: string, profile: Limits): boolean {
  const prefix = prefixOf(version);
  const limit = limitsOf(profile)[prefix];
  const number = NUMBER_OF[version] ?? version.slice(prefix.length);
  return limit !== undefined && /^\d+(\.\d+)*$/.test(number) && compareVersions(number, limit) > 0;
}

const SHOWN = 4;

/** glibc's before libstdc++'s and gcc's, older ones first. */
function byVersion(a: NeededVersion, b: NeededVersion): number {
  const rank = ({ version }: NeededVersion) => PREFIXES.indexOf(prefixOf(version));
  return rank(a) - rank(b) || a.version.localeCompare(b.version, 'en', { numeric: true });
}

const PREFIXES = ['GLIBC_', 'GLIBCXX_', 'CXXABI_', 'GCC_'];

function prefixOf(version: string): string {
  return /^[A-Z]+_/.exec(version)?.[0] ?? '';
}

function listSymbols(missing: readonly NeededVersion[]): string {
  const shown = missing.flatMap(({ version, symbols }) =>
    symbols.map((symbol) => symbol.replace(' ', `@${version} `)),
  );
  const rest = missing.reduce((sum, { count }) => sum + count, 0) - Math.min(shown.length, SHOWN);
  const list = shown.slice(0, SHOWN).join(', ');
  return `they may need ${list}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function listLimits(missing: readonly NeededVersion[], profile: Limits): string {
  const prefixes = new Set(missing.map(({ version }) => prefixOf(version)));
  return [...prefixes].map((prefix) => `${prefix}${limitsOf(profile)[prefix]}`).join(', ');
}

function unfit(toolchain: string, why: string, hint: string): ToolError {
  return new ToolError(
    'toolchain-does-not-fit',
    `${toolchain} could build programs that do not start: ${why}`,
    hint,
  );
}
