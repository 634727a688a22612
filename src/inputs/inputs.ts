import { ACCELERATION_INPUTS, type AccelerationInputs, readAccelerationInputs } from './acceleration.ts';
import { CACHE_INPUTS, type CacheInputs, readCacheInputs } from './cache.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { EMULATOR_INPUTS, type EmulatorInputs, readEmulatorInputs } from './emulator.ts';
import { IMAGE_INPUTS, type ImageInputs, readImageInputs } from './image.ts';
import { REGISTRY_INPUTS, type RegistryInputs, readRegistryInputs } from './registries.ts';
import { ROOTFS_INPUTS, type RootfsInputs, readRootfsInputs } from './rootfs.ts';
import { readToolchainInputs, TOOLCHAIN_INPUTS, type ToolchainInputs } from './toolchain.ts';

/** All that a run needs to know, read once, validated, never changed. One table (INPUTS) describes it. */
export interface Inputs
  extends RootfsInputs,
    ToolchainInputs,
    EmulatorInputs,
    AccelerationInputs,
    ImageInputs,
    RegistryInputs,
    CacheInputs {}

/** The one table of inputs; action.yml, the command line and the README are checked against it. */
export const INPUTS: readonly InputDefinition[] = [
  ...ROOTFS_INPUTS,
  ...TOOLCHAIN_INPUTS,
  ...EMULATOR_INPUTS,
  ...ACCELERATION_INPUTS,
  ...IMAGE_INPUTS,
  ...REGISTRY_INPUTS,
  ...CACHE_INPUTS,
];

/**
 * Reads and checks all inputs (without touching a file or the network).
 * @throws ToolError `input-…` naming the input and its value.
 */
export function readInputs(read: InputReader): Inputs {
  return {
    ...readRootfsInputs(read),
    ...readToolchainInputs(read),
    ...readEmulatorInputs(read),
    ...readAccelerationInputs(read),
    ...readImageInputs(read),
    ...readRegistryInputs(read),
    ...readCacheInputs(read),
  };
}
