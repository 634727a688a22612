/** A repository of packages as sources.list(5) has it; one suite of one address. */
export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** What Signed-By says: paths of keyrings, or a key itself; without it the keys that apt trusts for all. */
  readonly signedBy?: string;
}

/**
 * What a source list says, entries of packages only, without those that are turned off and those
 * without components.
 */
export function parseAptSources(text: string, deb822: boolean): AptSource[] {
  return (
    deb822 ? text.split(/\n(?:[ \t]*\n)+/).flatMap(parseStanza) : text.split('\n').flatMap(parseLine)
  ).filter(({ components }) => components.length > 0);
}

/** `deb [ option=value … ] uri suite component…` */
function parseLine(line: string): AptSource[] {
  const [, options = '', rest = ''] = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?([^#]*)/.exec(line) ?? [];
  const [uri, suite, ...components] = words(rest);
  if (uri === undefined || suite === undefined) return [];
  const signedBy = /(?:^|\s)signed-by\+?=(\S+)/i.exec(options)?.[1];
  return [
    { uri, suite, components, ...(signedBy !== undefined && { signedBy: signedBy.replaceAll(',', ' ') }) },
  ];
}

/** deb822 style; a field's further lines begin with a space, and one with only a dot is empty. */
function parseStanza(stanza: string): AptSource[] {
  const text = stanza.replaceAll(/^#.*\n?/gm, '');
  const field = (name: string): string =>
    new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(text)?.[1]?.trim() ?? '';
  if (
    !words(field('Types')).includes('deb') ||
    /^(?:no|false|0|off|without|disable)$/i.test(field('Enabled'))
  )
    return [];
  const signedBy = field('Signed-By')
    .replaceAll(/^[ \t]+/gm, '')
    .replaceAll(/^\.$/gm, '');
  const components = words(field('Components'));
  return words(field('URIs')).flatMap((uri) =>
    words(field('Suites')).map((suite) => ({ uri, suite, components, ...(signedBy !== '' && { signedBy }) })),
  );
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
