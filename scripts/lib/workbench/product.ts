import type { Inputs } from '../../../src/inputs/inputs.ts';
import { refuseAarch64Handlers } from '../binfmt.ts';
import { program } from '../repository.ts';
import { type RunOptions, type RunResult, run } from '../run.ts';
import type { Scope } from '../scope.ts';
import { runContainer } from './container.ts';
import { type Engine, withDocker } from './docker.ts';
import { startRegistry } from './registry.ts';
import { debianRootfs } from './rootfs.ts';

/** A finished image of the shared root filesystem in a real container engine, as users get it. */
export interface Product {
  readonly scope: Scope;
  readonly engine: Engine;
  readonly image: string;
  /** Runs a command in a new unprivileged container; `flags` are docker run's. */
  container(command: readonly string[], options?: ContainerOptions): Promise<RunResult>;
  /** Runs a script with the guest's sh in a new unprivileged container, and gives what it printed. */
  sh(script: string, options?: ContainerOptions): Promise<string>;
}

type ContainerOptions = RunOptions & { readonly flags?: readonly string[] };

/** Names of the inputs with which tests and demonstration build on a Debian or Ubuntu machine. */
export const systemInputs = ['--toolchain', 'system', '--emulator-source', 'distro'] as const;

/** For what is done at the end, also after an interrupt. */
const never = new AbortController().signal;

/**
 * Builds with the bundle's command line, pushes to a registry on loopback, and pulls with the engine.
 * @param given a root filesystem other than the shared one.
 */
export async function prepareProduct(
  scope: Scope,
  accelerate: Inputs['accelerate'] = 'compiler',
  given?: string,
): Promise<Product> {
  // With one, the kernel would start aarch64 programs, and these tests would prove nothing.
  await refuseAarch64Handlers();
  const { signal } = scope;
  const rootfs = given ?? (await debianRootfs(scope));
  const registry = await startRegistry();
  scope.defer(() => registry.stop());
  const image = `${registry.host}/arm64-on-x86/test:latest`;
  await run(
    program,
    ['build', '--rootfs', rootfs, ...systemInputs, '--accelerate', accelerate, '--tags', image, '--push'],
    { signal },
  );
  const engine = await withDocker(scope);
  await engine.run(['pull', image]);
  scope.defer(async () => void (await engine.run(['rmi', '--force', image], { signal: never })));
  const container: Product['container'] = (command, options) =>
    runContainer(engine, scope, image, command, options);
  return {
    scope,
    engine,
    image,
    container,
    sh: async (script, options) => (await container(['sh', '-c', script], options)).stdout,
  };
}
