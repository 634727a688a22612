/** A fenced block of a document (CommonMark 0.31, "Fenced code blocks") that has a title in its info string. */
interface Block {
  readonly language: string;
  readonly title: string;
  readonly text: string;
}

/** The blocks of a document that have a title, in order. */
export function titledBlocks(markdown: string): Block[] {
  const fence = /^```(\S+) title="([^"]+)"\n([\s\S]*?)^```$/gm;
  return [...markdown.matchAll(fence)].map(([, language = '', title = '', text = '']) => ({
    language,
    title,
    text,
  }));
}

/** The block with the title. */
export function blockOf(markdown: string, title: string): string {
  const block = titledBlocks(markdown).find((candidate) => candidate.title === title);
  if (block === undefined) throw new Error(`the document has no block titled ${title}`);
  return block.text;
}

/**
 * The inputs under `with:` of a workflow's step: plain scalars, and blocks after `|` (YAML 1.2.2, 8.1.2). Enough for
 * the steps in our documents, and no YAML parser.
 */
export function stepInputs(yaml: string): Record<string, string> {
  const [, body = ''] = yaml.split(/^ +with:\n/m);
  const inputs: Record<string, string> = {};
  for (const [, , name = '', value = '', block = ''] of body.matchAll(
    /^( +)([a-z-]+): *([^\n]*)\n((?:\1 +[^\n]*\n|\n)*)/gm,
  )) {
    const indent = /^ +/.exec(block)?.[0] ?? '';
    inputs[name] = value === '|' ? block.replaceAll(new RegExp(`^${indent}`, 'gm'), '') : value;
  }
  return inputs;
}
