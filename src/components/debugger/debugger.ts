import type { Host } from '../../host/host.ts';
import { RECIPES } from '../../recipes/recipes.ts';
import { buildMachine } from '../build-machine.ts';
import type { Component } from '../component.ts';
import { contentKey } from '../key.ts';
import { installedPackages } from '../packages/dpkg.ts';
import { noticesFor } from '../packages/notices.ts';
import { packageTree } from '../packages/tree.ts';
import { RUNTIME_SONAMES } from '../runtime/sonames.ts';
import {
  hashLibraries,
  installedLibraries,
  type LibraryDirectory,
  libraryClosure,
} from '../shared-libraries.ts';
import { HOST } from '../toolchain/toolchain.ts';
import { fileEntry, linkEntry } from '../tree.ts';
import { DEBUGGER_PACKAGE } from './package.ts';
import { pythonPackages, pythonTree } from './python.ts';

/**
 * Where the debugger lies in the image: a prefix of its own, in which gdb finds its parts by its own place, so that no
 * file of any toolchain (an SDK's share/gdb) gets mixed up with it.
 */
const DEBUGGER = `${HOST}/gdb`;

const PROGRAM = 'bin/gdb-multiarch';

/** In PATH. Never plain `gdb`: the guest's debugs itself, this one speaks to a stub. */
const NAMES = ['aarch64-linux-gdb', 'aarch64-linux-gnu-gdb'];

/** The debugger as a component; the runtime component puts the libraries into the loader's cache. */
export interface Debugger extends Component, LibraryDirectory {}

/**
 * This machine's gdb for aarch64 with Python, for any guest and beside any toolchain: nothing in it depends on either.
 * @returns undefined where it is not installed.
 */
export async function debuggerComponent(host: Host): Promise<Debugger | undefined> {
  // Of `gdb`, which it depends on, it takes the data.
  const own = await installedPackages(host, [DEBUGGER_PACKAGE, 'gdb']);
  const main = own.find(({ name }) => name === DEBUGGER_PACKAGE);
  if (main === undefined) return undefined;
  const installed = await installedLibraries(host);
  const libraries = libraryClosure([`/usr/${PROGRAM}`], installed, new Set(RUNTIME_SONAMES));
  const python = await pythonPackages(host, libraries);
  const packages = [...own, ...python];
  const directory = 'x86_64/lib/debugger';
  return {
    name: 'debugger',
    key: contentKey('debugger', {
      recipe: RECIPES.debugger,
      machine: await buildMachine(),
      packages: packages.map(({ name, version }) => `${name}=${version}`),
      libraries: await hashLibraries(libraries),
    }),
    about: `gdb ${/^[\d.]*\d/.exec(main.version)?.[0] ?? '?'}`,
    directory,
    libraries,
    build: async () => [
      ...(await packageTree(host, own, { to: DEBUGGER, programs: /\/gdb-multiarch$/ })).values(),
      ...(await pythonTree(host, python, DEBUGGER)),
      ...NAMES.map((name) => linkEntry(`${HOST}/bin/${name}`, `../gdb/${PROGRAM}`)),
      ...libraries.map(({ soname, file }) => fileEntry(`${directory}/${soname}`, file, false)),
      ...(await noticesFor(host, packages, libraries, 'x86_64/share/debugger')),
    ],
  };
}
