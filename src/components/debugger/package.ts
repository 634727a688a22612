/** The package of this machine that brings a gdb for other machines' programs, by its name in Debian and Ubuntu. */
export const DEBUGGER_PACKAGE = 'gdb-multiarch';
