/** The private loader's file name, as x86-64 programs name their interpreter (System V gABI x86-64 supplement). */
export const LOADER = 'ld-linux-x86-64.so.2';

/**
 * glibc's own libraries and gcc's two, which any x86-64 program may ask for; brought from the runner. Those that
 * its glibc does not have (libutil and others were merged into libc.so.6 in 2.34, but stay as stubs) are left out.
 */
export const RUNTIME_LIBRARIES = [
  ...[
    'libc.so.6',
    'libm.so.6',
    'libmvec.so.1',
    'libdl.so.2',
    'libpthread.so.0',
    'librt.so.1',
    'libutil.so.1',
  ],
  ...['libresolv.so.2', 'libanl.so.1', 'libnss_files.so.2', 'libnss_dns.so.2', 'libnss_compat.so.2'],
  ...['libgcc_s.so.1', 'libstdc++.so.6'],
] as const;

/** Every name that the runtime component satisfies, the loader among them. */
export const RUNTIME_SONAMES: readonly string[] = [LOADER, ...RUNTIME_LIBRARIES];
