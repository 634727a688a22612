import { MACHINE } from '../elf/header.ts';
import { ToolError } from '../errors.ts';
import type { TarMember } from '../tar/read/member.ts';
import { createTarParser, type TarParser } from '../tar/read/parser.ts';
import { engineForm } from './exclude/engine-form.ts';
import { createPlanner, type ExclusionPlan, type ExclusionPlanner } from './exclude/plan.ts';
import { createFileReader, type FileReading } from './file-node.ts';
import { linkTarget, memberPath } from './member-path.ts';
import type { RootfsTree } from './tree.ts';
import { type FileNode, newDirectory, type TreeNode } from './tree-node.ts';
import { whiteoutOf } from './whiteout.ts';

/** Each costs memory: a million files, 300 MiB in all, a million directories more. */
const MAX_ENTRIES = 1_000_000;
/** A name and a link's target together may be longer, but then count as several entries. */
const USUAL_TEXT = 256;

/** Takes the tars of layers, the lowest first, into one tree. */
interface Scanner {
  /** A parser for the next layer, and, once it has read it, what exclusion means there. */
  layer(): { readonly parser: TarParser; plan(): ExclusionPlan };
  /** Whether a program or library of the guest has been seen. */
  hasGuestCode(): boolean;
}

/**
 * @param location what is read, for messages.
 * @param isExcluded asked of each path; what is excluded counts as not there.
 * @param maxEntries files and directories in all layers.
 * @throws (in the parsers) ArchiveError; ToolError `rootfs-unsafe`, `rootfs-broken-link`, `rootfs-member-type`,
 *   `rootfs-too-many-files`, `rootfs-hostile`.
 */
export function createScanner(
  tree: RootfsTree,
  location: string,
  isExcluded: (path: string) => boolean,
  maxEntries = MAX_ENTRIES,
): Scanner {
  /** Bytes of excluded files' contents in the layer at hand: a hard link to them may stay. */
  let dropped = 0;
  const files = createFileReader(() => tree.contentBytes() + dropped, location);
  let entries = 0;
  let guestCode = false;

  function link({ path, target, excluded }: Link, planner: ExclusionPlanner): void {
    if (excluded) {
      planner.dropLink(path, target, tree.resolve(target));
      return;
    }
    const kept = planner.keepLink(path, target);
    if (kept !== undefined) tree.add(path, kept);
    else if (!tree.addHardLink(path, target)) throw brokenLink(path, target, location);
  }

  return {
    layer() {
      const planner = createPlanner(isExcluded);
      let finish: (() => void) | undefined;
      tree.beginLayer();
      dropped = 0;

      function file(path: string, node: FileNode, excluded: boolean): void {
        guestCode ||= node.machine === MACHINE.aarch64;
        if (!excluded) {
          add(tree, path, node);
          return;
        }
        dropped += node.content?.length ?? 0;
        planner.dropFile(path, node);
      }

      /** @returns what takes a file's bytes. */
      function begin(member: TarMember): FileReading['take'] | undefined {
        entries += 1 + Math.floor((member.path.length + member.linkTarget.length) / USUAL_TEXT);
        if (entries + tree.implied > maxEntries) throw tooMany(location, maxEntries);
        const path = memberPath(member.path, location);
        const excluded = planner.isExcluded(path);
        const form = excluded ? 'kept' : engineForm(member, location);
        if (form !== 'kept') planner.change();
        return form === 'dropped' ? undefined : entry(member, path, excluded);
      }

      function entry(member: TarMember, path: string, excluded: boolean): FileReading['take'] | undefined {
        if (member.type === 'file') {
          const { take, node } = files.begin(member, path);
          finish = () => file(path, node(), excluded);
          return take;
        }
        const target = member.type === 'link' ? memberPath(member.linkTarget, location) : undefined;
        if (target !== undefined) link({ path, target, excluded }, planner);
        else if (!excluded) add(tree, path, nodeOf(member, location));
        return undefined;
      }

      const end = (): void => {
        finish?.();
        finish = undefined;
      };
      return { parser: createTarParser({ member: begin, end }), plan: planner.plan };
    },
    hasGuestCode: () => guestCode,
  };
}

/** Adds an entry, or hides what a whiteout names. */
function add(tree: RootfsTree, path: string, node: TreeNode): void {
  const whiteout = whiteoutOf(path);
  if (whiteout === undefined) tree.add(path, node);
  else if (whiteout.hides === 'all') tree.hideAll(whiteout.directory);
  else if (whiteout.hides !== 'nothing') tree.hide(`${whiteout.directory}/${whiteout.hides.name}`);
}

/** A hard link. */
interface Link {
  readonly path: string;
  readonly target: string;
  readonly excluded: boolean;
}

const OTHER: TreeNode = { type: 'other' };

function nodeOf({ type, linkTarget: target }: TarMember, location: string): TreeNode {
  if (type === 'directory') return newDirectory();
  return type === 'symlink' ? { type, target: linkTarget(target, location) } : OTHER;
}

function brokenLink(path: string, target: string, location: string): ToolError {
  return new ToolError(
    'rootfs-broken-link',
    `rootfs: ${location} has a hard link ${JSON.stringify(path)} to ${JSON.stringify(target)}, which does not come before it`,
    'no container engine would unpack it; make the archive again, in one go',
  );
}

function tooMany(location: string, maxEntries: number): ToolError {
  return new ToolError(
    'rootfs-too-many-files',
    `rootfs: ${location} has more than ${maxEntries} files and directories`,
    'is it a root filesystem? rootfs-exclude does not help, since excluded files are counted too: make the archive with fewer',
  );
}
