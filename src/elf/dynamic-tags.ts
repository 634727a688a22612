import { PT, type ReadBytes, type Segment, word } from './segments.ts';

/** The tags of the dynamic section that we read (elf(5) "Dynamic tags", and the LSB's symbol versions). */
export const TAG = {
  needed: 1,
  strtab: 5,
  rela: 7,
  relasz: 8,
  strsz: 10,
  soname: 14,
  rpath: 15,
  runpath: 29,
  relacount: 0x6ffffff9,
  verdef: 0x6ffffffc,
  verdefnum: 0x6ffffffd,
  verneed: 0x6ffffffe,
  verneednum: 0x6fffffff,
} as const;

/** An entry of the dynamic section. */
export interface Tag {
  readonly tag: number;
  readonly value: number;
  /** Where in the file its value stands. */
  readonly at: number;
}

/**
 * elf(5) "Elf64_Dyn": pairs of tag and value, up to DT_NULL; undefined when there is no such segment.
 * @throws RangeError when it lies outside of the file.
 */
export function readTags(read: ReadBytes, segments: readonly Segment[]): Tag[] | undefined {
  const dynamic = segments.find(({ type }) => type === PT.dynamic);
  if (dynamic === undefined) return undefined;
  const bytes = read(dynamic.offset, dynamic.size);
  const tags: Tag[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const tag = word(bytes, at);
    if (tag === 0) break;
    tags.push({ tag, value: word(bytes, at + 8), at: dynamic.offset + at + 8 });
  }
  return tags;
}

/** The value of the first entry with a tag. */
export function lookUp(tags: readonly Tag[], name: number): number | undefined {
  return tags.find(({ tag }) => tag === name)?.value;
}
