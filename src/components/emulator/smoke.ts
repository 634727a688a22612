import { writeFile } from 'node:fs/promises';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';

/** mov x8, #93 (exit); mov x0, #0; svc #0 */
const EXIT = [0xd2800ba8, 0xd2800000, 0xd4000001];
const ADDRESS = 0x400000n;
const HEADERS = 64 + 56;

/** The smallest static aarch64 program: it ends with status 0 (System V ABI, ELF-64 header and one PT_LOAD). */
function smallestProgram(): Buffer {
  const file = Buffer.alloc(HEADERS + EXIT.length * 4);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(183, 18); // EM_AARCH64
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(ADDRESS + BigInt(HEADERS), 24); // e_entry
  file.writeBigUInt64LE(64n, 32); // e_phoff
  [64, 56, 1].forEach((value, index) => {
    file.writeUInt16LE(value, 52 + index * 2); // e_ehsize, e_phentsize, e_phnum
  });
  file.writeUInt32LE(1, 64); // PT_LOAD
  file.writeUInt32LE(5, 68); // readable, executable
  [0n, ADDRESS, ADDRESS, BigInt(file.length), BigInt(file.length), 0x10000n].forEach((value, index) => {
    file.writeBigUInt64LE(value, 72 + index * 8);
  });
  EXIT.forEach((instruction, index) => {
    file.writeUInt32LE(instruction, HEADERS + index * 4);
  });
  return file;
}

/**
 * Runs a program under the built emulator.
 * @throws ToolError `cpu-unknown` with QEMU's own words when it has no such CPU.
 */
export async function checkStarts(emulator: string, cpu: string, host: Host): Promise<void> {
  const program = `${emulator}.test`;
  await writeFile(program, smallestProgram(), { mode: 0o755 });
  const { code, stderr } = await host.exec(emulator, [program], { ignoreExitCode: true });
  if (code === 0) return;
  throw new ToolError(
    'cpu-unknown',
    `the emulator does not start a program as cpu "${cpu}": ${stderr.trim()}`,
    'leave out the properties behind the model, or use those that QEMU documents for Arm (cpu-features)',
  );
}
