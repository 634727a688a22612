import { compareVersions } from '../compare-versions.ts';
import { type DynamicSection, orMalformed, readDynamicSection } from './dynamic.ts';

/** VER_FLG_BASE: the entry that names the library itself, not a version. */
const BASE = 1;

/**
 * The symbol versions that a library defines (`GLIBC_2.17`, `GLIBC_2.34` …), from its version definitions
 * (LSB Core, "Version Definition Section"); empty for what has none.
 * @throws ToolError `elf-malformed`.
 */
export function versionsDefined(bytes: Uint8Array): string[] {
  const dynamic = readDynamicSection(bytes);
  if (dynamic?.verdef === undefined) return [];
  return orMalformed(() => [...readDefinitions(dynamic)].map(({ name }) => name));
}

/**
 * The highest version with a prefix: of GLIBC_2.17, GLIBC_2.4 and GLIBC_PRIVATE, for `GLIBC_`, `2.17`.
 * @returns undefined when there is none.
 */
export function highestVersion(versions: Iterable<string>, prefix: string): string | undefined {
  return [...versions]
    .filter((version) => version.startsWith(prefix) && /^\d+(\.\d+)*$/.test(version.slice(prefix.length)))
    .map((version) => version.slice(prefix.length))
    .sort(compareVersions)
    .at(-1);
}

/** A version as a file's symbols refer to it: by number. */
interface NumberedVersion {
  readonly number: number;
  readonly name: string;
}

/** Elf64_Verdef: vd_flags at 2, vd_ndx at 4, vd_aux at 12, vd_next at 16; Elf64_Verdaux: vda_name at 0. */
export function* readDefinitions({ file, verdef, string }: DynamicSection): Generator<NumberedVersion> {
  let at = verdef?.offset ?? 0;
  for (let left = verdef?.count ?? 0; left > 0; left--) {
    const isBase = (file.readUInt16LE(at + 2) & BASE) !== 0;
    const name = string(file.readUInt32LE(at + file.readUInt32LE(at + 12)));
    if (!isBase) yield { number: file.readUInt16LE(at + 4), name };
    const next = file.readUInt32LE(at + 16);
    if (next === 0) break;
    at += next;
  }
}

/** Elf64_Verneed: vn_cnt at 2, vn_aux at 8, vn_next at 12. */
export function* readRequirements(dynamic: DynamicSection): Generator<NumberedVersion> {
  const { file, verneed } = dynamic;
  let at = verneed?.offset ?? 0;
  for (let left = verneed?.count ?? 0; left > 0; left--) {
    const start = at + file.readUInt32LE(at + 8);
    yield* readAuxiliaries(dynamic, start, file.readUInt16LE(at + 2));
    const next = file.readUInt32LE(at + 12);
    if (next === 0) break;
    at += next;
  }
}

/** Elf64_Vernaux: vna_other at 6, vna_name at 8, vna_next at 12. */
function* readAuxiliaries(
  { file, string }: DynamicSection,
  start: number,
  count: number,
): Generator<NumberedVersion> {
  let at = start;
  for (let left = count; left > 0; left--) {
    yield { number: file.readUInt16LE(at + 6), name: string(file.readUInt32LE(at + 8)) };
    const next = file.readUInt32LE(at + 12);
    if (next === 0) break;
    at += next;
  }
}
