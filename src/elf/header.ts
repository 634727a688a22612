/** What an ELF file's header says, elf(5) "Elf64_Ehdr". */
interface ElfHeader {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** e_type: 2 executable, 3 shared object or position-independent executable. */
  readonly type: number;
  /** e_machine, see MACHINE. */
  readonly machine: number;
}

/** e_machine of the two machines that this project knows (ELF gABI, "e_machine"). */
export const MACHINE = { x86_64: 62, aarch64: 183 } as const;

const MACHINE_NAMES: ReadonlyMap<number, string> = new Map([
  [3, 'i386'],
  [8, 'mips'],
  [20, 'powerpc'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm (32 bit)'],
  [MACHINE.x86_64, 'x86-64 (amd64)'],
  [MACHINE.aarch64, 'aarch64 (arm64)'],
  [243, 'riscv'],
  [258, 'loongarch'],
]);

/** How many bytes of a file readElfHeader needs. */
export const ELF_HEADER_BYTES = 20;

/** @returns undefined when the bytes do not begin an ELF file. */
export function readElfHeader(bytes: Uint8Array): ElfHeader | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < ELF_HEADER_BYTES || buffer.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const littleEndian = buffer[5] === 1;
  const half = (at: number): number => (littleEndian ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at));
  return { bits: buffer[4] === 2 ? 64 : 32, littleEndian, type: half(16), machine: half(18) };
}

/** A machine's name for messages. */
export function machineName(machine: number): string {
  return MACHINE_NAMES.get(machine) ?? `machine ${machine}`;
}
