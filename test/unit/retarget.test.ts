import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retargetStrings } from '../../src/elf/retarget.ts';

const TEXT_ADDRESS = 0x1000;
const DATA_ADDRESS = 0x2000;
const WORDS_ADDRESS = 0x3000;

/** An ELF file of three segments: code at 0x1000, read-only data at 0x2000, writable data at 0x3000. */
function program(code: Buffer, data: Buffer, words: Buffer): Buffer {
  const elf = Buffer.alloc(0x4000);
  elf.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  elf.writeBigUInt64LE(64n, 32);
  elf.writeUInt16LE(56, 54);
  elf.writeUInt16LE(3, 56);
  const segments = [
    [5, TEXT_ADDRESS, code],
    [4, DATA_ADDRESS, data],
    [6, WORDS_ADDRESS, words],
  ] as const;
  segments.forEach(([flags, address, bytes], index) => {
    const header = 64 + 56 * index;
    elf.writeUInt32LE(1, header);
    elf.writeUInt32LE(flags, header + 4);
    for (const at of [8, 16]) elf.writeBigUInt64LE(BigInt(address), header + at);
    for (const at of [32, 40]) elf.writeBigUInt64LE(BigInt(bytes.length), header + at);
    bytes.copy(elf, address);
  });
  return elf;
}

/** `lea target(%rip), %rsi` at the start of the code. */
function lea(target: number): Buffer {
  const code = Buffer.from([0x48, 0x8d, 0x35, 0, 0, 0, 0, 0xc3, 0, 0, 0, 0, 0, 0, 0, 0]);
  code.writeInt32LE(target - (TEXT_ADDRESS + 7), 3);
  return code;
}

const stringAt = (elf: Buffer, at: number) => elf.toString('latin1', at, elf.indexOf(0, at));
const DATA = Buffer.from('\xff{other\0old name\0', 'latin1');
const OLD = DATA_ADDRESS + DATA.indexOf('old');
const longer = (text: string) => (text === 'old name' ? 'a much longer new name' : undefined);

test('code and relocated words point to the new string, the old one stays', () => {
  const words = Buffer.alloc(16);
  words.writeBigUInt64LE(BigInt(OLD), 8);
  const before = program(lea(OLD), DATA, words);
  const after = retargetStrings(before, 'old', longer);
  assert.ok(after);
  const fromCode = TEXT_ADDRESS + 7 + after.readInt32LE(TEXT_ADDRESS + 3);
  assert.equal(stringAt(after, fromCode), 'a much longer new name');
  assert.equal(stringAt(after, after.readUInt32LE(WORDS_ADDRESS + 8)), 'a much longer new name');
  assert.equal(stringAt(after, OLD), 'old name');
  // It lies within what is loaded.
  assert.ok(
    after.readBigUInt64LE(64 + 32) > 16n || after.readBigUInt64LE(64 + 56 + 32) > BigInt(DATA.length),
  );
  assert.equal(stringAt(before, TEXT_ADDRESS + 7 + before.readInt32LE(TEXT_ADDRESS + 3)), 'old name');
});

test('a string begins where something points to, whatever is before it', () => {
  const data = Buffer.from('text without end old name\0');
  const elf = program(lea(DATA_ADDRESS + data.indexOf('old')), data, Buffer.alloc(8));
  assert.ok(retargetStrings(elf, 'old', longer));
});

test('nothing to replace gives nothing; what cannot be replaced is an error', () => {
  assert.equal(retargetStrings(program(lea(OLD), DATA, Buffer.alloc(8)), 'absent', longer), undefined);
  assert.equal(retargetStrings(program(lea(OLD), DATA, Buffer.alloc(8)), 'other', longer), undefined);
  const nobody = program(lea(0), Buffer.from('\0old name\0'), Buffer.alloc(8));
  assert.throws(() => retargetStrings(nobody, 'old', longer), /nothing points to "old name"/);
  const full = Buffer.concat([DATA, Buffer.alloc(4096 - DATA.length, 0x41)]);
  const code = Buffer.concat([lea(OLD), Buffer.alloc(4096 - 16, 0x90)]);
  assert.throws(() => retargetStrings(program(code, full, Buffer.alloc(8)), 'old', longer), /no room/);
});
