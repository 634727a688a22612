import { ToolError } from '../errors.ts';
import { shownAddress } from '../source/shown-address.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { looksLikePath, textReader } from './text.ts';

/** Which compiler runs natively, and how it is built. */
export interface ToolchainInputs {
  /** `buildroot`, `system`, or the path or URL of a tarball. */
  readonly toolchain: string;
  /** `2025.02` or `2025.02.16`. */
  readonly buildrootVersion?: string;
  /** Path or address of Buildroot's source, perhaps with a checksum. */
  readonly buildrootSource?: string;
  /** Path of a fragment or of a whole .config. */
  readonly buildrootConfig?: string;
  /** gcc's major version. */
  readonly gccVersion?: number;
  readonly buildrootMirror?: string;
  readonly buildrootDlDir?: string;
}

export const TOOLCHAIN_INPUTS: readonly InputDefinition[] = [
  {
    name: 'toolchain',
    description:
      "The native compiler: buildroot (built from source, fitted to the root filesystem), system (the machine's own packaged aarch64 cross compiler), or the path or https URL of an SDK tarball (one that outputs: type=sdk saved, Buildroot's, Bootlin's or Arm's)",
    default: 'buildroot',
    kind: 'text',
  },
  {
    name: 'gcc-version',
    description:
      "gcc's major version, for toolchain: buildroot; when not given, the root filesystem's own or what is nearest to it",
    kind: 'text',
  },
  {
    name: 'buildroot-version',
    description:
      'The release of Buildroot, as 2025.02 or 2025.02.16; when not given, it is fitted to the root filesystem (see the command plan)',
    kind: 'text',
  },
  {
    name: 'buildroot-source',
    description:
      "Buildroot's source instead of a release from its site: path or https URL of a tarball, optionally followed by #sha256=HEX",
    kind: 'text',
  },
  {
    name: 'buildroot-config',
    description:
      'A file with more configuration for Buildroot: a fragment (BR2_TOOLCHAIN_BUILDROOT_FORTRAN=y), or a whole .config',
    kind: 'text',
  },
  {
    name: 'buildroot-mirror',
    description: 'Where Buildroot looks for sources first: an https or file URL (its BR2_PRIMARY_SITE)',
    kind: 'text',
  },
  {
    name: 'buildroot-dl-dir',
    description:
      "A directory that has all sources already (Buildroot's BR2_DL_DIR); nothing is downloaded then",
    kind: 'text',
  },
];

/**
 * Reads the inputs of the toolchain.
 * @throws ToolError `input-NAME`, named after the input that is wrong, or not for this toolchain.
 */
export function readToolchainInputs(read: InputReader): ToolchainInputs {
  const text = textReader(TOOLCHAIN_INPUTS, read);
  const toolchain = checkToolchain(text('toolchain'));
  const given = (name: string, check: (value: string) => string = (value) => value): string | undefined => {
    const value = text(name);
    if (value === '') return undefined;
    if (toolchain !== 'buildroot') throw onlyForBuildroot(name, toolchain);
    return check(value);
  };
  const gccVersion = given('gcc-version', checkMajor);
  const buildrootVersion = given('buildroot-version', checkVersion);
  const buildrootSource = given('buildroot-source');
  const buildrootConfig = given('buildroot-config');
  const buildrootMirror = given('buildroot-mirror', checkMirror);
  const buildrootDlDir = given('buildroot-dl-dir', checkDirectory);
  return {
    toolchain,
    ...(gccVersion !== undefined && { gccVersion: Number(gccVersion) }),
    ...(buildrootVersion !== undefined && { buildrootVersion }),
    ...(buildrootSource !== undefined && { buildrootSource }),
    ...(buildrootConfig !== undefined && { buildrootConfig }),
    ...(buildrootMirror !== undefined && { buildrootMirror }),
    ...(buildrootDlDir !== undefined && { buildrootDlDir }),
  };
}

function checkToolchain(value: string): string {
  if (value === 'buildroot' || value === 'system' || looksLikePath(value)) return value;
  throw new ToolError(
    'input-toolchain',
    `toolchain: unknown toolchain "${value}"`,
    'use buildroot, system, or the path or https URL of an SDK tarball (./sdk.tar.gz)',
  );
}

function checkMajor(value: string): string {
  if (/^[1-9]\d?$/.test(value)) return value;
  throw new ToolError(
    'input-gcc-version',
    `gcc-version: "${value}" is not a major version`,
    'write its first number only, such as 12',
  );
}

function checkVersion(value: string): string {
  if (/^\d{4}\.\d{2}(\.\d+)?$/.test(value)) return value;
  throw new ToolError(
    'input-buildroot-version',
    `buildroot-version: "${value}" is not a release of Buildroot`,
    'use one such as 2025.02 (the newest of that series) or 2025.02.16',
  );
}

/** What BR2_PRIMARY_SITE takes; its value ends up in make's hands, so nothing that make or a shell would read. */
function checkMirror(value: string): string {
  if (/^(https|file):\/\/[\w./~:@%+,=-]+$/.test(value)) return value;
  throw new ToolError(
    'input-buildroot-mirror',
    `buildroot-mirror: "${shownAddress(value)}" is not an https or file URL`,
    'use one such as https://sources.example.com/buildroot or file:///srv/sources',
  );
}

/** The path ends up in make's hands as well. */
function checkDirectory(value: string): string {
  if (/^[\w./~:@%+,=-]+$/.test(value)) return value;
  throw new ToolError(
    'input-buildroot-dl-dir',
    `buildroot-dl-dir: Buildroot cannot work with the path "${value}"`,
    'use one of letters, digits and . _ - + , = @ % : only',
  );
}

function onlyForBuildroot(name: string, toolchain: string): ToolError {
  return new ToolError(
    `input-${name}`,
    `${name}: it is for toolchain: buildroot, and toolchain is ${toolchain}`,
    `leave out ${name}, or choose toolchain: buildroot`,
  );
}
