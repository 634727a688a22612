/** libtool's files, what serves to build gcc or its plugins, gdb's helpers for programs of the target. */
const NEEDLESS = /\.la$|\/install-tools\/|\/plugin\/|-gdb\.py$/;

/**
 * gcc's copies of system headers, made of the toolchain's libc (fixincludes): they would hide the guest's own. The two
 * that stay are no copies.
 */
const FIXED = /\/include-fixed\/(?!(limits|syslimits)\.h$)/;

/** Of gcc's own directories: what compiling can do without, and better does. */
export function isNeedless(path: string): boolean {
  return NEEDLESS.test(path) || FIXED.test(path);
}
