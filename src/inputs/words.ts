import { ToolError } from '../errors.ts';

/**
 * Splits a text into words as a shell does (POSIX.1-2024, 2.2 Quoting), but expands nothing: blanks separate, quotes
 * and backslashes hold together. ToolError `input-NAME` for a quote that is not closed.
 */
export function splitWords(name: string, text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const token = /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|(\s+)|([^\s\\'"]+)/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) {
      throw new ToolError(`input-${name}`, `${name}: a quote or backslash ends nowhere`, 'close the quote');
    }
    const [, escaped, single, double, blank, plain] = match;
    if (blank === undefined) {
      word = (word ?? '') + (escaped ?? single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? plain ?? '');
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}
