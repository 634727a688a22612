import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { Credentials } from './auth-file.ts';

/** docker/docker-credential-helpers, credentials/error.go: what a helper prints when it has nothing. */
const NOT_FOUND = 'credentials not found in native keychain';

/**
 * Asks a credential helper (the protocol of docker-credential-helpers: `get`, the server on standard input,
 * JSON on standard output). Undefined when it knows none; ToolError `registry-credentials` when it fails.
 */
export async function helperCredentials(
  helper: string,
  server: string,
  host: Pick<Host, 'exec'>,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  if (!/^[\w.-]+$/.test(helper)) throw failed(program, server, 'that is not the name of a helper');
  const { code, stdout, stderr } = await host
    .exec(program, ['get'], { input: server, ignoreExitCode: true })
    .catch((error: Error) => {
      throw failed(program, server, error.message, error);
    });
  if (code !== 0) {
    const message = stdout.trim() || stderr.trim();
    if (message.toLowerCase().includes(NOT_FOUND)) return undefined;
    throw failed(program, server, message || `exit code ${code}`);
  }
  return parseAnswer(program, server, stdout);
}

function parseAnswer(program: string, server: string, stdout: string): Credentials | undefined {
  let answer: { Username?: unknown; Secret?: unknown } | null;
  try {
    answer = JSON.parse(stdout);
  } catch {
    // The output is left out of the message, and of its cause, since it may hold a secret.
    throw failed(program, server, 'its answer is not JSON');
  }
  const { Username: username, Secret: secret } = answer ?? {};
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  return username === '<token>' ? { identityToken: secret } : { username, password: secret };
}

function failed(program: string, server: string, what: string, cause?: unknown): ToolError {
  return new ToolError(
    'registry-credentials',
    `the credential helper ${program} failed for ${server}: ${what}`,
    'install or mend the helper, or take it out of the Docker configuration and log in again',
    { cause },
  );
}
