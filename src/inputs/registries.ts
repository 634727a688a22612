import { ToolError } from '../errors.ts';
import { isRegistryHost } from '../registry/reference.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { listOf, textReader } from './text.ts';

/** What holds for a registry, whatever is read from it or pushed to it. */
export interface RegistryInputs {
  /** `registry.example:5000`, as references name them. */
  readonly insecureRegistries: readonly string[];
}

export const REGISTRY_INPUTS: readonly InputDefinition[] = [
  {
    name: 'insecure-registries',
    description:
      'Registries that speak plain http, one a line, as registry.example:5000; those of this machine need not be named',
    kind: 'list',
  },
];

/** @throws ToolError `input-insecure-registries`. */
export function readRegistryInputs(read: InputReader): RegistryInputs {
  const insecureRegistries = listOf(textReader(REGISTRY_INPUTS, read)('insecure-registries'));
  for (const name of insecureRegistries) {
    if (isRegistryHost(name)) continue;
    throw new ToolError(
      'input-insecure-registries',
      `insecure-registries: "${name}" is not a registry`,
      'write its host and port alone, one a line: registry.example:5000',
    );
  }
  return { insecureRegistries };
}
