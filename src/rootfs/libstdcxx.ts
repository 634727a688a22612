import type { LibstdcxxFiles } from './profile.ts';
import type { RootfsTree } from './tree.ts';

/** Where compilers are installed: the distribution's own, and Red Hat's toolsets, which manylinux images have. */
const TOOLSETS = 'opt/rh';

/** The prefixes below which there may be a gcc, `usr` and `opt/rh/gcc-toolset-14/root/usr`. */
export function gccPrefixes(tree: RootfsTree): string[] {
  return ['usr', ...tree.list(TOOLSETS).map((name) => `${TOOLSETS}/${name}/root/usr`)];
}

/** Development files of libstdc++, one for each gcc that has them. */
export function findLibstdcxx(tree: RootfsTree): LibstdcxxFiles[] {
  return gccPrefixes(tree).flatMap((prefix) =>
    tree.list(`${prefix}/lib/gcc`).flatMap((target) =>
      tree
        .list(`${prefix}/lib/gcc/${target}`)
        .map((version) => libstdcxxOf(tree, prefix, target, version))
        .filter((files) => files !== undefined),
    ),
  );
}

function libstdcxxOf(
  tree: RootfsTree,
  prefix: string,
  target: string,
  version: string,
): LibstdcxxFiles | undefined {
  const headers = `${prefix}/include/c++/${version}`;
  const directory = `${prefix}/lib/gcc/${target}/${version}`;
  // Alpine keeps the library beside all others.
  const has = (file: string) =>
    [directory, `${prefix}/lib`].some((place) => tree.resolve(`${place}/${file}`) !== undefined);
  if (!has('libstdc++.so') || tree.resolve(`${headers}/iostream`) === undefined) return undefined;
  const fortran = has('libgfortran.so') || has('libgfortran.a');
  // What depends on the machine: below in most distributions, in a directory of the triplet in Debian.
  const machine = [`${headers}/${target}`, `${prefix}/include/${target}/c++/${version}`];
  return {
    major: Number.parseInt(version, 10),
    headers: [headers, ...machine, `${headers}/backward`]
      .filter((path) => tree.resolve(path)?.type === 'directory')
      .map((path) => `/${path}`),
    directory: `/${directory}`,
    ...(fortran && { fortran }),
  };
}
