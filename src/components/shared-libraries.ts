import { type FileHandle, open, realpath } from 'node:fs/promises';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';

/** A shared library: the name that programs ask for (DT_NEEDED), and the file on this machine. */
export interface SharedLibrary {
  readonly soname: string;
  readonly file: string;
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

const EM_X86_64 = 62;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_NEEDED = 1;
const DT_STRTAB = 5;

/**
 * The libraries that an x86-64 ELF file names in DT_NEEDED (System V gABI, chapter 5, "Dynamic Section");
 * empty for a static program and undefined for a file that is not x86-64 ELF. Reads only headers.
 */
export async function neededLibraries(file: string): Promise<string[] | undefined> {
  const handle = await open(file, 'r');
  try {
    const header = await read(handle, 0, 64);
    if (!isX8664(header)) return undefined;
    const segments = await readSegments(handle, header);
    const dynamic = segments.find((segment) => segment.type === PT_DYNAMIC);
    return dynamic ? await readNeeded(handle, segments, dynamic) : [];
  } finally {
    await handle.close();
  }
}

function isX8664(header: Buffer): boolean {
  // \x7fELF, ELFCLASS64, ELFDATA2LSB
  return (
    header.length === 64 &&
    header.readUIntBE(0, 6) === 0x7f454c460201 &&
    header.readUInt16LE(18) === EM_X86_64
  );
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function readSegments(handle: FileHandle, header: Buffer): Promise<Segment[]> {
  const size = header.readUInt16LE(54);
  const table = await read(handle, Number(header.readBigUInt64LE(32)), size * header.readUInt16LE(56));
  const segments: Segment[] = [];
  for (let at = 0; size >= 56 && at + size <= table.length; at += size) {
    segments.push({
      type: table.readUInt32LE(at),
      offset: Number(table.readBigUInt64LE(at + 8)),
      address: Number(table.readBigUInt64LE(at + 16)),
      size: Number(table.readBigUInt64LE(at + 32)),
    });
  }
  return segments;
}

async function readNeeded(handle: FileHandle, segments: Segment[], dynamic: Segment): Promise<string[]> {
  const table = await read(handle, dynamic.offset, dynamic.size);
  const offsets: number[] = [];
  let strings = 0;
  for (let at = 0; at + 16 <= table.length; at += 16) {
    const tag = table.readBigInt64LE(at);
    const value = Number(table.readBigUInt64LE(at + 8));
    if (tag === BigInt(DT_NEEDED)) offsets.push(value);
    if (tag === BigInt(DT_STRTAB)) strings = value;
  }
  const base = fileOffset(segments, strings);
  return Promise.all(offsets.map(async (offset) => cString(await read(handle, base + offset, 256))));
}

function fileOffset(segments: Segment[], address: number): number {
  const load = segments.find(
    ({ type, address: start, size }) => type === PT_LOAD && address >= start && address < start + size,
  );
  return load ? address - load.address + load.offset : address;
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}

/** This machine's x86-64 libraries by soname, from `ldconfig -p` (ldconfig(8)); the first of a name counts. */
export async function installedLibraries(host: Host): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await host.exec('/sbin/ldconfig', ['-p']);
  const libraries = new Map<string, string>();
  for (const [, soname, file] of stdout.matchAll(/^\s+(\S+) \(libc6,x86-64[^)]*\) => (\S+)$/gm)) {
    if (soname && file && !libraries.has(soname)) libraries.set(soname, file);
  }
  return libraries;
}

/**
 * All libraries that the x86-64 ELF files among `files` need, directly or through one another, sorted by soname,
 * without those in `present`. Throws ToolError `library-missing` when this machine does not have one.
 */
export async function libraryClosure(
  files: readonly string[],
  installed: ReadonlyMap<string, string>,
  present: ReadonlySet<string>,
): Promise<SharedLibrary[]> {
  const found = new Map<string, SharedLibrary>();
  const queue = [...files];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const needed = (await neededLibraries(file)) ?? [];
    for (const soname of needed.filter((name) => !present.has(name) && !found.has(name))) {
      const library = { soname, file: await realpath(locate(soname, file, installed)) };
      found.set(soname, library);
      queue.push(library.file);
    }
  }
  return [...found.values()].sort((a, b) => (a.soname < b.soname ? -1 : 1));
}

function locate(soname: string, user: string, installed: ReadonlyMap<string, string>): string {
  const file = installed.get(soname);
  if (file !== undefined) return file;
  throw new ToolError(
    'library-missing',
    `${user} needs the shared library ${soname}, which this machine does not have`,
    'reinstall the package that the program belongs to (dpkg -S FILE names it)',
  );
}
