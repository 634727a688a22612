import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const CDEFS = `#ifdef __cplusplus
# define __BEGIN_DECLS extern "C" {
# define __END_DECLS }
#else
# define __BEGIN_DECLS
# define __END_DECLS
#endif
`;

/** Of the machine's libc6-dev; it is BSD's, and needs no other header. */
const QUEUE = '/usr/include/x86_64-linux-gnu/sys/queue.h';

/**
 * Writes what stands for Buildroot's package musl-compat-headers (package/musl-compat-headers/musl-compat-headers.mk),
 * which else fetches one of the two headers: sys/queue.h and sys/cdefs.h, which musl does not have.
 * @returns lines for the override file. The package has no site of its own, and one that is overridden must have.
 */
export async function compatHeaders(directory: string): Promise<string[]> {
  const tree = join(directory, 'musl-compat-headers');
  await mkdir(tree, { recursive: true });
  await copyFile(QUEUE, join(tree, 'queue.h'));
  await writeFile(join(tree, 'cdefs.h'), CDEFS);
  const name = 'MUSL_COMPAT_HEADERS';
  return [`${name}_SITE = file://${tree}`, `${name}_OVERRIDE_SRCDIR = ${tree}`];
}
