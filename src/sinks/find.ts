import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Platform } from '../image/platform.ts';
import type { FoundImage, Sink } from './sink.ts';

/**
 * The image that every sink has already, if each of them can say. A registry that cannot be asked has none: what is
 * wrong with it, the push will say.
 */
export async function findInAll(
  sinks: readonly Sink[],
  platform: Platform,
  label: readonly [name: string, value: string],
  host: Pick<Host, 'info' | 'debug'>,
): Promise<FoundImage | undefined> {
  const found: FoundImage[] = [];
  for (const sink of sinks) {
    const image = await sink.find?.(platform, label).catch((error: unknown) => {
      if (!(error instanceof ToolError)) throw error;
      host.debug(`${sink.description}: ${error.message}`);
      return undefined;
    });
    if (image === undefined) return undefined;
    found.push(image);
  }
  const [first, ...others] = found;
  const digest = first?.root.descriptor.digest;
  if (first === undefined || others.some(({ root }) => root.descriptor.digest !== digest)) return undefined;
  host.info(`${digest} is there, made from the same inputs: nothing is built`);
  return {
    ...first,
    async setTags() {
      for (const image of found) await image.setTags();
    },
  };
}
