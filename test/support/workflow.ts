/** Jobs by their names. */
export function jobsIn(workflow: string): Map<string, string> {
  const [, text = ''] = workflow.split(/^jobs:\n/m);
  const [, ...parts] = text.split(/^ {2}([a-z-]+):\n/m);
  return new Map(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? '']] : [])));
}

export function needsOf(jobs: ReadonlyMap<string, string>, name: string): string[] {
  const [, needs = ''] = /^ {4}needs: \[?([^\]\n]*)/m.exec(jobs.get(name) ?? '') ?? [];
  return needs.split(/, */).filter((need) => need !== '');
}

/** What the step with the id runs, of a workflow or an action. */
export function scriptOf(yaml: string, id: string): string {
  const [, step = ''] = yaml.split(new RegExp(`^ +id: ${id}$`, 'm'));
  const [, indent = '', script = ''] = /^( +)run: \|\n((?:\1 .*\n)+)/m.exec(step) ?? [];
  return script.replaceAll(new RegExp(`^${indent}  `, 'gm'), '');
}
