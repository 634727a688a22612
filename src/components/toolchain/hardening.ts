import { compareVersions } from '../../compare-versions.ts';
import type { CompilerDefaults } from '../../compiler-defaults.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import table from './hardening.json' with { type: 'json' };

/** Additions to gcc's specs, by the name of the spec (GCC manual, "Spec Files"). */
export type SpecAdditions = Readonly<Record<string, readonly string[]>>;

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
  const known: Partial<CompilerDefaults> | undefined = rows.at(-1)?.defaults;
  if (read === undefined) return known;
  const on = Object.entries(read).filter(([name, value]) => value && (!known || name === 'branchProtection'));
  return { pie: read.pie, ...known, ...Object.fromEntries(on) };
}

/** What makes a compiler with the defaults `own` one with the defaults `wanted`. */
export function hardeningSpecs(own: CompilerDefaults, wanted: Partial<CompilerDefaults>): SpecAdditions {
  const compile: string[] = [];
  const preprocess: string[] = [];
  const link: string[] = [];
  const driver: string[] = [];
  const has = (
    name: 'stackProtector' | 'stackClash' | 'branchProtection' | 'bindNow' | 'asNeeded' | 'buildId',
  ) => own[name] || !wanted[name];
  if (wanted.pie === true && !own.pie) {
    compile.push(`%{!r:${unless([...PIC, ...NO_PIC], '-fPIE')}}`);
    driver.push(unless(NO_PIE_LINK, '-pie'));
  }
  if (wanted.pie === false && own.pie) {
    compile.push(unless([...PIC, ...NO_PIC], '-fno-PIE'));
    driver.push(unless([...NO_PIE_LINK, 'pie'], '-no-pie'));
  }
  if (!has('stackProtector'))
    compile.push(
      unless(
        ['fno-stack-protector', 'fstack-protector*', 'ffreestanding', 'nostdlib'],
        '-fstack-protector-strong',
      ),
    );
  if (!has('stackClash')) compile.push(unless(['fno-stack-clash-protection'], '-fstack-clash-protection'));
  if (!has('branchProtection'))
    compile.push(unless(['mbranch-protection=*', 'msign-return-address=*'], '-mbranch-protection=standard'));
  if ((wanted.fortify ?? 0) > 0 && own.fortify === 0)
    preprocess.push(
      `%{O*:${unless(['O0', 'D_FORTIFY_SOURCE*', 'U_FORTIFY_SOURCE', 'ffreestanding'], `-D_FORTIFY_SOURCE=${wanted.fortify}`)}}`,
    );
  if (!has('bindNow')) link.push('%{!r:-z relro -z now}');
  if (!has('asNeeded')) link.push('%{!fsanitize=*:--as-needed}');
  if (!has('buildId')) link.push('%{!r:--build-id}');
  return { cc1_options: compile, cpp: preprocess, link, self_spec: driver };
}

const PIC = ['fpie', 'fPIE', 'fpic', 'fPIC'];
const NO_PIC = ['fno-pie', 'fno-PIE', 'fno-pic', 'fno-PIC'];
/** As in Red Hat's redhat-hardened-ld. */
const NO_PIE_LINK = ['static', 'static-pie', 'shared', 'r', 'no-pie'];

/** The option, unless one of these is given. */
function unless(options: readonly string[], option: string): string {
  return options.reduceRight((inner, name) => `%{!${name}:${inner}}`, option);
}
