import type { InputDefinition } from '../../src/inputs/definition.ts';
import { INPUTS } from '../../src/inputs/inputs.ts';
import { RUN_INPUTS } from '../../src/inputs/run.ts';
import { OUTPUTS, type OutputDefinition } from '../../src/report/outputs.ts';
import { RUN_OUTPUTS } from '../../src/run/outputs.ts';

/** What an action.yml is made from. */
interface Action {
  /** Where the tables are, for the first line. */
  readonly tables: string;
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly InputDefinition[];
  readonly outputs: readonly OutputDefinition[];
  /** Of the bundles, relative to action.yml. */
  readonly main: string;
  readonly post: string;
}

/**
 * The actions of this repository by the path of their action.yml; inputs and outputs are those of the
 * tables in src.
 */
const ACTIONS: Readonly<Record<string, Action>> = {
  'action.yml': {
    tables: 'src/inputs and src/report/outputs.ts',
    name: 'arm64-on-x86',
    description: 'Turns an arm64 root filesystem into an image that runs on x86-64, compiling natively',
    inputs: INPUTS,
    outputs: OUTPUTS,
    main: 'dist/action.js',
    post: 'dist/post.js',
  },
  'run/action.yml': {
    tables: 'src/inputs/run.ts and src/run/outputs.ts',
    name: 'arm64-on-x86 run',
    description: 'Runs a script in an image of arm64-on-x86, with the workspace and the files of the runner',
    inputs: RUN_INPUTS,
    outputs: RUN_OUTPUTS,
    main: '../dist/run.js',
    post: '../dist/run-post.js',
  },
};

/** The text of each action.yml, by its path in the repository. */
export function renderActionYmls(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(ACTIONS).map(([path, action]) => [path, render(action)]));
}

function render({ tables, name, description, inputs, outputs, main, post }: Action): string {
  return [
    `# Written by npm run action-yml from ${tables}: change those.`,
    `name: ${name}`,
    `description: ${description}`,
    'branding:',
    '  icon: cpu',
    '  color: blue',
    'inputs:',
    ...inputs.filter(({ only }) => only !== 'command-line').flatMap(renderInput),
    'outputs:',
    ...outputs.flatMap((output) => [`  ${output.name}:`, `    description: ${quote(output.description)}`]),
    'runs:',
    '  using: node24',
    `  main: ${main}`,
    `  post: ${post}`,
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
