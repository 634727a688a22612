import { compareVersions } from '../../compare-versions.ts';
import type { CompilerDefaults } from '../../rootfs/compiler-defaults.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import table from './hardening.json' with { type: 'json' };

/** Additions to gcc's specs, by the name of the spec (GCC manual, "Spec Files"). */
export type SpecAdditions = Readonly<Record<string, readonly string[]>>;

/** What a distribution's compiler leaves to who calls it, unless the table says otherwise. */
const LEFT_TO_CALLERS = {
  stackProtector: false,
  stackClash: false,
  fortify: 0,
  bindNow: false,
  asNeeded: false,
} satisfies Partial<CompilerDefaults>;

/**
 * What the rootfs's own compiler does without being asked: as the distribution's compilers are known to do, also where
 * none is installed yet, so that all its root filesystems share a toolchain; as its driver says for a distribution that
 * is not known (and for branch protection, which differs between releases). Undefined where there is neither: then a
 * toolchain's own defaults stand.
 */
export function guestDefaults({
  distribution: { id, version },
  compilerDefaults: read,
}: Pick<RootfsProfile, 'distribution' | 'compilerDefaults'>): Partial<CompilerDefaults> | undefined {
  const rows = table.distributions.filter(
    ({ ids, since }) => ids.includes(id) && (version === '' || compareVersions(version, since) >= 0),
  );
  const row = rows.at(-1);
  const known: Partial<CompilerDefaults> | undefined = row && { ...LEFT_TO_CALLERS, ...row.defaults };
  if (read === undefined) return known;
  const on = Object.entries(read).filter(([name, value]) => value && (!known || name === 'branchProtection'));
  return { pie: read.pie, ...known, ...Object.fromEntries(on) };
}

/** The same as lines in one order, whatever said it: a part of the key. */
export function defaultLines(profile: Parameters<typeof guestDefaults>[0]): string[] {
  const defaults = Object.entries(guestDefaults(profile) ?? {});
  return defaults.map(([name, value]) => `${name}=${value}`).sort();
}

/**
 * What makes a compiler with the defaults `own` one with the defaults `wanted`. What it should not do is said to its
 * driver as an option is, which Ubuntu's own specs heed.
 */
export function hardeningSpecs(own: CompilerDefaults, wanted: Partial<CompilerDefaults>): SpecAdditions {
  const pie = pieSpecs(own, wanted);
  const compiling = switches(COMPILING, own, wanted);
  const linking = switches(LINKING, own, wanted);
  const fortified = wanted.fortify === 0 && own.fortify > 0 ? [unless(FORTIFY, '-U_FORTIFY_SOURCE')] : [];
  return {
    cc1_options: [...pie.compile, ...compiling.on],
    cpp: fortifySpecs(own, wanted),
    link: [...linking.on, ...linking.off],
    self_spec: [...pie.driver, ...compiling.off, ...fortified],
  };
}

interface Switch {
  readonly name: Exclude<keyof CompilerDefaults, 'pie' | 'fortify'>;
  readonly on: string;
  /** Where it is taken away. */
  readonly off?: string;
}

function switches(rows: readonly Switch[], own: CompilerDefaults, wanted: Partial<CompilerDefaults>) {
  return {
    on: rows.filter(({ name }) => wanted[name] && !own[name]).map(({ on }) => on),
    off: rows.flatMap(({ name, off = [] }) => (wanted[name] === false && own[name] ? off : [])),
  };
}

function pieSpecs(
  own: CompilerDefaults,
  wanted: Partial<CompilerDefaults>,
): Record<'compile' | 'driver', string[]> {
  if (wanted.pie === true && !own.pie)
    return {
      compile: [`%{!r:${unless([...PIC, ...NO_PIC], '-fPIE')}}`],
      driver: [unless(NO_PIE_LINK, '-pie')],
    };
  if (wanted.pie === false && own.pie)
    return {
      compile: [unless([...PIC, ...NO_PIC], '-fno-PIE')],
      driver: [unless([...NO_PIE_LINK, 'pie'], '-no-pie')],
    };
  return { compile: [], driver: [] };
}

function fortifySpecs(own: CompilerDefaults, { fortify }: Partial<CompilerDefaults>): string[] {
  if (!fortify || own.fortify > 0) return [];
  return [`%{O*:${unless(['O0', ...FORTIFY, 'ffreestanding'], `-D_FORTIFY_SOURCE=${fortify}`)}}`];
}

/**
 * A compiler's own specs without `-z now`, where it has that and should not: Ubuntu's command for the linker names it
 * after all that could be added.
 */
export function lazilyBound(specs: string, own: CompilerDefaults, wanted: Partial<CompilerDefaults>): string {
  return own.bindNow && wanted.bindNow === false ? specs.replaceAll(/ -z now\b/g, '') : specs;
}

const PIC = ['fpie', 'fPIE', 'fpic', 'fPIC'];
const NO_PIC = ['fno-pie', 'fno-PIE', 'fno-pic', 'fno-PIC'];
/** As in Red Hat's redhat-hardened-ld. */
const NO_PIE_LINK = ['static', 'static-pie', 'shared', 'r', 'no-pie'];

/** The option, unless one of these is given. */
function unless(options: readonly string[], option: string): string {
  return options.reduceRight((inner, name) => `%{!${name}:${inner}}`, option);
}

const FORTIFY = ['D_FORTIFY_SOURCE*', 'U_FORTIFY_SOURCE'];

/** What turns a default of the compiler on, and off. */
const COMPILING: readonly Switch[] = [
  {
    name: 'stackProtector',
    on: unless(
      ['fno-stack-protector', 'fstack-protector*', 'ffreestanding', 'nostdlib'],
      '-fstack-protector-strong',
    ),
    off: unless(['fstack-protector*'], '-fno-stack-protector'),
  },
  {
    name: 'stackClash',
    on: unless(['fno-stack-clash-protection'], '-fstack-clash-protection'),
    off: unless(['fstack-clash-protection'], '-fno-stack-clash-protection'),
  },
  {
    name: 'branchProtection',
    on: unless(['mbranch-protection=*', 'msign-return-address=*'], '-mbranch-protection=standard'),
    off: unless(['mbranch-protection=*', 'msign-return-address=*'], '-mbranch-protection=none'),
  },
];

/** The same for the linker; `-z now` is lazilyBound's, and a build-id does no harm. */
const LINKING: readonly Switch[] = [
  { name: 'bindNow', on: '%{!r:-z relro -z now}' },
  { name: 'asNeeded', on: '%{!fsanitize=*:--as-needed}', off: '--no-as-needed' },
  { name: 'buildId', on: '%{!r:--build-id}' },
  { name: 'gnuHash', on: '--hash-style=gnu' },
  { name: 'newDtags', on: '--enable-new-dtags' },
];
