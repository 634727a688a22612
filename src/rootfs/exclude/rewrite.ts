import { BLOCK } from '../../tar/read/header.ts';
import type { TarMember } from '../../tar/read/member.ts';
import { createTarParser } from '../../tar/read/parser.ts';
import { memberPath } from '../member-path.ts';
import { engineForm } from './engine-form.ts';
import type { ExclusionPlan } from './plan.ts';
import { relabel } from './relabel.ts';

/** Raise it when the same layer and patterns give other bytes. */
export const REWRITE = 3;

/**
 * A layer's tar without its excluded members. What stays is copied, headers and all; only hard links whose target is
 * gone (see ExclusionPlan), and what engines take in another form only, get a PAX header. The end is always two blocks of
 * zeros.
 * @param location what is read, for messages.
 * @throws ArchiveError, ToolError `rootfs-unsafe`, `rootfs-member-type`.
 */
export async function* rewriteTar(
  source: AsyncIterable<Buffer>,
  isExcluded: (path: string) => boolean,
  plan: ExclusionPlan,
  location: string,
): AsyncGenerator<Buffer> {
  const heirs = new Set(plan.heirs.values());
  let out: Buffer[] = [];
  let stays = false;

  /** Undefined for what goes. */
  function headersOf(member: TarMember): readonly Buffer[] | undefined {
    const path = memberPath(member.path, location);
    if (isExcluded(path)) {
      const heir = member.type === 'file' ? plan.heirs.get(path) : undefined;
      return heir === undefined ? undefined : relabel(member, { path: heir });
    }
    if (member.type === 'link') return linkHeaders(member, path);
    const form = engineForm(member, location);
    if (form === 'dropped') return undefined;
    return form === 'changed' ? relabel(member, {}) : member.headers;
  }

  function linkHeaders(member: TarMember, path: string): readonly Buffer[] | undefined {
    if (heirs.has(path)) return undefined; // the file itself has come under this name
    const linkTarget = plan.redirected.get(path);
    return linkTarget === undefined ? member.headers : relabel(member, { linkTarget });
  }

  const parser = createTarParser({
    global: (bytes) => void out.push(bytes),
    member(member) {
      const headers = headersOf(member);
      stays = headers !== undefined && member.flag !== 'D';
      if (headers !== undefined) out.push(...headers);
      return undefined;
    },
    body(bytes) {
      if (stays) out.push(bytes);
    },
  });
  for await (const chunk of source) {
    parser.write(chunk);
    const ready = out;
    out = [];
    yield* ready;
  }
  parser.end();
  yield Buffer.alloc(2 * BLOCK);
}
