import { chmod, writeFile } from 'node:fs/promises';
import { unpack } from '../../compress/unpack.ts';
import { writeAtomically } from '../../files/atomic-file.ts';
import type { Host } from '../../host/host.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { createTarParser } from '../../tar/read/parser.ts';
import { resolveComponent } from '../resolve.ts';
import { EMULATOR, emulatorComponent } from './emulator.ts';

/**
 * Writes the emulator alone to a file, built or from the cache, for work outside an image: a debootstrap's second
 * stage, a test.
 * @throws ToolError as the component does.
 */
export async function writeEmulator(
  inputs: Pick<Inputs, 'emulatorSource' | 'cpu'>,
  file: string,
  host: Host,
): Promise<void> {
  const component = await emulatorComponent(inputs, host);
  const { layer } = await host.phase(component.name, () => resolveComponent(component, host));
  const parts: Buffer[] = [];
  const parser = createTarParser({
    member: ({ path }) => (path === EMULATOR ? (bytes) => void parts.push(Buffer.from(bytes)) : undefined),
  });
  for await (const chunk of unpack(layer.open(), 'gzip') as AsyncIterable<Buffer>) parser.write(chunk);
  parser.end();
  await writeAtomically(file, async (partial) => {
    await writeFile(partial, parts);
    await chmod(partial, 0o755);
  });
}
