// Opens the root filesystems that are given, one after the other, and prints what came of each, and at the end the
// most memory that this process ever had (in MiB).
import { PassThrough } from 'node:stream';
import { ToolError } from '../../src/errors.ts';
import { createTerminalHost } from '../../src/host/terminal.ts';
import { openRootfs } from '../../src/rootfs/open.ts';

const [cacheDirectory = '', ...paths] = process.argv.slice(2);
const quiet = (): PassThrough => new PassThrough().resume();
const host = createTerminalHost({ env: process.env, cacheDirectory, stdout: quiet(), stderr: quiet() });
const outcomes: string[] = [];
for (const rootfs of paths) {
  try {
    await openRootfs({ rootfs, rootfsExclude: [] }, host);
    outcomes.push('taken');
  } catch (error) {
    outcomes.push(error instanceof ToolError ? error.code : String(error));
  }
}
await host.close();
console.log(JSON.stringify({ outcomes, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }));
