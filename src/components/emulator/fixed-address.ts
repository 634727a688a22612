import type { FixedAddressSymbols } from '../../elf/fix-address.ts';

/**
 * Where the emulator lies in every process: above all that guests ask for, below where Linux puts what has no place
 * of its own (mmap_base() in arch/x86/mm/mmap.c). Translations that outlive the process need that
 * (docs/translation-cache.md).
 */
export const IMAGE_ADDRESS = 0x7a00_0000_0000n;

/** The symbols' addresses from the output of nm(1). @throws a plain Error when they are not there. */
export function fixedAddressSymbols(nm: string): FixedAddressSymbols {
  const address = (name: string) => {
    const found = new RegExp(`^([0-9a-f]+) \\w ${name}$`, 'm').exec(nm)?.[1];
    if (found === undefined) throw new Error(`the emulator has no symbol ${name}`);
    return Number.parseInt(found, 16);
  };
  return { entry: address('arm64_on_x86_entry'), headers: address('arm64_on_x86_headers') };
}
