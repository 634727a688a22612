import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../host/host.ts';
import type { AptProfile } from '../../rootfs/apt.ts';
import { aptComplaint } from '../packages/apt-complaint.ts';
import { archiveError } from './archive-error.ts';
import { writeSources } from './guest-sources.ts';

/** An apt of our own that knows the amd64 packages of the root filesystem's release, and nothing of this machine's. */
export interface GuestApt {
  /** False when some of the lists could not be fetched. */
  readonly complete: boolean;
  /** Returns what it printed; throws ToolError `guest-archive`. */
  run(command: 'apt-get' | 'apt-cache', args: readonly string[], directory?: string): Promise<string>;
}

/**
 * Sets up apt (apt.conf(5)) in an empty directory with the repositories and the keys of the root filesystem, and
 * fetches their lists. Of trust nothing but the keys is taken over: all has to be signed (apt-secure(8)). Works without
 * root.
 * @throws ToolError `guest-archive`.
 */
export async function openGuestApt(apt: AptProfile, directory: string, host: Host): Promise<GuestApt> {
  for (const name of ['lists/partial', 'cache/archives/partial', 'trusted'])
    await mkdir(join(directory, name), { recursive: true });
  const sources = await writeSources(apt, directory);
  if (sources.length === 0)
    throw archiveError('its apt has no repository whose address and keys could be used here');
  await writeFile(join(directory, 'sources.list'), sources.map((line) => `${line}\n`).join(''));
  await writeFile(join(directory, 'status'), '');
  const configuration = join(directory, 'apt.conf');
  await writeFile(configuration, configurationFor(directory));
  const start = (command: string, args: readonly string[], cwd: string) =>
    host
      .exec(command, ['-c', configuration, '--quiet', ...args], {
        cwd,
        env: { ...host.env, LC_ALL: 'C.UTF-8' },
        ignoreExitCode: true,
      })
      .catch((error: unknown) => {
        host.signal.throwIfAborted();
        throw archiveError(`${command} cannot be run on this machine`, error);
      });
  const update = await start('apt-get', ['update'], directory);
  const { code } = await start('apt-cache', ['show', 'libc6'], directory);
  const complaint = aptComplaint(update.stderr);
  if (code !== 0) throw archiveError(complaint ?? 'its repositories have none for amd64');
  if (complaint !== undefined)
    host.notice(`natives: a repository of the root filesystem is left out: ${complaint}`);
  return {
    complete: complaint === undefined,
    run: async (command, args, cwd = directory) => {
      const { code, stdout, stderr } = await start(command, args, cwd);
      if (code === 0) return stdout;
      throw archiveError(aptComplaint(stderr) ?? `${command} ${args[0]} failed with exit code ${code}`);
    },
  };
}

/** Read last (-c), so that it holds against the machine's own; its proxies and certificates stay. */
function configurationFor(directory: string): string {
  const settings = {
    'Dir::Etc::SourceList': join(directory, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Trusted': '/dev/null',
    'Dir::Etc::TrustedParts': join(directory, 'trusted'),
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'Dir::State::Lists': join(directory, 'lists'),
    'Dir::State::Status': join(directory, 'status'),
    'Dir::Cache': join(directory, 'cache'),
    'Dir::Cache::pkgcache': 'pkgcache.bin',
    'Dir::Cache::srcpkgcache': 'srcpkgcache.bin',
    'APT::Architecture': 'amd64',
    'APT::Default-Release': '',
    'APT::Get::AllowUnauthenticated': 'false',
    'Acquire::AllowInsecureRepositories': 'false',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '1',
    // The directory is private to this user, so the _apt user that root would change to cannot enter it.
    'APT::Sandbox::User': '',
  };
  const lists = ['APT::Architectures', 'APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success'];
  const lines = [
    ...lists.map((name) => `#clear ${name};`),
    ...Object.entries(settings).map(([name, value]) => `${name} "${value}";`),
    'APT::Architectures { "amd64"; };',
    '',
  ];
  return lines.join('\n');
}
