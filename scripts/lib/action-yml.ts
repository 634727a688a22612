import type { InputDefinition } from '../../src/inputs/definition.ts';
import { INPUTS } from '../../src/inputs/inputs.ts';
import { OUTPUTS } from '../../src/report/outputs.ts';

/** The text of action.yml: its inputs and outputs are those of the tables in src. */
export function renderActionYml(): string {
  return [
    '# Written by npm run action-yml from src/inputs and src/report/outputs.ts: change those.',
    'name: arm64-on-x86',
    'description: Turns an arm64 root filesystem into an image that runs on x86-64, compiling natively',
    'branding:',
    '  icon: cpu',
    '  color: blue',
    'inputs:',
    ...INPUTS.filter(({ only }) => only !== 'command-line').flatMap(renderInput),
    'outputs:',
    ...OUTPUTS.flatMap(({ name, description }) => [`  ${name}:`, `    description: ${quote(description)}`]),
    'runs:',
    '  using: node24',
    '  main: dist/action.js',
    '  post: dist/post.js',
    '',
  ].join('\n');
}

function renderInput({ name, description, required, default: standard }: InputDefinition): string[] {
  return [
    `  ${name}:`,
    `    description: ${quote(description)}`,
    `    required: ${required === true}`,
    ...(standard === undefined ? [] : [`    default: ${quote(standard)}`]),
  ];
}

/** YAML 1.2.2, 1.2 "every JSON file is also a valid YAML file". */
function quote(text: string): string {
  return JSON.stringify(text);
}
