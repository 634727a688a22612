import { run } from './run.ts';
import { bashSeconds } from './timing.ts';
import { inContainer, type Workbench } from './workbench/workbench.ts';

/** How Lua is compiled: natively or emulated in a container of the image, or by the plain cross compiler. */
export type LuaBuild = 'native' | 'emulated' | 'host';

/** Where the sources are: one unpacked tree on the host, mounted into containers. */
const mountPoint = '/lua';

// Only the compilation itself is timed, from within: starting a container is not what is compared.
const script = `
cd "$1/src" && shift && make clean > /dev/null 2>&1
rm -f build.log time.txt
TIMEFORMAT=%R
{ time make linux "$@" > build.log 2>&1; } 2> time.txt || { cat build.log time.txt >&2; exit 1; }
cat time.txt`;

const crossTools = [
  'CC=aarch64-linux-gnu-gcc -std=gnu99',
  'AR=aarch64-linux-gnu-ar rcu',
  'RANLIB=aarch64-linux-gnu-ranlib',
];

/** Compiles Lua (from clean) and returns the seconds that make took. */
export async function compileLua(how: LuaBuild, source: string, workbench: Workbench): Promise<number> {
  const { stdout } = await start(how, source, workbench);
  return bashSeconds(stdout);
}

function start(how: LuaBuild, source: string, workbench: Workbench) {
  if (how === 'host') {
    const options = { signal: workbench.scope.signal, env: { LC_ALL: 'C' } };
    return run('bash', ['-c', script, 'bash', source, ...crossTools], options);
  }
  const level = how === 'native' ? 'compiler' : '0';
  const flags = [...mount(source), '--env', 'LC_ALL=C', '--env', `ARM64_ON_X86_ACCELERATE=${level}`];
  return inContainer(workbench, ['bash', '-c', script, 'bash', mountPoint], flags);
}

/** Runs the Lua that was compiled last, in a container of the image; returns what it prints. */
export async function runLua(source: string, workbench: Workbench): Promise<string> {
  const program = 'print(_VERSION, 2^53 | 0, string.rep("arm64 ", 2))';
  const { stdout } = await inContainer(workbench, [`${mountPoint}/src/lua`, '-e', program], mount(source));
  return stdout.trim();
}

function mount(source: string): string[] {
  return ['--volume', `${source}:${mountPoint}`];
}
