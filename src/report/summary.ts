import { timeChart } from './chart.ts';
import { imageNames, isPushed, outputValues } from './outputs.ts';
import { describeProfile } from './profile.ts';
import type { BuildResult } from './result.ts';

/** The job summary, in GitHub's Markdown: what was built, from what, what the caches gave, where the time went. */
export function summaryMarkdown(result: BuildResult): string {
  const { image, profile, components, skipped, times } = result;
  const names = imageNames(result);
  const toolchain = components.find(({ name }) => name === 'toolchain')?.about;
  const libc = profile.libc.kind === 'none' ? 'no libc' : `${profile.libc.kind} ${profile.libc.version}`;
  const facts = [
    ['Image', names.length === 0 ? '(no name)' : names.map(code).join('<br>')],
    ['Digest', code(image.digest)],
    ['Root filesystem', escapeCell(describeProfile(profile))],
    ['Toolchain', escapeCell([...(toolchain === undefined ? [] : [toolchain]), libc].join(', '))],
  ];
  const base = image.layers.slice(0, image.layers.length - components.length);
  const layers = [
    ...base.map((layer) => ['root filesystem', '', 'as it came', formatSize(layer.size), short(layer)]),
    ...components.map(({ name, about = '', cacheHit, layer }) => [
      name,
      escapeCell(about),
      skipped ? 'was there' : cacheHit ? 'reused' : 'built',
      formatSize(layer.size),
      short(layer),
    ]),
  ];
  return [
    '### arm64-on-x86',
    '',
    ...(skipped
      ? ['The registry had this image already, made from the same inputs: nothing was built.', '']
      : []),
    table(['', ''], facts),
    '',
    table(['Layer', '', '', 'Size', 'Digest'], layers),
    '',
    'Where the time went:',
    '',
    fence('text', timeChart(times)),
    '',
    ...useOf(result),
  ].join('\n');
}

/** The result for people, on a terminal. */
export function summaryText(result: BuildResult): string {
  const { image, components, skipped, times } = result;
  const reused = components.filter(({ cacheHit }) => cacheHit).map(({ name }) => name);
  const size = image.layers.reduce((sum, layer) => sum + layer.size, 0);
  const cache = reused.length === 0 ? 'nothing came from the cache' : `from the cache: ${reused.join(', ')}`;
  return [
    `image ${image.digest}, ${formatSize(size)} compressed`,
    ...imageNames(result).map((name) => `  ${name}`),
    skipped ? 'the registry had it already; nothing was built' : cache,
    ...timeChart(times).map((line) => `  ${line}`),
  ].join('\n');
}

/** Decimal units, as registries show them. */
export function formatSize(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** How to use it, where it can be pulled. */
function useOf(result: BuildResult): string[] {
  if (!isPushed(result)) return [];
  const { image } = outputValues(result);
  return [
    'To use it, on any x86-64 machine:',
    '',
    fence('sh', [`docker run --rm -v "$PWD:/src" -w /src ${image} make`]),
    '',
    'or as the container of a job:',
    '',
    fence('yaml', ['runs-on: ubuntu-24.04', `container: ${image}`]),
    '',
  ];
}

function fence(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, '```'].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function short({ digest }: { readonly digest: string }): string {
  return code(digest.slice(0, 'sha256:'.length + 12));
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A distribution's name comes from the rootfs: it must not end the cell or begin markup. */
function escapeCell(text: string): string {
  return text.replace(/[\\|<>[\]`*_]/g, '\\$&').replace(/\s+/g, ' ');
}
