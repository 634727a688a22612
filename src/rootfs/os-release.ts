import type { RootfsProfile } from './profile.ts';

/**
 * Reads os-release(5): assignments as a shell would take them, without expansion,
 * and without control characters, which a terminal would obey.
 * @param text the file's text, empty when the rootfs has none.
 */
export function parseOsRelease(text: string): RootfsProfile['distribution'] {
  const values = new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^\s*([A-Z0-9_]+)=(.*?)\s*$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, unquote(value ?? '')] as const];
    }),
  );
  const get = (name: string): string => values.get(name) ?? '';
  return { id: get('ID'), version: get('VERSION_ID'), name: get('PRETTY_NAME') || get('NAME') };
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  const plain = quoted === null ? value : (quoted[2] ?? '').replace(/\\(["'$`\\])/g, '$1');
  return plain.replaceAll(/\p{Cc}/gu, '');
}
