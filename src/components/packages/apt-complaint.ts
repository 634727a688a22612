/** The first error, or else warning, in what an apt(8) program wrote to its standard error output. */
export function aptComplaint(stderr: string): string | undefined {
  return (/^E: (.*)$/m.exec(stderr) ?? /^W: (.*)$/m.exec(stderr))?.[1];
}
