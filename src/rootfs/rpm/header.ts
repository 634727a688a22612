/** What inspection and SBOM want to know of an installed package. */
export interface RpmHeader {
  readonly name: string;
  /** Epoch, where it has one but 0, version and release: `1:5.1.8-9.el9`. */
  readonly version: string;
  /** Version alone. */
  readonly upstream: string;
  /** Names that it provides, and the version that each is said to have (`= 9`), empty without. */
  readonly provides: ReadonlyMap<string, string>;
  /** Empty where the header has none, as the following. */
  readonly architecture: string;
  /** As the packager wrote it: `GPLv3+ and MIT`. */
  readonly licence: string;
  /** File name of the source package: `make-4.3-8.el9.src.rpm`. */
  readonly sourceRpm: string;
}

/** rpmtag_e in rpm's include/rpm/rpmtag.h. */
const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  licence: 1014,
  architecture: 1022,
  sourceRpm: 1044,
  provideName: 1047,
  provideFlags: 1112,
  provideVersion: 1113,
} as const;
/** rpmsenseFlags_e in rpm's include/rpm/rpmds.h. */
const SENSE_EQUAL = 8;
const ENTRY_BYTES = 16;

/**
 * A package's header as rpm's database keeps it: without the magic (rpm's docs/manual/format_header.md). Undefined for
 * anything else, which a database of a hostile root filesystem may have.
 */
export function parseRpmHeader(blob: Buffer): RpmHeader | undefined {
  try {
    const read = readerOf(blob);
    const text = (tag: number): string => read.texts(tag)[0] ?? '';
    const [name, upstream, release] = [text(TAG.name), text(TAG.version), text(TAG.release)];
    if (!name || !upstream || !release) return undefined;
    const [epoch] = read.numbers(TAG.epoch);
    const [flags, versions] = [read.numbers(TAG.provideFlags), read.texts(TAG.provideVersion)];
    const provides = read.texts(TAG.provideName).map((provided, index) => {
      const equal = ((flags[index] ?? 0) & SENSE_EQUAL) !== 0;
      return [provided, equal ? (versions[index] ?? '') : ''] as const;
    });
    const version = `${epoch ? `${epoch}:` : ''}${upstream}-${release}`;
    return {
      ...{ name, version, upstream, provides: new Map(provides) },
      ...{ architecture: text(TAG.architecture), licence: text(TAG.licence), sourceRpm: text(TAG.sourceRpm) },
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it points out of itself
    throw error;
  }
}

function readerOf(blob: Buffer) {
  const count = blob.readUInt32BE(0);
  const data = 8 + count * ENTRY_BYTES;
  if (data + blob.readUInt32BE(4) > blob.length) throw new RangeError('longer than it is');
  /** Where a tag's data is, and how many items. */
  const find = (tag: number): readonly [at: number, items: number] => {
    for (let at = 8; at < data; at += ENTRY_BYTES)
      if (blob.readUInt32BE(at) === tag) return [data + blob.readInt32BE(at + 8), blob.readUInt32BE(at + 12)];
    return [data, 0];
  };
  return {
    texts(tag: number): string[] {
      let [at, items] = find(tag);
      const texts: string[] = [];
      for (; items > 0 && at < blob.length; items -= 1) {
        const end = blob.indexOf(0, at);
        if (end < 0) throw new RangeError('a text without an end');
        texts.push(blob.toString('utf8', at, end));
        at = end + 1;
      }
      return texts;
    },
    numbers(tag: number): number[] {
      const [at, items] = find(tag);
      if (at + items * 4 > blob.length) throw new RangeError('a list without an end');
      return Array.from({ length: items }, (_, index) => blob.readUInt32BE(at + index * 4));
    },
  };
}
