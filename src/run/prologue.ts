/** As docker's own failures end (docker-run(1), "Exit Status"). */
const VISIBLE = `
if ! [ -r "$2" ]; then
  echo "the runner's files are not in the container: its engine runs on another machine" >&2
  exit 125
fi
echo yes > "$1/begun"
script=$2 links=$3 paths=$4
shift 4
`;

/**
 * The workspace is the runner's user's, and git as root does not touch it (git-config(1), safe.directory). Before 2.38
 * it heeds files only, and this is the one that does not depend on HOME. One that is mounted is the user's own.
 */
const GIT = `
if ! [ -e /etc/gitconfig ] || ! grep -q ' /etc/gitconfig ' /proc/self/mountinfo 2> /dev/null; then
  { printf '\\n[safe]\\n\\tdirectory = *\\n' >> /etc/gitconfig; } 2> /dev/null
fi
`;

/**
 * ccache ends with an error where it may not write. What is in its directory may be of several users, which the umask
 * is for; before 4.0 it is also that of the compiler (ccache's release notes).
 */
const CCACHE = `
if [ -n "$links" ] && [ -x "$links/gcc" ] && { [ -w "$CCACHE_DIR" ] || ! [ -e "$CCACHE_DIR" ]; }; then
  PATH=$links:$PATH
  case $("$links/ccache" --version) in
  'ccache version 3'*) ;;
  *) export CCACHE_UMASK="\${CCACHE_UMASK-000}" ;;
  esac
fi
`;

const START = `
if [ -n "$paths" ]; then PATH=$paths:$PATH; fi
if [ $# -gt 0 ]; then exec "$@"; fi
if command -v bash > /dev/null; then exec bash -e "$script"; fi
exec sh -e "$script"
`;

/**
 * What the container's sh does first: `sh -c PROLOGUE sh DIRECTORY SCRIPT CCACHE-LINKS PATHS COMMAND…`. It sees to it
 * that the runner's files are there, says in the step's directory that it has begun, makes git work in the workspace,
 * puts ccache before the compilers where the image has it natively, and becomes the command.
 */
export const PROLOGUE = [VISIBLE, GIT, CCACHE, START].map((part) => part.trim()).join('\n');
