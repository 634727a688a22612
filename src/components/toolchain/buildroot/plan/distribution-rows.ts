/** Distributions that are rebuilt from another's sources, release for release. */
const SAME_AS: Readonly<Record<string, string>> = {
  almalinux: 'rhel',
  rocky: 'rhel',
  centos: 'rhel',
  ol: 'rhel',
};

/** Of a table by os-release's ID the rows, by release; those of the distribution that it is a rebuild of. */
export function distributionRows<T>(
  table: Readonly<Record<string, Readonly<Record<string, T>>>>,
  id: string,
): Readonly<Record<string, T>> {
  return table[SAME_AS[id] ?? id] ?? {};
}
