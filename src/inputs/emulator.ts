import { ToolError } from '../errors.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { looksLikePath, textReader } from './text.ts';

/** What runs the guest's programs. */
export interface EmulatorInputs {
  /** `upstream`, `distro`, or the path or URL of a tarball. */
  readonly emulatorSource: string;
  readonly cpu: string;
}

export const EMULATOR_INPUTS: readonly InputDefinition[] = [
  {
    name: 'emulator-source',
    description:
      "QEMU's source: upstream (a pinned release), distro (the distribution's source package), or the path or https URL of a tarball, optionally followed by #sha256=HEX",
    default: 'upstream',
    kind: 'text',
  },
  {
    name: 'cpu',
    description:
      'The CPU model that the emulator shows to guest programs, with properties if need be: max,pauth-impdef=on',
    default: 'neoverse-n1',
    kind: 'text',
  },
];

/** Reads the inputs of the emulator. @throws ToolError `input-emulator-source`, `input-cpu`. */
export function readEmulatorInputs(read: InputReader): EmulatorInputs {
  const text = textReader(EMULATOR_INPUTS, read);
  return { emulatorSource: checkSource(text('emulator-source')), cpu: checkCpu(text('cpu')) };
}

function checkSource(value: string): string {
  if (value === 'upstream' || value === 'distro' || looksLikePath(value)) return value;
  throw new ToolError(
    'input-emulator-source',
    `emulator-source: unknown source "${value}"`,
    'use upstream, distro, or the path or https URL of a QEMU source tarball (./qemu.tar.xz)',
  );
}

/** As QEMU's `-cpu` has it, MODEL or MODEL,PROPERTY=VALUE…; it ends up in a configure option. */
function checkCpu(value: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*(,[a-z0-9-]+=[a-z0-9]+)*$/.test(value)) return value;
  throw new ToolError(
    'input-cpu',
    `cpu: "${value}" is not a CPU model`,
    'use a model that qemu-aarch64 -cpu help lists, such as neoverse-n1 or max,pauth-impdef=on',
  );
}
