/** What is wrong with an archive; `rootfs/damage.ts` and others turn it into words for users. */
type ArchiveProblem = 'truncated' | 'invalid' | 'limit';

/** An archive that cannot be read. The message says what was met, and at which byte. */
export class ArchiveError extends Error {
  readonly problem: ArchiveProblem;

  constructor(problem: ArchiveProblem, message: string) {
    super(message);
    this.name = 'ArchiveError';
    this.problem = problem;
  }
}
