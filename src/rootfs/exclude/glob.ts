import { ToolError } from '../../errors.ts';
import { whiteoutOf } from '../whiteout.ts';

/** What is left out of a root filesystem. */
export interface Exclusion {
  /**
   * Asked with a member's path from the root (`boot/vmlinuz`). A whiteout goes with the directory that it is in, and is
   * not asked by its own name: without it, what it hides would be back.
   */
  isExcluded(path: string): boolean;
  /** Names the patterns in cache keys; empty when nothing is excluded. */
  readonly key: string;
}

/**
 * Reads patterns as .dockerignore has them: paths from the root, with or without a slash before them; `*` and `?` do
 * not match a slash, `**` does, `[…]` is one of some characters. What matches goes with all below it.
 * @throws ToolError `input-rootfs-exclude`.
 */
export function parseExclusion(patterns: readonly string[]): Exclusion {
  if (patterns.length === 0) return { isExcluded: () => false, key: '' };
  const any = patterns.map((pattern) => toRegExp(pattern)).join('|');
  const expression = new RegExp(`^(?:${any})(?:/|$)`, 'su');
  const isExcluded = (path: string): boolean => expression.test(whiteoutOf(path)?.directory ?? path);
  return { isExcluded, key: [...new Set(patterns)].sort().join('\n') };
}

function toRegExp(pattern: string): string {
  const path = pattern.replace(/^(\.?\/+)+/, '').replace(/\/+$/, '');
  if (path === '' || pattern.startsWith('!') || path.split('/').includes('..')) throw invalid(pattern);
  const expression = path.replace(TOKEN, (token) => translate(token));
  try {
    new RegExp(expression, 'su');
  } catch (cause) {
    throw invalid(pattern, cause); // a set that is not valid, such as [z-a]
  }
  return expression;
}

function invalid(pattern: string, cause?: unknown): ToolError {
  return new ToolError(
    'input-rootfs-exclude',
    `rootfs-exclude: ${JSON.stringify(pattern)} is not a pattern of paths below the root`,
    'write one a line, such as boot, var/cache/*, **/*.pyc; what does not match stays',
    { cause },
  );
}

/** `**` with the slash after it; a set of characters; one character. */
const TOKEN = /\*\*+\/?|\[[!^]?\]?[^\]/]*\]|\\.|./gsu;

function translate(token: string): string {
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (token.startsWith('**')) return token.endsWith('/') ? '(?:.*/)?' : '.*';
  if (token.startsWith('[') && token.length > 1) {
    const [, not = '', set = ''] = /^\[([!^]?)(.*)\]$/s.exec(token) ?? [];
    return `(?!/)[${not === '' ? '' : '^'}${set.replace(/[\\\][^]/g, '\\$&')}]`;
  }
  const character = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  return character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
