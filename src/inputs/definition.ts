/** One input as users see it; `name` is the name in action.yml and, with `--` before it, on the command line. */
export interface InputDefinition {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
  /** What is set to nothing stays so, and is not the default. */
  readonly emptyIsValue?: boolean;
  /** `list`: one value a line (the option may be repeated); `boolean`: true or false (the option is a flag). */
  readonly kind: 'text' | 'list' | 'boolean';
  /** Only on the command line, or only in the action; both when absent. */
  readonly only?: 'command-line' | 'action';
}

/** Gives an input's text by its name; undefined or empty when the user did not set it. */
export type InputReader = (name: string) => string | undefined;
