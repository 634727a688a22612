import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '../cache-directory.ts';
import { writeEmulator } from '../emulator.ts';
import { developmentPackages, makeRootfs, type RootfsRequest } from '../rootfs.ts';
import type { Scope } from '../scope.ts';

/**
 * The real arm64 root filesystem that tests share, with a compiler and two libraries' development files: ROOTFS
 * when it is set, else one made of the distribution's packages, which takes minutes only the first time.
 */
export async function debianRootfs(scope: Scope): Promise<string> {
  const given = process.env.ROOTFS;
  if (given && existsSync(given)) return given;
  return make({ include: developmentPackages }, scope);
}

/** A small root filesystem of Debian 13, made in the same way; undefined on a machine that is not Debian. */
export async function debian13Rootfs(include: readonly string[], scope: Scope): Promise<string | undefined> {
  const release = await readFile('/etc/os-release', 'utf8');
  return /^ID=debian$/m.test(release) ? make({ include, suite: 'trixie' }, scope) : undefined;
}

async function make(what: Pick<RootfsRequest, 'include' | 'suite'>, scope: Scope): Promise<string> {
  const emulator = async () => writeEmulator(join(await scope.tempDir('emulator'), 'qemu-aarch64'));
  return (await makeRootfs({ cache: cacheDirectory(), ...what, emulator }, scope)).path;
}
