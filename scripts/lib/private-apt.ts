import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../src/files/atomic-file.ts';
import { type RunOptions, type RunResult, run } from './run.ts';

/** An apt of our own beside the machine's: own sources and lists, the machine's keys, proxies and preferences. */
export interface PrivateApt {
  /** Runs apt-get or apt-cache with this configuration. */
  run(command: 'apt-get' | 'apt-cache', args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Brings the lists up to date. Returns false, without an error, when the mirror cannot be reached. */
  update(options?: RunOptions): Promise<boolean>;
  /** Contents of the Release files that were fetched: they change when any package does. */
  releases(): Promise<string[]>;
}

/** Makes (or takes up again) a private apt in a directory, with the given lines of sources.list(5). No root needed. */
export async function privateApt(directory: string, lines: readonly string[]): Promise<PrivateApt> {
  const lists = join(directory, 'lists');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(directory, 'cache/archives/partial'), { recursive: true });
  const sources = join(directory, 'sources.list');
  await writeAtomically(sources, (file) => writeFile(file, `${lines.join('\n')}\n`));
  const configuration = join(directory, 'apt.conf');
  const settings = {
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '-',
    'Dir::State::Lists': lists,
    'Dir::Cache': join(directory, 'cache'),
    // The directory may be closed to the _apt user, as which root's apt would download.
    'APT::Sandbox::User': 'root',
    'APT::Update::Post-Invoke': '',
    'APT::Update::Post-Invoke-Success': '',
  };
  const text = Object.entries(settings).map(([name, value]) =>
    value === '' ? `#clear ${name};\n` : `${name} "${value}";\n`,
  );
  await writeAtomically(configuration, (file) => writeFile(file, text.join('')));
  const runApt: PrivateApt['run'] = (command, args, options) =>
    // One after the other: what reads the lists would find them half written.
    run('flock', ['--no-fork', join(directory, 'lock'), command, '-c', configuration, ...args], {
      ...options,
      env: { LC_ALL: 'C.UTF-8', ...options?.env },
    });
  return {
    run: runApt,
    update: async (options) => {
      const strict = ['--quiet', '-o', 'APT::Update::Error-Mode=any', 'update'];
      return (await runApt('apt-get', strict, { ...options, ignoreExitCode: true })).code === 0;
    },
    releases: async () => {
      const names = (await readdir(lists)).filter((name) => name.endsWith('Release')).sort();
      return Promise.all(names.map((name) => readFile(join(lists, name), 'utf8')));
    },
  };
}
