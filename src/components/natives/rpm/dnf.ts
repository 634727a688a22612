import type { Host } from '../../../host/host.ts';
import type { YumProfile } from '../../../rootfs/rpm/yum.ts';
import { requirePrerequisites } from '../../prerequisites.ts';
import { archiveError } from '../archive-error.ts';
import { writeConfiguration } from './configuration.ts';

/** A dnf of our own that knows the x86-64 packages of the root filesystem's release, and nothing of this machine's. */
export interface GuestDnf {
  /** False when some of the repositories could not be read. */
  readonly complete: boolean;
  /** Files with the keys that its packages have to be signed with. */
  readonly keys: readonly string[];
  /** Returns what it printed; throws ToolError `guest-archive`. */
  run(command: 'repoquery' | 'download', args: readonly string[]): Promise<string>;
}

const PREREQUISITES = [
  { package: 'dnf', check: ['dnf', '--version'] },
  { package: 'dnf-plugins-core', check: ['dnf', 'download', '--help'] },
  { package: 'rpm', check: ['sh', '-c', 'command -v rpm rpmkeys rpm2archive'] },
] as const;

/**
 * Sets up dnf (dnf(8)) in an empty directory with the repositories and the keys of the root filesystem, and fetches what
 * they have. Works without root.
 * @throws ToolError `guest-archive`, naming the packages when dnf or rpm are not installed here.
 */
export async function openGuestDnf(yum: YumProfile, directory: string, host: Host): Promise<GuestDnf> {
  await requirePrerequisites(PREREQUISITES, host).catch((error: Error & { hint?: string }) => {
    host.signal.throwIfAborted();
    throw rpmError(error.message, error.hint, error);
  });
  const { file, releasever, repositories, keys } = await writeConfiguration(yum, directory);
  if (repositories.length === 0)
    throw rpmError('it has no repository whose address and keys could be used here');
  const start = (command: string, args: readonly string[]) =>
    host.exec('dnf', ['--config', file, `--releasever=${releasever}`, command, ...args], {
      cwd: directory,
      env: { ...host.env, HOME: directory, LC_ALL: 'C.UTF-8' },
      ignoreExitCode: true,
    });
  const { code, stdout, stderr } = await start('makecache', []);
  const ignored = /^Ignoring repositories: (.*)$/m.exec(`${stdout}\n${stderr}`)?.[1]?.split(', ') ?? [];
  const complaint = complaintIn(stderr);
  if (code !== 0 || repositories.every((id) => ignored.includes(id)))
    throw rpmError(complaint ?? `dnf makecache failed with exit code ${code}`);
  if (ignored.length > 0)
    host.notice(
      `natives: a repository of the root filesystem is left out: ${complaint ?? ignored.join(', ')}`,
    );
  const without = ignored.map((id) => `--disablerepo=${id}`);
  return {
    complete: ignored.length === 0,
    keys,
    run: async (command, args) => {
      const { code, stdout, stderr } = await start(command, [...without, ...args]);
      if (code === 0) return stdout;
      throw rpmError(complaintIn(`${stderr}\n${stdout}`) ?? `dnf ${command} failed with exit code ${code}`);
    },
  };
}

/** The first error that dnf printed. */
function complaintIn(text: string): string | undefined {
  return /^(?:Error:|.*: error:|\[FAILED\]) (.+)$/m.exec(text)?.[1];
}

/** Why the release's packages cannot be had. */
export function rpmError(
  why: string,
  hint = "check the network and the root filesystem's /etc/yum.repos.d and keys; or use accelerate: compiler",
  cause?: unknown,
) {
  return archiveError(why, cause, hint);
}
