import { ToolError } from './errors.ts';

/** All that a run needs to know, read once, validated, never changed. One table (INPUTS) describes it. */
export interface Inputs {
  readonly rootfs: string;
  readonly toolchain: string;
  readonly emulatorSource: string;
  readonly cpu: string;
  readonly accelerate: 'none' | 'compiler' | 'build' | 'full';
  readonly tags: readonly string[];
  readonly push: boolean;
  readonly outputs: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly cacheDir?: string;
  readonly platform: string;
}

/** One input as users see it; `name` is the name in action.yml and, with `--` before it, on the command line. */
export interface InputDefinition {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
  /** `list`: one value a line (the option may be repeated); `boolean`: true or false (the option is a flag). */
  readonly kind: 'text' | 'list' | 'boolean';
  /** Only on the command line, or only in the action; both when absent. */
  readonly only?: 'command-line' | 'action';
}

/** The one table of inputs; action.yml, the command line and the README are checked against it. */
export const INPUTS: readonly InputDefinition[] = [
  {
    name: 'rootfs',
    description:
      'The arm64 root filesystem: path or https URL of a tarball (.tar, .tar.gz, .tar.xz, .tar.zst, .tar.bz2), optionally followed by #sha256=HEX',
    required: true,
    kind: 'text',
  },
  {
    name: 'toolchain',
    description:
      "The native compiler: buildroot (built from source, not yet available), system (the machine's own packaged aarch64 cross compiler), or the path or https URL of an SDK tarball",
    default: 'buildroot',
    kind: 'text',
  },
  {
    name: 'emulator-source',
    description:
      "QEMU's source: upstream (a pinned release), distro (the distribution's source package), or the path or https URL of a tarball, optionally followed by #sha256=HEX",
    default: 'upstream',
    kind: 'text',
  },
  {
    name: 'cpu',
    description: 'The CPU model that the emulator shows to guest programs',
    default: 'neoverse-n1',
    kind: 'text',
  },
  {
    name: 'accelerate',
    description:
      'What runs natively: none, compiler (compiler, linker and binutils, by whatever name a build calls them), build (also make, ninja, cmake, m4, ccache and archivers), or full (also shell, coreutils and other tools)',
    default: 'compiler',
    kind: 'text',
  },
  {
    name: 'tags',
    description: 'Names for the image, as registry/name:tag, one a line or separated by commas',
    kind: 'list',
  },
  {
    name: 'push',
    description: 'Push the image to the registry of each tag (short for outputs: type=registry)',
    default: 'false',
    kind: 'boolean',
  },
  {
    name: 'outputs',
    description:
      'Where the image goes, one a line: type=oci,dest=PATH (an OCI layout), type=docker,dest=PATH (an archive for docker load), type=registry',
    kind: 'list',
  },
  { name: 'labels', description: 'Labels of the image, one key=value a line', kind: 'list' },
  {
    name: 'cache-dir',
    description: 'Where finished components are kept between runs; ~/.cache/arm64-on-x86 when not given',
    kind: 'text',
    only: 'command-line',
  },
  {
    name: 'platform',
    description: 'The platform that the image names: linux/amd64 or linux/arm64',
    default: 'linux/amd64',
    kind: 'text',
  },
];

/** Gives an input's text by its name; undefined or empty when the user did not set it. */
export type InputReader = (name: string) => string | undefined;

/**
 * Reads and checks all inputs (without touching a file or the network).
 * @throws ToolError `input-…` naming the input and its value.
 */
export function readInputs(read: InputReader): Inputs {
  const text = (name: string): string => textOf(name, read);
  const inputs: Inputs = {
    rootfs: text('rootfs'),
    toolchain: checkToolchain(text('toolchain')),
    ...readEmulatorInputs(read),
    accelerate: checkAccelerate(text('accelerate')),
    tags: lines(text('tags'), /[\n,]/),
    push: checkBoolean('push', text('push')),
    outputs: lines(text('outputs'), /\n/),
    labels: parseLabels(lines(text('labels'), /\n/)),
    platform: checkPlatform(text('platform')),
  };
  if (inputs.push && inputs.tags.length === 0) {
    throw new ToolError(
      'input-push',
      'push is set, but there are no tags',
      'name the image with tags: registry/name:tag',
    );
  }
  return inputs;
}

/** The inputs that concern the emulator and its cache, for the command that makes it alone. */
export function readEmulatorInputs(read: InputReader): Pick<Inputs, 'emulatorSource' | 'cpu' | 'cacheDir'> {
  const cacheDir = textOf('cache-dir', read);
  return {
    emulatorSource: checkEmulatorSource(textOf('emulator-source', read)),
    cpu: checkCpu(textOf('cpu', read)),
    ...(cacheDir === '' ? {} : { cacheDir }),
  };
}

function textOf(name: string, read: InputReader): string {
  const definition = INPUTS.find((input) => input.name === name);
  const value = read(name)?.trim() || definition?.default || '';
  if (definition?.required && value === '') {
    throw new ToolError('input-missing', `${name} is required`, `${name}: ${definition.description}`);
  }
  return value;
}

function lines(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** True for what can only be meant as a file or an address, so that a misspelt keyword is told from a path. */
function looksLikePath(value: string): boolean {
  return value.includes('/') || /\.(tar|tgz|txz|tzst)\b/.test(value);
}

function checkToolchain(value: string): string {
  if (value === 'buildroot' || value === 'system' || looksLikePath(value)) return value;
  throw new ToolError(
    'input-toolchain',
    `toolchain: unknown toolchain "${value}"`,
    'use system, or the path or https URL of an SDK tarball (./sdk.tar.gz)',
  );
}

function checkEmulatorSource(value: string): string {
  if (value === 'upstream' || value === 'distro' || looksLikePath(value)) return value;
  throw new ToolError(
    'input-emulator-source',
    `emulator-source: unknown source "${value}"`,
    'use upstream, distro, or the path or https URL of a QEMU source tarball (./qemu.tar.xz)',
  );
}

/** The model ends up in a configure option of QEMU and in the default of `-cpu`: keep to what models look like. */
function checkCpu(value: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._,=-]*$/.test(value)) return value;
  throw new ToolError(
    'input-cpu',
    `cpu: "${value}" is not a CPU model`,
    'use a model that qemu-aarch64 -cpu help lists, such as neoverse-n1',
  );
}

const LEVELS: readonly Inputs['accelerate'][] = ['none', 'compiler', 'build', 'full'];

function checkAccelerate(value: string): Inputs['accelerate'] {
  const level = LEVELS.find((known) => known === value);
  if (level !== undefined) return level;
  throw new ToolError(
    'input-accelerate',
    `accelerate: unknown value "${value}"`,
    `use one of: ${LEVELS.join(', ')}`,
  );
}

/** The spellings of YAML's core schema, as `core.getBooleanInput` takes them. */
function checkBoolean(name: string, value: string): boolean {
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE)$/.test(value)) return false;
  throw new ToolError(
    `input-${name}`,
    `${name}: "${value}" is neither true nor false`,
    `use ${name}: true or false`,
  );
}

function parseLabels(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      if (at < 1)
        throw new ToolError('input-labels', `labels: "${entry}" has no key`, 'write one key=value a line');
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

function checkPlatform(value: string): string {
  if (value === 'linux/amd64' || value === 'linux/arm64') return value;
  throw new ToolError(
    'input-platform',
    `platform: "${value}" is not supported`,
    'use linux/amd64 (what runs the container) or linux/arm64 (what is inside)',
  );
}
