import type { RootfsProfile } from './profile.ts';
import type { RootfsTree } from './tree.ts';

const STATUS = 'var/lib/dpkg/status';

/**
 * Installed packages and their versions by dpkg's own record (dpkg(1), FILES); undefined without one, or where it has no
 * package, as that of a dpkg which rpm or apk installed.
 */
export function findPackages(tree: RootfsTree): RootfsProfile['packages'] {
  const status = tree.content(STATUS);
  if (status === undefined) return undefined;
  const packages = parseDpkgStatus(status.toString('utf8'));
  return Object.keys(packages).length > 0 ? packages : undefined;
}

/** Version by name of each package whose state is `installed` (deb-control(5), dpkg(1) "Package states"). */
export function parseDpkgStatus(text: string): Record<string, string> {
  const packages: Record<string, string> = {};
  for (const stanza of text.split(/\n{2,}/)) {
    const field = (name: string) => new RegExp(`^${name}: *(.*)$`, 'm').exec(stanza)?.[1];
    const [name, version] = [field('Package'), field('Version')];
    if (name === undefined || version === undefined) continue;
    if (/ installed$/.test(field('Status') ?? '')) packages[name] = version;
  }
  return packages;
}
