import { imageNames } from './outputs.ts';
import { describeProfile } from './profile.ts';
import type { BuildResult } from './result.ts';

/** The job summary, in GitHub's Markdown: what was built, from what, and what the cache gave. */
export function summaryMarkdown(result: BuildResult): string {
  const { set, profile, components } = result;
  const names = imageNames(result);
  const facts = [
    ['Image', names.length === 0 ? '(no name)' : names.map(code).join('<br>')],
    ['Digest', code(set.digest)],
    ['Root filesystem', escapeCell(describeProfile(profile))],
  ];
  const parts = components.map(({ name, cacheHit, layer }) => [
    name,
    cacheHit ? 'reused' : 'built',
    formatSize(layer.size),
    code(layer.digest.slice(0, 'sha256:'.length + 12)),
  ]);
  return [
    '### arm64-on-x86',
    '',
    table(['', ''], facts),
    '',
    table(['Component', 'Cache', 'Size', 'Layer'], parts),
    '',
  ].join('\n');
}

/** The result for people, on a terminal. */
export function summaryText(result: BuildResult): string {
  const { image, set, components } = result;
  const reused = components.filter(({ cacheHit }) => cacheHit).map(({ name }) => name);
  const size = image.layers.reduce((sum, layer) => sum + layer.size, 0);
  return [
    `image ${set.digest}, ${formatSize(size)} compressed`,
    ...imageNames(result).map((name) => `  ${name}`),
    reused.length === 0 ? 'nothing came from the cache' : `from the cache: ${reused.join(', ')}`,
  ].join('\n');
}

/** Decimal units, as registries show them. */
export function formatSize(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A distribution's name comes from the rootfs: it must not end the cell or begin markup. */
function escapeCell(text: string): string {
  return text.replace(/[\\|<>[\]`*_]/g, '\\$&').replace(/\s+/g, ' ');
}
