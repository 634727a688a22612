import type { Host } from '../../host/host.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { installedPackages, packageFiles } from '../packages/dpkg.ts';
import { pathEntry } from '../tree.ts';
import { ownSysrootPath } from './own-sysroot.ts';

const DIRECTORY = '/usr/aarch64-linux-gnu';
const RUNTIME = 'libc6-arm64-cross';
const DEVELOPMENT = ['libc6-dev-arm64-cross', 'linux-libc-dev-arm64-cross'];

/** A packaged C library for cross compiling. */
export interface CrossLibc {
  /** Its files, as the sysroot that it could be in the image. */
  readonly entries: readonly TreeEntry[];
  readonly version: string;
  /** `name=version` */
  readonly packages: readonly string[];
}

/**
 * The C library that the cross compiler's own libraries were built against, as the sysroot that it could be.
 * @param development with headers and all else that compiling needs.
 */
export async function crossLibc(host: Host, development: boolean): Promise<CrossLibc> {
  const packages = await installedPackages(host, [RUNTIME, ...(development ? DEVELOPMENT : [])]);
  const entries: TreeEntry[] = [];
  for (const { name } of packages) {
    for (const file of await packageFiles(host, name)) {
      const path = file.startsWith(`${DIRECTORY}/`)
        ? ownSysrootPath(`usr/${file.slice(DIRECTORY.length + 1)}`)
        : undefined;
      const entry = path === undefined ? undefined : pathEntry(file, path);
      if (entry) entries.push(entry);
    }
  }
  const version = /^[\d.]+/.exec(packages.find(({ name }) => name === RUNTIME)?.version ?? '')?.[0];
  return {
    entries,
    version: version ?? '0',
    packages: packages.map((item) => `${item.name}=${item.version}`),
  };
}
