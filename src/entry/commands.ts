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
  readonly options?: readonly OptionDefinition[];
  /** The input whose value may stand alone, without its option's name. */
  readonly operand?: string;
}

/** The one table of commands; the help is made from it. */
export const COMMANDS = [
  {
    name: 'build',
    usage: 'build --rootfs FILE [options]',
    summary:
      'makes an image that runs on x86-64, in an ordinary unprivileged container, from an arm64 root filesystem',
  },
  {
    name: 'emulator',
    usage: 'emulator --dest FILE [--emulator-source …] [--cpu …] [--cache-dir …]',
    summary: 'writes the emulator alone: a static program that runs arm64 programs, also through a chroot',
    options: [{ name: 'dest', description: 'where the program goes', required: true }],
  },
  {
    name: 'inspect',
    usage: 'inspect ROOTFS [--json] [--rootfs-exclude …] [--cache-dir …]',
    summary: 'tells what an arm64 root filesystem is and has: a tarball, or an image by name or on disk',
    options: [{ name: 'json', description: 'print JSON, for programs', flag: true }],
    operand: 'rootfs',
  },
  {
    name: 'plan',
    usage: 'plan --rootfs FILE [--json] [--buildroot-version …] [--gcc-version …] [--cpu …]',
    summary: 'says which toolchain Buildroot would build for a root filesystem, and why; builds nothing',
    options: [{ name: 'json', description: 'print it as JSON', flag: true }],
  },
] as const satisfies readonly CommandDefinition[];

export type CommandName = (typeof COMMANDS)[number]['name'];
