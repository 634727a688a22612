import type { FittedPlan } from '../components/toolchain/buildroot/plan/choose-plan.ts';
import type { RootfsProfile } from '../rootfs/profile.ts';
import { shownAddress } from '../source/shown-address.ts';
import { describeProfile } from './profile.ts';

/** A plan for people: what is built, and why. */
export function planText(profile: RootfsProfile, plan: FittedPlan): string {
  const languages = ['C', ...(plan.cxx ? ['C++'] : []), ...(plan.fortran ? ['Fortran'] : [])];
  const source = plan.source.kind === 'release' ? plan.source.version : shownAddress(plan.source.spec);
  const facts = [
    ['root filesystem', describeProfile(profile)],
    ['Buildroot', source],
    ['gcc', `${plan.gccVersion} (${languages.join(', ')})`],
    ['libc', `${plan.libc.kind} ${plan.libc.version}`],
    ['kernel headers', plan.headers],
    ['core', plan.cpu],
    ['libstdc++', CXX_LIBRARY[plan.cxxLibrary]],
  ] as const;
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    ...facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    '',
    ...plan.reasons.map((reason) => `- ${reason}`),
    '',
  ].join('\n');
}

const CXX_LIBRARY: Readonly<Record<FittedPlan['cxxLibrary'], string>> = {
  toolchain: "the toolchain's",
  guest: "the root filesystem's own",
  static: "the toolchain's, linked statically",
  none: 'none',
};

/** The same for programs: one JSON object. */
export function planJson(profile: RootfsProfile, chosen: FittedPlan): string {
  const { distribution, libc, glibcxx, gccMajor } = profile;
  const { source } = chosen;
  const plan =
    source.kind === 'given' ? { ...chosen, source: { ...source, spec: shownAddress(source.spec) } } : chosen;
  return `${JSON.stringify({ rootfs: { distribution, libc, glibcxx, gccMajor }, plan }, undefined, 2)}\n`;
}
