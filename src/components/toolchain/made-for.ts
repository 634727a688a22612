import { ToolError } from '../../errors.ts';
import type { RootfsProfile } from '../../rootfs/profile.ts';
import { runsOn } from './cores.ts';
import { layoutOf, type ToolchainManifest } from './finish.ts';
import { defaultLines } from './hardening.ts';

/**
 * Refuses a saved toolchain for a rootfs for which it cannot link, or an emulator that would not run what it builds.
 * @param cpu the emulator's model (input `cpu`).
 * @throws ToolError `sdk-other-layout`, `sdk-other-gcc`, `sdk-other-cpu`.
 */
export function checkMadeFor(
  location: string,
  { layout, madeFor }: ToolchainManifest,
  profile: RootfsProfile,
  cpu: string,
): void {
  const refuse = (code: string, why: string, hint = SAVE_ANOTHER) =>
    new ToolError(code, `toolchain: ${location} ${why}`, hint);
  const own = layoutOf(profile);
  if (layout !== own)
    throw refuse(
      'sdk-other-layout',
      `was made for a root filesystem with ${layout}, and this one has ${own}`,
    );
  const directory = madeFor?.gccDirectory;
  if (directory !== undefined && !profile.libstdcxx?.some((files) => files.directory === directory))
    throw refuse(
      'sdk-other-gcc',
      `links with the libraries of the root filesystem's own gcc in ${directory}, and this one has no g++ there`,
    );
  if (madeFor !== undefined && !runsOn(madeFor.cpu, cpu))
    throw refuse(
      'sdk-other-cpu',
      `compiles for ${madeFor.cpu}, and cpu is ${cpu}, which may lack some of its instructions`,
      `use cpu=${madeFor.cpu}, or save one that was made with this cpu (outputs: type=sdk)`,
    );
}

const SAVE_ANOTHER = 'save one that was made for such a root filesystem (outputs: type=sdk)';

/** Which of its compilers' defaults (PIE and the like) are other than those of the rootfs's own, if any are. */
export function defaultsWarning(
  location: string,
  { madeFor }: ToolchainManifest,
  profile: RootfsProfile,
): string | undefined {
  const wanted = defaultLines(profile);
  // Of a compiler that is not known nobody can say what is other.
  if (madeFor === undefined || madeFor.defaults.length === 0 || wanted.length === 0) return undefined;
  const others = wanted.filter((line) => !madeFor.defaults.includes(line) && !isOff(line, madeFor.defaults));
  const more = madeFor.defaults.filter((line) => !wanted.includes(line) && !isOff(line, wanted));
  const names = new Set([...others, ...more].map((line) => line.split('=')[0]));
  if (names.size === 0) return undefined;
  return (
    `toolchain: ${location} was made for a root filesystem whose gcc has other defaults than this one's ` +
    `(${[...names].join(', ')}): what it builds is hardened as there; ${SAVE_ANOTHER}`
  );
}

/** Said to be off here and not at all there, which is the same. */
function isOff(line: string, there: readonly string[]): boolean {
  const [name, value] = line.split('=');
  return (value === 'false' || value === '0') && !there.some((other) => other.startsWith(`${name}=`));
}
