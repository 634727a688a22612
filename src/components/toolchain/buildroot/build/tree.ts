import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ToolError } from '../../../../errors.ts';
import type { Host } from '../../../../host/host.ts';
import { openSource } from '../../../../source/file.ts';
import { unpackTarball } from '../../../../source/unpack.ts';
import versions from '../../../../versions.json' with { type: 'json' };
import type { BuildrootSource } from '../plan/plan.ts';

/** Buildroot itself, known by name before it is there. */
export interface BuildrootTree {
  /** Says exactly which tree this is: a part of the key. */
  readonly identity: string;
  /** Where it is from, for the notices in the image. */
  readonly origin: string;
  /** Fills the (empty) directory with the tree. */
  fetch(directory: string): Promise<void>;
}

/** @throws what openSource throws. */
export async function openBuildroot(source: BuildrootSource, host: Host): Promise<BuildrootTree> {
  return source.kind === 'given' ? givenTree(source.spec, host) : releaseTree(source.version, host);
}

/**
 * A release from Buildroot's own repository. What pins it is the commit (git's name for exactly this content), since
 * its tarballs have no checksums that could be cited for all releases.
 */
function releaseTree(version: string, host: Host): BuildrootTree {
  const { repository, releases } = versions.buildroot;
  const pin = Object.values(releases).find((release) => release.version === version);
  if (pin === undefined) throw new Error(`src/versions.json has no Buildroot ${version}`); // no plan names such a one
  return {
    identity: `commit ${pin.commit}`,
    origin: `Buildroot ${pin.version}, ${repository} commit ${pin.commit}`,
    fetch: (directory) => fetchCommit(repository, pin, directory, host),
  };
}

/**
 * Brings the tag of a version into the directory, without history.
 * @throws ToolError `buildroot-unavailable`, or `checksum-mismatch` when the tag is another commit than the pinned
 *   one.
 */
export async function fetchCommit(
  repository: string,
  { version, commit }: { version: string; commit: string },
  directory: string,
  host: Host,
): Promise<void> {
  const clone = await host.tempDir('buildroot-git');
  const git = (...args: string[]) =>
    host.exec('git', [`--git-dir=${clone}`, ...args], { ignoreExitCode: true });
  await git('init', '--quiet', '--bare');
  const { code, stderr } = await git('fetch', '--depth=1', '--no-tags', repository, `refs/tags/${version}`);
  if (code !== 0) {
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    throw new ToolError(
      'buildroot-unavailable',
      `cannot fetch Buildroot ${version} from ${repository}: ${reason}`,
      'check the network, or give its tarball as buildroot-source: PATH#sha256=…',
    );
  }
  const fetched = (await git('rev-parse', 'FETCH_HEAD^{commit}')).stdout.trim();
  if (fetched !== commit) {
    throw new ToolError(
      'checksum-mismatch',
      `Buildroot ${version} from ${repository} is commit ${fetched}, not ${commit}`,
      'the tag was moved or somebody stands between: do not use it; give a tarball as buildroot-source',
    );
  }
  const packed = join(clone, 'tree.tar');
  await host.exec('git', [`--git-dir=${clone}`, 'archive', '--format=tar', `--output=${packed}`, commit]);
  await host.exec('tar', ['-xf', packed, '-C', directory, '--no-same-owner']);
  await rm(clone, { recursive: true });
}

async function givenTree(spec: string, host: Host): Promise<BuildrootTree> {
  const source = await openSource(spec, 'buildroot-source', host);
  const { location, sha256 } = source;
  return {
    identity: `tarball ${sha256}`,
    // The bytes say what it is: where they lay on the build machine does not belong into the image.
    origin: `${/^https?:/.test(location) ? location : basename(location)} sha256 ${sha256}`,
    fetch: async (directory) => unpack(await source.fetch(), location, directory, host),
  };
}

async function unpack(file: string, name: string, directory: string, host: Host): Promise<void> {
  const complaint = await unpackTarball(file, directory, host, { strip: 1 });
  const found = new Set(await readdir(directory));
  if (complaint === undefined && ['Makefile', 'Config.in', 'package'].every((part) => found.has(part)))
    return;
  throw new ToolError(
    'buildroot-source-broken',
    `buildroot-source: ${name} is not a Buildroot tarball: ${complaint || 'no Makefile and Config.in in its one directory'}`,
    'give a release tarball as from https://buildroot.org/downloads',
  );
}
