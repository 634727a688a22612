/**
 * The one error class for everything that a user can cause or mend. The edge (src/entry) prints it as
 * "message (hint)" without a stack trace; any other exception is a bug of ours and is printed as one.
 */
export class ToolError extends Error {
  /** Stable, machine-readable, lower case with dashes, for example `rootfs-not-aarch64`. */
  readonly code: string;
  /** What the user can do about it, one sentence. */
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ToolError';
    this.code = code;
    this.hint = hint;
  }
}
