import type { Host } from '../host/host.ts';

/**
 * Of the environment, what finds programs (meson is one of Python's) and reaches a network. The rest is in no key and
 * could change what is built: CC, CFLAGS and LDFLAGS (QEMU's configure), CPATH and its like (gcc's manual, "Environment
 * Variables"), MAKEFLAGS, PKG_CONFIG_PATH.
 */
const PASSED = /^(path|pythonpath|home|(https?|ftp|no|all)_proxy|ssl_cert_(file|dir)|ccache_dir)$/i;

/**
 * The environment in which something is compiled. It has a directory for compilers' temporary files that is gone when
 * the host closes: a compiler that is killed, or whose driver has ended before it, leaves them (gcc's manual,
 * "Environment Variables", TMPDIR).
 */
export async function compilerEnvironment(
  host: Pick<Host, 'env' | 'tempDir'>,
): Promise<Record<string, string>> {
  const passed = Object.entries(host.env).filter(
    (pair): pair is [string, string] => PASSED.test(pair[0]) && pair[1] !== undefined,
  );
  return { ...Object.fromEntries(passed), TMPDIR: await host.tempDir('compiler') };
}
