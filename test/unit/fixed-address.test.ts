import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixedAddressSymbols } from '../../src/components/emulator/fixed-address.ts';
import { fixAddress } from '../../src/elf/fix-address.ts';

const ADDRESS = 0x7a00_0000_0000n;
const SYMBOLS = { entry: 0x1100, headers: 0x1200 };
const TYPE = { load: 1, dynamic: 2 };
const RELATIVE = 8n;

/** Where the parts of the program are, in the file; the one segment lies 0x1000 higher in memory. */
const AT = { headers: 64, dynamic: 0x300, relocations: 0x400, pointer: 0x500, size: 0x600 };
const LIFT = 0x1000;

/** A static-pie of one segment with two relocations: a relative one, and one of another kind. */
function program({ first = RELATIVE, counted = 1n } = {}): Buffer {
  const elf = Buffer.alloc(AT.size);
  elf.write('\x7fELF\x02\x01\x01', 'latin1');
  elf.writeUInt16LE(3, 16); // ET_DYN
  elf.writeBigUInt64LE(0x1004n, 24);
  elf.writeBigUInt64LE(BigInt(AT.headers), 32);
  elf.writeUInt16LE(56, 54);
  elf.writeUInt16LE(2, 56);
  segment(elf, 0, TYPE.load, 0, LIFT, AT.size);
  segment(elf, 1, TYPE.dynamic, AT.dynamic, AT.dynamic + LIFT, 64);
  const tags = [7n, BigInt(AT.relocations + LIFT), 8n, 48n, 0x6ffffff9n, counted, 0n, 0n];
  tags.forEach((value, index) => {
    elf.writeBigUInt64LE(value, AT.dynamic + 8 * index);
  });
  const relocations = [BigInt(AT.pointer + LIFT), first, 0x1234n, 0n, 37n, 0n];
  relocations.forEach((value, index) => {
    elf.writeBigUInt64LE(value, AT.relocations + 8 * index);
  });
  return elf;
}

function segment(elf: Buffer, index: number, type: number, offset: number, address: number, size: number) {
  const at = AT.headers + 56 * index;
  elf.writeUInt32LE(type, at);
  [offset, address, address, size].forEach((value, field) => {
    elf.writeBigUInt64LE(BigInt(value), at + 8 + 8 * field);
  });
}

const read = (elf: Buffer, at: number) => elf.readBigUInt64LE(at);

describe('a program at a fixed address', () => {
  it('is loaded there, and begins at our entry', () => {
    const fixed = fixAddress(program(), SYMBOLS, ADDRESS);
    assert.equal(fixed.readUInt16LE(16), 2); // ET_EXEC
    assert.equal(read(fixed, 24), ADDRESS + BigInt(SYMBOLS.entry));
    assert.equal(read(fixed, AT.headers + 16), ADDRESS + BigInt(LIFT));
    assert.equal(read(fixed, AT.headers + 24), ADDRESS + BigInt(LIFT));
  });

  it('has its relative relocations done, and only the others left', () => {
    const fixed = fixAddress(program(), SYMBOLS, ADDRESS);
    assert.equal(read(fixed, AT.pointer), ADDRESS + 0x1234n);
    assert.equal(read(fixed, AT.dynamic + 8), BigInt(AT.relocations + LIFT + 24));
    assert.equal(read(fixed, AT.dynamic + 24), 24n);
    assert.equal(read(fixed, AT.dynamic + 40), 0n);
  });

  it('keeps its program headers as they were, for libc', () => {
    const elf = program();
    const fixed = fixAddress(elf, SYMBOLS, ADDRESS);
    const copy = SYMBOLS.headers - LIFT;
    assert.deepEqual(fixed.subarray(copy, copy + 112), elf.subarray(AT.headers, AT.headers + 112));
  });

  it('leaves the file that it was made from alone', () => {
    const elf = program();
    fixAddress(elf, SYMBOLS, ADDRESS);
    assert.deepEqual(elf, program());
  });

  it('refuses what is no position-independent program, and a count that takes in others', () => {
    const fixed = fixAddress(program(), SYMBOLS, ADDRESS);
    assert.throws(() => fixAddress(fixed, SYMBOLS, ADDRESS), /no position-independent program/);
    assert.throws(() => fixAddress(program({ first: 37n }), SYMBOLS, ADDRESS), /counts others too/);
    assert.throws(() => fixAddress(program(), { entry: 0, headers: 0x9000 }, ADDRESS), /not in the file/);
  });
});

describe('the symbols for it', () => {
  it('are read from what nm prints', () => {
    const nm = '00000000004a1b20 T arm64_on_x86_entry\n0000000000be4040 D arm64_on_x86_headers\n';
    assert.deepEqual(fixedAddressSymbols(nm), { entry: 0x4a1b20, headers: 0xbe4040 });
  });

  it('must be there', () => {
    assert.throws(() => fixedAddressSymbols('0000000000000001 T main\n'), /no symbol arm64_on_x86_entry/);
  });
});
