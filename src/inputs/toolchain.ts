import { ToolError } from '../errors.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { looksLikePath, textReader } from './text.ts';

/** Which compiler runs natively. */
export interface ToolchainInputs {
  /** `buildroot`, `system`, or the path or URL of a tarball. */
  readonly toolchain: string;
}

export const TOOLCHAIN_INPUTS: readonly InputDefinition[] = [
  {
    name: 'toolchain',
    description:
      "The native compiler: buildroot (built from source, not yet available), system (the machine's own packaged aarch64 cross compiler), or the path or https URL of an SDK tarball",
    default: 'buildroot',
    kind: 'text',
  },
];

export function readToolchainInputs(read: InputReader): ToolchainInputs {
  const text = textReader(TOOLCHAIN_INPUTS, read);
  return { toolchain: checkToolchain(text('toolchain')) };
}

function checkToolchain(value: string): string {
  if (value === 'buildroot' || value === 'system' || looksLikePath(value)) return value;
  throw new ToolError(
    'input-toolchain',
    `toolchain: unknown toolchain "${value}"`,
    'use system, or the path or https URL of an SDK tarball (./sdk.tar.gz)',
  );
}
