import { ToolError } from '../errors.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { textReader } from './text.ts';

const LEVELS = ['none', 'compiler', 'build', 'full'] as const;

/** How much runs natively. */
export interface AccelerationInputs {
  readonly accelerate: (typeof LEVELS)[number];
}

export const ACCELERATION_INPUTS: readonly InputDefinition[] = [
  {
    name: 'accelerate',
    description:
      'What runs natively: none, compiler (compiler, linker and binutils, by whatever name a build calls them), build (also make, ninja, cmake, m4, ccache and archivers), or full (also shell, coreutils and other tools)',
    default: 'compiler',
    kind: 'text',
  },
];

export function readAccelerationInputs(read: InputReader): AccelerationInputs {
  const value = textReader(ACCELERATION_INPUTS, read)('accelerate');
  const accelerate = LEVELS.find((known) => known === value);
  if (accelerate !== undefined) return { accelerate };
  throw new ToolError(
    'input-accelerate',
    `accelerate: unknown value "${value}"`,
    `use one of: ${LEVELS.join(', ')}`,
  );
}
