import { MACHINE, machineName } from '../elf/header.ts';
import { ToolError } from '../errors.ts';
import { RECIPES } from '../recipes/recipes.ts';
import { findApt } from './apt.ts';
import { findPackages } from './dpkg.ts';
import {
  findCompilerDefaults,
  findGccMajor,
  findGccRuntime,
  findLibc,
  findMultiarch,
  hasLibcDevelopment,
} from './libraries.ts';
import { findLibstdcxx } from './libstdcxx.ts';
import { findMachineTypes } from './machine-types.ts';
import { parseOsRelease } from './os-release.ts';
import type { RootfsProfile } from './profile.ts';
import { findPackageManager, isProgram, linksOf, listPrograms } from './programs.ts';
import { findReleasever } from './releasever.ts';
import { findDatabase } from './rpm/database.ts';
import { findYum } from './rpm/yum.ts';
import type { RootfsTree } from './tree.ts';

/** Goes into the key of cached profiles. */
export const INSPECTION = RECIPES.inspection;

/**
 * Makes the profile of a root filesystem.
 * @param location the archive, for messages.
 * @throws ToolError `rootfs-empty`, `rootfs-no-shell`, `rootfs-not-aarch64`.
 */
export function inspectRootfs(tree: RootfsTree, location: string): RootfsProfile {
  if (tree.isEmpty) {
    throw new ToolError(
      'rootfs-empty',
      `rootfs: ${location} is an archive without any file`,
      'make it with tar -C DIRECTORY -czf rootfs.tar.gz .',
    );
  }
  const shell = checkShell(tree, location);
  const compilerDefaults = findCompilerDefaults(tree);
  const gccMajor = findGccMajor(tree);
  const libstdcxx = findLibstdcxx(tree);
  const multiarch = findMultiarch(tree);
  const packageManager = findPackageManager(tree);
  const dpkg = findPackages(tree);
  const rpm = dpkg === undefined ? findDatabase(tree) : undefined;
  const packages = dpkg ?? rpm?.packages;
  const apt = findApt(tree);
  const yum = rpm && findYum(tree, rpm.releasever);
  const programs = listPrograms(tree);
  const distribution = parseOsRelease(osRelease(tree));
  const yumReleasever = findReleasever(tree, distribution);
  return {
    distribution,
    architecture: 'aarch64',
    libc: findLibc(tree),
    lib64: tree.wouldBe('lib64'),
    libcDevelopment: hasLibcDevelopment(tree),
    shell,
    programs,
    programLinks: linksOf(tree, programs),
    machineTypes: findMachineTypes(tree),
    ...findGccRuntime(tree),
    ...(libstdcxx.length > 0 && { libstdcxx }),
    ...(compilerDefaults !== undefined && { compilerDefaults }),
    ...(gccMajor !== undefined && { gccMajor }),
    ...(multiarch !== undefined && { multiarch }),
    ...(packageManager !== undefined && { packageManager }),
    ...(packages !== undefined && { packages, packageFormat: dpkg === undefined ? 'rpm' : 'deb' }),
    ...(apt !== undefined && { apt }),
    ...(yum !== undefined && { yum }),
    ...(yumReleasever !== undefined && { yumReleasever }),
  };
}

/** os-release(5): /etc/os-release takes precedence over /usr/lib/os-release. */
function osRelease(tree: RootfsTree): string {
  return (tree.content('etc/os-release') ?? tree.content('usr/lib/os-release'))?.toString('utf8') ?? '';
}

function checkShell(tree: RootfsTree, location: string): RootfsProfile['shell'] {
  const shell = (['/bin/bash', '/bin/sh'] as const).find((path) => isProgram(tree, path));
  if (shell === undefined) throw noShell(tree, location);
  const machine = machineOf(tree, shell);
  if (machine === MACHINE.aarch64) return shell;
  throw new ToolError(
    'rootfs-not-aarch64',
    machine === undefined
      ? `rootfs: ${shell} in ${location} is not an ELF program`
      : `rootfs: ${location} is not aarch64: its ${shell} is for ${machineName(machine)}`,
    'give the root filesystem of an aarch64 (arm64) system',
  );
}

function machineOf(tree: RootfsTree, path: string): number | undefined {
  const node = tree.resolve(path);
  return node?.type === 'file' ? node.machine : undefined;
}

/** Says, where it can, what the archive has instead: another machine's programs, or all below one directory. */
function noShell(tree: RootfsTree, location: string): ToolError {
  const top = tree.list('/');
  const only = top.length === 1 ? top[0] : undefined;
  if (
    only !== undefined &&
    (tree.entry(`${only}/bin/sh`) ?? tree.entry(`${only}/usr/bin/sh`)) !== undefined
  ) {
    return new ToolError(
      'rootfs-no-shell',
      `rootfs: ${location} has all its files below ${only}/, not at its root`,
      `make it again from inside: tar -C ${only} -czf rootfs.tar.gz .`,
    );
  }
  for (const [path, { machine, executable }] of tree.files()) {
    if (!executable || machine === undefined || machine === MACHINE.aarch64) continue;
    return new ToolError(
      'rootfs-not-aarch64',
      `rootfs: ${location} is not aarch64: its /${path} is for ${machineName(machine)}, and it has no shell`,
      'give the root filesystem of an aarch64 (arm64) system',
    );
  }
  return new ToolError(
    'rootfs-no-shell',
    `rootfs: ${location} has no shell (/bin/sh)`,
    'give a whole root filesystem, with a shell; a distroless one cannot be built in',
  );
}
