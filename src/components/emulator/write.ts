import { chmod, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { writeAtomically } from '../../atomic-file.ts';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { resolveComponent } from '../resolve.ts';
import { EMULATOR, emulatorComponent } from './index.ts';

/**
 * Writes the emulator alone to a file, built or from the cache, for work outside an image: a debootstrap's second
 * stage, a test. Throws ToolError as the component does.
 */
export async function writeEmulator(
  inputs: Pick<Inputs, 'emulatorSource' | 'cpu'>,
  file: string,
  host: Host,
): Promise<void> {
  const component = await emulatorComponent(inputs, host);
  const { layer } = await host.phase(component.name, () => resolveComponent(component, host));
  const tar = extract();
  layer
    .open()
    .on('error', (error) => tar.destroy(error))
    .pipe(createGunzip())
    .on('error', (error) => tar.destroy(error))
    .pipe(tar);
  for await (const entry of tar) {
    if (entry.header.name !== EMULATOR) {
      entry.resume();
      continue;
    }
    const bytes = await buffer(entry);
    await writeAtomically(file, async (partial) => {
      await writeFile(partial, bytes);
      await chmod(partial, 0o755);
    });
  }
}
