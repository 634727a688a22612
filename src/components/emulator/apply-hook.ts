import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { Series } from './series.ts';

/** QEMU's source as errors call it. */
interface NamedSource {
  readonly origin: string;
  readonly version: string;
}

/**
 * Puts our C files into QEMU's source tree, and patches its build to take them and its main and execve to call them.
 * @throws ToolError `emulator-patch-rejected` that names the source, the patch and where it does not fit.
 */
export async function applyHook(
  source: string,
  native: string,
  series: Series,
  named: NamedSource,
  host: Host,
): Promise<void> {
  const destination = join(source, 'linux-user', 'arm64-on-x86');
  for (const room of ['emulator', 'router']) {
    for (const file of await hookFiles(join(native, room))) {
      await cp(join(native, room, file), join(destination, file), { recursive: true });
    }
  }
  const args = ['-p1', '--fuzz=0', '--forward', '--batch', '-i', series.patch];
  const { code, stdout, stderr } = await host.exec('patch', args, { cwd: source, ignoreExitCode: true });
  if (code !== 0) throw rejected(series, named, firstRejected(stdout) ?? stderr.trim());
}

async function hookFiles(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => /\.[ch]$/.test(name)).sort();
}

/** Where a patch does not fit, from the output of GNU patch(1): `hunk 2 of linux-user/main.c, at line 686`. */
function firstRejected(output: string): string | undefined {
  let file = '';
  let missing = false;
  for (const line of output.split('\n')) {
    file = /^patching file (.+)$/.exec(line)?.[1] ?? file;
    const [, hunk, at] = /^Hunk #(\d+) FAILED at (\d+)/.exec(line) ?? [];
    if (hunk !== undefined) return `hunk ${hunk} of ${file}, at line ${at}`;
    missing ||= line.startsWith("can't find file to patch");
    const absent = missing ? /^\|--- a\/(\S+)/.exec(line)?.[1] : undefined;
    if (absent !== undefined) return `${absent}, which the source does not have`;
    const reversed = /^Reversed \(or previously applied\) patch detected/.test(line);
    if (reversed) return `${file}, which has the change already`;
  }
  return undefined;
}

function rejected(series: Series, { origin, version }: NamedSource, where: string): ToolError {
  return new ToolError(
    'emulator-patch-rejected',
    `the hook patch for QEMU ${series.name} does not fit this QEMU ${version} (${origin}): ${where}`,
    'use emulator-source=upstream, or an unchanged release of that series; how to fit the patch ' +
      `(native/emulator/patches/${series.name}.patch): CONTRIBUTING.md, "How to add a QEMU series"`,
  );
}
