import type { Comparison } from './same-results.ts';

const HEADER = `# Same results

Debian source packages, built, installed and tested twice at the same place in the same root filesystem: wholly emulated
(\`ARM64_ON_X86_ACCELERATE=0\`) and with \`accelerate: full\`. Compared are the installed trees, entry by entry (type, mode,
target of links, bytes; of binaries all but the compiler's version string and the build id), and each result of the
package's own tests, which run emulated both times but for their shell and tools. Written by
\`npm run same-results -- --record [NAME…]\`; the times are of one run, beside whatever else the machine did.

| package | date | installed entries | differ | results of tests | differ | seconds emulated | seconds full |
| ------- | ---- | ----------------: | -----: | ---------------: | -----: | ---------------: | -----------: |
`;

/** Whether a build gave nothing that the other did not, and gave something at all. */
export function isSame({ entries, differences, tests, testDifferences }: Comparison): boolean {
  return entries > 0 && tests.length > 1 && differences.length === 0 && testDifferences.length === 0;
}

/** The report with a package's line in place of its earlier one; lines are sorted. */
export function mergeReport(report: string, item: Comparison, date: string): string {
  const { tarball, entries, differences, tests, testDifferences, seconds } = item;
  const cells = [
    tarball.replace(/\.orig\.tar.*/, '').replace('_', ' '),
    date,
    entries,
    differences.length,
    tests.length,
    testDifferences.length,
    seconds.emulated,
    seconds.full,
  ];
  const others = report
    .split('\n')
    .filter((line) => /^\| \S+ \d/.test(line) && !line.startsWith(`| ${item.name} `));
  return `${HEADER}${[...others, `| ${cells.join(' | ')} |`].sort().join('\n')}\n`;
}
