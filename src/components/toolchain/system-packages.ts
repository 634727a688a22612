import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { DEBUGGER_PACKAGE } from '../debugger/package.ts';
import { type InstalledPackage, installedPackages } from '../packages/dpkg.ts';

/** The runner's packaged cross compiler: the gcc major that was chosen, and all packages whose files it is made of. */
export interface SystemPackages {
  readonly major: number;
  readonly packages: readonly InstalledPackage[];
}

const TRIPLET = 'aarch64-linux-gnu';

/**
 * Packages to install when the cross compiler is not there, by the names of Debian and Ubuntu; the debugger's is named
 * along with them, which the image takes from this machine as well.
 */
const REQUIRED = [`gcc-${TRIPLET}`, `g++-${TRIPLET}`, `binutils-${TRIPLET}`, DEBUGGER_PACKAGE];

/** Patterns for all that a compiler may be made of, whatever its major. */
const PARTS = [`*-${TRIPLET}`, '*-arm64-cross'];

/**
 * Finds the installed cross compiler's packages. Of several majors, that of the rootfs's own gcc is taken, else the
 * distribution's default.
 * @throws ToolError `toolchain-not-installed` naming the packages to install.
 */
export async function findSystemPackages(
  host: Host,
  wantedMajor: number | undefined,
): Promise<SystemPackages> {
  const installed = await installedPackages(host, [...REQUIRED, ...PARTS]);
  const names = new Map(installed.map((item) => [item.name, item]));
  const missing = REQUIRED.filter((name) => !names.has(name));
  const major = chooseMajor([...names.keys()], names.get(`gcc-${TRIPLET}`)?.depends ?? '', wantedMajor);
  if (missing.length > 0 || major === undefined) throw notInstalled(missing.length > 0 ? missing : REQUIRED);
  return { major, packages: withParts(installed, major) };
}

function notInstalled(missing: readonly string[]): ToolError {
  return new ToolError(
    'toolchain-not-installed',
    `toolchain "system" needs this machine's packaged aarch64 cross compiler; not installed: ${missing.join(', ')}`,
    `install it: sudo apt-get install ${missing.join(' ')}`,
  );
}

/** The major with both gcc and g++ installed: the wanted one, else that which the default package depends on. */
export function chooseMajor(
  names: readonly string[],
  defaultDepends: string,
  wanted?: number,
): number | undefined {
  const majors = names
    .map((name) => Number(/^gcc-(\d+)-aarch64-linux-gnu$/.exec(name)?.[1]))
    .filter((major) => major > 0 && names.includes(`g++-${major}-${TRIPLET}`));
  const usual = Number(/\bgcc-(\d+)-aarch64-linux-gnu\b/.exec(defaultDepends)?.[1]);
  if (wanted !== undefined && majors.includes(wanted)) return wanted;
  return majors.includes(usual) ? usual : majors.sort((a, b) => b - a)[0];
}

/** Those of the installed packages that a compiler is made of. */
function withParts(installed: readonly InstalledPackage[], major: number): InstalledPackage[] {
  const main = new Set([
    ...[`gcc-${major}-${TRIPLET}`, `g++-${major}-${TRIPLET}`, `cpp-${major}-${TRIPLET}`],
    ...[`libgcc-${major}-dev-arm64-cross`, `libstdc++-${major}-dev-arm64-cross`],
    `binutils-${TRIPLET}`,
  ]);
  const found = installed.filter(({ name }) => main.has(name));
  // The run-time libraries behind the development packages: libgcc-s1-, libstdc++6-, libgomp1-arm64-cross …
  const all = new Set([...main, ...found.flatMap(({ depends }) => crossLibraries(depends))]);
  return installed.filter(({ name }) => all.has(name));
}

/**
 * Names of the arm64 libraries in a Depends field. Not libc's and the kernel's headers: the rootfs's own libc is
 * what programs are compiled and linked against.
 */
export function crossLibraries(depends: string): string[] {
  const names = depends.match(/[a-z0-9][a-z0-9.+-]*-arm64-cross\b/g) ?? [];
  return [...new Set(names)].filter((name) => !/^(libc6|linux-libc)-/.test(name)).sort();
}
