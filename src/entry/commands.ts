import { CACHE_INPUTS } from '../inputs/cache.ts';
import type { InputDefinition } from '../inputs/definition.ts';
import { EMULATOR_INPUTS } from '../inputs/emulator.ts';
import { INPUTS } from '../inputs/inputs.ts';
import { REGISTRY_INPUTS } from '../inputs/registries.ts';
import { ROOTFS_INPUTS } from '../inputs/rootfs.ts';
import { TOOLCHAIN_INPUTS } from '../inputs/toolchain.ts';

/** An option of one command that is no input. */
export interface OptionDefinition {
  readonly name: string;
  readonly description: string;
  /** Without a value. */
  readonly flag?: boolean;
  readonly required?: boolean;
}

/** A command of the command line; what it does is in cli.ts. */
export interface CommandDefinition {
  readonly name: string;
  /** What follows the program's name. */
  readonly usage: string;
  readonly summary: string;
  /** The inputs that it heeds; others are refused. */
  readonly inputs: readonly InputDefinition[];
  readonly options?: readonly OptionDefinition[];
  /** The input whose value may stand alone, without its option's name. */
  readonly operand?: string;
}

/** Where components are looked for and kept; whether an image is there matters to `build` alone. */
const CACHES = CACHE_INPUTS.filter(({ name }) => name !== 'skip-if-exists');

/** The one table of commands; the help is made from it. */
export const COMMANDS = [
  {
    name: 'build',
    usage: 'build --rootfs ROOTFS [options]',
    summary:
      'makes an image that runs on x86-64, in an ordinary unprivileged container, from an arm64 root filesystem',
    inputs: INPUTS.filter(({ only }) => only !== 'action'),
  },
  {
    name: 'emulator',
    usage: 'emulator --dest FILE [options]',
    summary: 'writes the emulator alone: a static program that runs arm64 programs, also through a chroot',
    inputs: [...EMULATOR_INPUTS, ...CACHES],
    options: [{ name: 'dest', description: 'Where the program goes', required: true }],
  },
  {
    name: 'inspect',
    usage: 'inspect ROOTFS [options]',
    summary: 'tells what an arm64 root filesystem is and has: a tarball, or an image by name or on disk',
    inputs: [...ROOTFS_INPUTS, ...REGISTRY_INPUTS, ...CACHES],
    options: [{ name: 'json', description: 'Print JSON, for programs', flag: true }],
    operand: 'rootfs',
  },
  {
    name: 'plan',
    usage: 'plan --rootfs ROOTFS [options]',
    summary: 'says which toolchain Buildroot would build for a root filesystem, and why; builds nothing',
    inputs: [
      ...ROOTFS_INPUTS,
      ...REGISTRY_INPUTS,
      ...TOOLCHAIN_INPUTS.filter(({ name }) => name !== 'toolchain'),
      ...EMULATOR_INPUTS.filter(({ name }) => name === 'cpu'),
      ...CACHES,
    ],
    options: [{ name: 'json', description: 'Print JSON, for programs', flag: true }],
  },
] as const satisfies readonly CommandDefinition[];

export type CommandName = (typeof COMMANDS)[number]['name'];
