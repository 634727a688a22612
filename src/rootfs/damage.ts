import { ToolError } from '../errors.ts';
import { ArchiveError } from '../tar/read/error.ts';

/** The packages (Debian's and Ubuntu's names) of the programs that unpack. */
const PACKAGES: Readonly<Record<string, string>> = { xz: 'xz-utils', bzip2: 'bzip2' };

/** Turns what zlib, the tar parser, xz and bzip2 say of a damaged archive into what a user can act on. */
export function explainDamage(location: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof ToolError) return explainProgram(location, error);
  if (error instanceof ArchiveError) return explainArchive(location, error);
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return truncated(location, error);
  return /^(Z_|ZSTD_)/.test(code) ? damaged(location, error) : error;
}

function explainArchive(location: string, error: ArchiveError): ToolError {
  if (error.problem === 'truncated') return truncated(location, error);
  return error.problem === 'invalid' ? notATar(location, error) : hostile(location, error);
}

function explainProgram(location: string, error: ToolError): ToolError {
  const missing = /^(xz|bzip2) is not installed/.exec(error.message)?.[1];
  if (missing !== undefined) {
    return new ToolError(
      'unpacker-missing',
      `rootfs: ${location} is compressed with ${missing}, which is not installed`,
      `install it: apt-get install ${PACKAGES[missing]}`,
      { cause: error },
    );
  }
  if (error.code !== 'command-failed') return error;
  if (/memory usage limit/i.test(error.message)) return hostile(location, error);
  return /unexpected end|file ends unexpectedly/i.test(error.message)
    ? truncated(location, error)
    : damaged(location, error);
}

function hostile(location: string, cause: Error): ToolError {
  return new ToolError(
    'rootfs-hostile',
    `rootfs: ${location} is no archive that tar would make: ${cause.message}`,
    'no container engine would unpack it; make it with tar -C DIRECTORY -czf rootfs.tar.gz .',
    { cause },
  );
}

function truncated(location: string, cause: Error): ToolError {
  return new ToolError(
    'rootfs-truncated',
    `rootfs: ${location} is truncated: it ends in the middle of the archive`,
    'download or make it again',
    { cause },
  );
}

function damaged(location: string, cause: Error): ToolError {
  return new ToolError(
    'rootfs-damaged',
    `rootfs: ${location} is damaged: ${cause.message}`,
    'download or make it again',
    { cause },
  );
}

function notATar(location: string, cause: Error): ToolError {
  return new ToolError(
    'rootfs-not-a-tar',
    `rootfs: ${location} is not a tar archive, or a damaged one: ${cause.message}`,
    'make one with tar -C DIRECTORY -czf rootfs.tar.gz .',
    { cause },
  );
}
