/** One challenge of a WWW-Authenticate field; scheme and parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly params: Readonly<Record<string, string>>;
}

// RFC 9110 section 5.6.2 (token) and 5.6.4 (quoted-string).
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAM = new RegExp(`^(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`);
const SCHEME = new RegExp(`^(${TOKEN})(?:[ ]+|(?=,)|$)`);
const TOKEN68 = /^[0-9A-Za-z._~+/-]+=*[ \t]*(?=,|$)/;

/**
 * Parses a WWW-Authenticate field, RFC 9110 section 11.6.1, which may carry several challenges, separated by
 * the same commas as their parameters. What cannot be parsed ends the list; it never throws.
 */
export function parseChallenges(field: string): readonly Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  let rest = skipSeparators(field);
  while (rest !== '') {
    const current = challenges.at(-1);
    const param = current === undefined ? null : PARAM.exec(rest);
    if (current !== undefined && param !== null) {
      const [all, name = '', quoted, plain] = param;
      current.params[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
      rest = skipSeparators(rest.slice(all.length));
      continue;
    }
    const scheme = SCHEME.exec(rest);
    if (scheme === null) break;
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), params: {} });
    rest = skipToken68(rest.slice(scheme[0].length));
  }
  return challenges;
}

/** Some schemes (Negotiate) have one bare token in place of parameters; nothing here uses it. */
function skipToken68(rest: string): string {
  const token = PARAM.test(rest) ? null : TOKEN68.exec(rest);
  return skipSeparators(token === null ? rest : rest.slice(token[0].length));
}

function skipSeparators(text: string): string {
  return text.replace(/^[ \t,]+/, '');
}
