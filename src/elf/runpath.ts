import { readDynamicSection } from './dynamic.ts';

/**
 * A copy of an ELF file that has its libraries looked for elsewhere: `replace` is given what stands in DT_RUNPATH or
 * DT_RPATH. Written over the old text, so that no byte of the file moves; undefined when there is nothing to change.
 * @throws a plain Error when the new text is longer than the old.
 */
export function replaceRunpath(
  bytes: Uint8Array,
  replace: (text: string) => string | undefined,
): Buffer | undefined {
  const runpath = readDynamicSection(bytes)?.runpath;
  const text = runpath === undefined ? undefined : replace(runpath.text);
  if (runpath === undefined || text === undefined || text === runpath.text) return undefined;
  const room = Buffer.byteLength(runpath.text, 'latin1');
  if (text.length > room) throw new Error(`no room for "${text}" in the place of "${runpath.text}"`);
  const result = Buffer.from(bytes);
  result.fill(0, runpath.offset, runpath.offset + room);
  result.write(text, runpath.offset, 'latin1');
  return result;
}
