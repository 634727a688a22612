import { ToolError } from '../errors.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { textReader } from './text.ts';

const LEVELS = ['none', 'compiler', 'build', 'full'] as const;
const SOURCES = ['auto', 'machine', 'guest'] as const;

/** How much runs natively. */
export interface AccelerationInputs {
  readonly accelerate: (typeof LEVELS)[number];
  /** Whose packages the native stand-ins of `build` and `full` are. */
  readonly natives: (typeof SOURCES)[number];
}

export const ACCELERATION_INPUTS: readonly InputDefinition[] = [
  {
    name: 'accelerate',
    description:
      'What runs natively: none, compiler (compiler, linker and binutils, by whatever name a build calls them), build (also make, ninja, cmake, m4, ccache and archivers), or full (also shell, coreutils and other tools)',
    default: 'compiler',
    kind: 'text',
  },
  {
    name: 'natives',
    description:
      "Whose x86-64 packages accelerate: build and full take: machine (installed on this machine), guest (downloaded from the root filesystem's own release, as its apt is configured, or its dnf or yum: that takes dnf, dnf-plugins-core and rpm on this machine), or auto (machine where it is the same release, else guest)",
    default: 'auto',
    kind: 'text',
  },
];

/** @throws ToolError `input-accelerate`, `input-natives`. */
export function readAccelerationInputs(read: InputReader): AccelerationInputs {
  const text = textReader(ACCELERATION_INPUTS, read);
  return {
    accelerate: oneOf('accelerate', text('accelerate'), LEVELS),
    natives: oneOf('natives', text('natives'), SOURCES),
  };
}

function oneOf<T extends string>(name: string, value: string | undefined, known: readonly T[]): T {
  const found = known.find((word) => word === value);
  if (found !== undefined) return found;
  throw new ToolError(
    `input-${name}`,
    `${name}: unknown value "${value}"`,
    `use one of: ${known.join(', ')}`,
  );
}
