import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInRoot } from '../../scripts/lib/workbench/components.ts';
import type { Host } from '../../src/host/host.ts';

/**
 * What is wrong with the debugger in a root that has a toolchain: it has to start without a complaint, to run Python
 * with its own and the standard library, to read a program of the guest, and to print a string, which takes a
 * character set converter.
 * @param env for the compiler, as NAME=value.
 */
export async function debuggerProblems(
  root: string,
  host: Host,
  env: readonly string[] = [],
): Promise<string[]> {
  await writeFile(join(root, 'debugged.c'), 'int main(int n, char **v) { return v[n] != 0; }\n');
  const compiler = [...env.flatMap((set) => ['--setenv', ...set.split(/=(.*)/, 2)]), 'aarch64-linux-gcc'];
  const compile = [...compiler, '-nostdlib', '-Wl,-emain', '-g', '/debugged.c', '-o', '/debugged'];
  const compiled = await runInRoot(root, compile, host);
  if (compiled.code !== 0) return [compiled.stderr];
  const script = ['python import gdb.printing, re; print(1 + 1)', 'info functions main', 'print "text"'];
  const command = ['-batch', '-nx', ...script.flatMap((line) => ['-ex', line]), '/debugged'];
  const problems: string[] = [];
  for (const name of ['aarch64-linux-gdb', 'aarch64-linux-gnu-gdb']) {
    const { code, stdout, stderr } = await runInRoot(
      root,
      ['--setenv', 'HOME', '/tmp', name, ...command],
      host,
    );
    const wanted = [/^2$/m, /int main\(int, char/, /^\$1 = "text"$/m];
    const isFine = code === 0 && stderr === '' && wanted.every((line) => line.test(stdout));
    if (!isFine) problems.push(`${name}: exit code ${code}\n${stdout}\n${stderr}`);
  }
  return problems;
}
