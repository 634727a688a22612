import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';

/**
 * Writes a private apt configuration (apt.conf(5)) below the directory, which names the source packages of the
 * machine's own repositories and touches nothing of the machine's: own lists, own cache. Returns the file for
 * APT_CONFIG. Works without root.
 */
export async function writeAptConfiguration(directory: string, host: Host): Promise<string> {
  const parts = join(directory, 'sources.list.d');
  await mkdir(parts);
  await mkdir(join(directory, 'lists', 'partial'), { recursive: true });
  await mkdir(join(directory, 'cache', 'archives', 'partial'), { recursive: true });
  for (const file of await distributionLists(host)) {
    const text = sourceEntries(await readFile(file, 'utf8'), file.endsWith('.sources'));
    await writeFile(join(parts, file.replaceAll('/', '_').replace(/^_/, '')), text);
  }
  const configuration = join(directory, 'apt.conf');
  await writeFile(
    configuration,
    [
      'Dir::Etc::SourceList "/dev/null";',
      `Dir::Etc::SourceParts "${parts}";`,
      `Dir::State::Lists "${join(directory, 'lists')}";`,
      `Dir::Cache "${join(directory, 'cache')}";`,
      'Acquire::Languages "none";',
      'Acquire::Retries "3";',
      // The directory is private to this user, so the _apt user that root would change to cannot enter it.
      'APT::Sandbox::User "";',
      '',
    ].join('\n'),
  );
  return configuration;
}

/** The files that list the distribution's own repositories; those of third parties seldom have source packages. */
async function distributionLists(host: Host): Promise<string[]> {
  const format = '$(ORIGIN)\t$(SOURCESENTRY)';
  const { stdout } = await host.exec('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const lists = parseIndexTargets(stdout);
  if (lists.length > 0) return lists;
  throw new ToolError(
    'apt-lists-missing',
    'emulator-source "distro": this machine\'s apt knows no repository of Debian or Ubuntu',
    'run: sudo apt-get update, or use emulator-source=upstream',
  );
}

/** Source list files of Debian's and Ubuntu's repositories, from lines `Origin<TAB>FILE:LINE`. */
export function parseIndexTargets(output: string): string[] {
  const files = [...output.matchAll(/^(?:Debian|Ubuntu)\t(\/.*):\d+$/gm)].map(([, file = '']) => file);
  return [...new Set(files)].sort();
}

/**
 * The text of a source list with every binary repository turned into its source packages: `Types:` of the deb822
 * style, `deb` of the one-line style (sources.list(5)). Options such as Signed-By stay; architectures go.
 */
export function sourceEntries(text: string, deb822: boolean): string {
  if (deb822) return text.replace(/^Types:.*$/gim, 'Types: deb-src').replace(/^Architectures:.*\n?/gim, '');
  const lines = text.split('\n').filter((line) => /^\s*deb\s/.test(line));
  return lines
    .map((line) => `${line.replace(/^\s*deb\s/, 'deb-src ').replace(/\s?arch=[^\s\]]*/, '')}\n`)
    .join('');
}
