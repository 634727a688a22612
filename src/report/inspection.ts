import { digestHex } from '../image/digest.ts';
import { formatReference } from '../registry/reference.ts';
import type { Rootfs } from '../rootfs/open.ts';
import { describeProfile, profileWithoutKeys } from './profile.ts';
import { formatSize } from './summary.ts';

/** What `inspect` prints for people: what the root filesystem is, and what our choices depend on. */
export function inspectionText({ profile, layers, base, origin }: Rootfs): string {
  const { libc, glibcxx, gccMajor, lib64, multiarch, packages, yumReleasever } = profile;
  const facts: (readonly [string, string | undefined])[] = [
    ['image', origin && formatReference(origin)],
    ['C library', libc.kind === 'none' ? 'none' : `${libc.kind} ${libc.version}`.trim()],
    ['development files', profile.libcDevelopment ? 'yes' : 'no'],
    ['libstdc++', glibcxx && `GLIBCXX_${glibcxx}`],
    ['gcc', gccMajor?.toString()],
    ['libraries', multiarch === undefined ? `/${lib64}` : `multiarch, ${multiarch}`],
    ['package manager', profile.packageManager],
    ['packages', packages && String(Object.keys(packages).length)],
    ['shell', profile.shell],
    ['programs in PATH', String(profile.programs.length)],
    ['entrypoint', base && base.entrypoint.length > 0 ? base.entrypoint.join(' ') : undefined],
    ['command', base && base.cmd.length > 0 ? base.cmd.join(' ') : undefined],
    ['user', base?.user],
    ['releasever for yum', yumReleasever?.value],
  ];
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return [
    describeProfile(profile),
    ...known.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    `  ${layers.length} layer${layers.length === 1 ? '' : 's'}:`,
    ...layers.map(
      ({ digest, size, createdBy }) =>
        `    ${digestHex(digest).slice(0, 12)}  ${formatSize(size).padStart(9)}  ${oneLine(createdBy)}`,
    ),
    '',
  ].join('\n');
}

/** The same for programs, and more of it. */
export function inspectionJson({ profile, layers, base, origin }: Rootfs): string {
  const document = {
    description: describeProfile(profile),
    ...(origin === undefined ? {} : { image: formatReference(origin) }),
    profile: profileWithoutKeys(profile),
    layers: layers.map(({ mediaType, digest, size, diffId, createdBy }) => ({
      mediaType,
      digest,
      size,
      diffId,
      createdBy,
    })),
    ...(base === undefined ? {} : { config: base }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A history may be any text, of any length. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
