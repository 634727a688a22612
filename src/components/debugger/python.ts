import type { Host } from '../../host/host.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { type InstalledPackage, installedPackages } from '../packages/dpkg.ts';
import { packageTree } from '../packages/tree.ts';
import type { SharedLibrary } from '../shared-libraries.ts';

/**
 * Parts of the standard library that gdb's own scripts do not touch, and compiled files, which Python
 * can do without.
 */
const NEEDLESS =
  /\/(__pycache__|lib-dynload|config-[^/]*|test|idlelib|lib2to3|distutils|ensurepip|pydoc_data|tkinter|venv|turtledemo)\//;

/** The packages of the Python standard library that belongs to the libpython among the libraries, if there is one. */
export async function pythonPackages(
  host: Host,
  libraries: readonly SharedLibrary[],
): Promise<InstalledPackage[]> {
  const version = libraries.map(({ soname }) => /^libpython(3\.\d+)\.so/.exec(soname)?.[1]).find(Boolean);
  return version === undefined
    ? []
    : installedPackages(host, [`libpython${version}-minimal`, `libpython${version}-stdlib`]);
}

/**
 * The standard library for gdb's built-in Python, which refuses to start without one. gdb looks for it in ../lib
 * seen from its own directory, since its Python was configured under the same prefix. lib-dynload stays empty, but
 * Python warns at each start when it is not there.
 * @param to the prefix of gdb in the image.
 */
export async function pythonTree(
  host: Host,
  packages: readonly InstalledPackage[],
  to: string,
): Promise<TreeEntry[]> {
  const tree = [...(await packageTree(host, packages, { to, programs: NONE })).values()];
  const python = new RegExp(`^${to}/lib/python3[^/]*/`);
  const modules = tree.filter(
    ({ path }) => python.test(path) && path.endsWith('.py') && !NEEDLESS.test(path),
  );
  const root = modules.map(({ path }) => python.exec(path)?.[0]).find(Boolean);
  if (root === undefined) return modules;
  return [...modules, { type: 'directory', path: `${root}lib-dynload`, mode: 0o755 }];
}

const NONE = /(?!)/;
