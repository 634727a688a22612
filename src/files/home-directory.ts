import { userInfo } from 'node:os';

/**
 * The user's home directory: HOME, as XDG Base Directory and docker have it; else what passwd(5) says; `/`, as
 * docker sets it, for a user who is not there (a container run with `--user 12345`).
 */
export function homeDirectory(env: Readonly<Record<string, string | undefined>>): string {
  if (env.HOME) return env.HOME;
  try {
    return userInfo().homedir || '/';
  } catch {
    return '/';
  }
}
