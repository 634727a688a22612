import type { BuildrootPlan } from '../plan/plan.ts';

/** Where the sources of Buildroot's packages come from. */
export interface BuildrootSources {
  /** Input `buildroot-mirror`, an address that is asked first: BR2_PRIMARY_SITE. */
  readonly mirror?: string;
  /** Input `buildroot-dl-dir`, an absolute path: the only place where sources are looked for. */
  readonly dlDir?: string;
}

/** Of these the values of all lines count, one after the other; of other symbols the last line does. */
const LISTS = new Set([
  'BR2_EXTRA_GCC_CONFIG_OPTIONS',
  'BR2_BINUTILS_EXTRA_CONFIG_OPTIONS',
  'BR2_PACKAGE_OVERRIDE_FILE',
]);

/** Symbols of one choice (kconfig-language, "choice"): a line for one of them stands against all others. */
const CHOICES = [
  /^BR2_GCC_VERSION_/,
  /^BR2_TOOLCHAIN_BUILDROOT_(GLIBC|MUSL|UCLIBC)$/,
  /^BR2_KERNEL_HEADERS_/,
  /^BR2_(cortex|neoverse)_/,
];

/**
 * The text of a defconfig: the fragment that all toolchains share, the plan, the plan's own further lines (which may
 * be a user's, and win), and last where this run works and fetches from.
 * @param downloads BR2_DL_DIR.
 */
export function configText(
  fragment: string,
  plan: BuildrootPlan,
  sources: BuildrootSources,
  downloads: string,
): string {
  const given = plan.config.flatMap((line) => symbolOf(line) ?? []);
  const chosen = planLines(plan).filter((line) => !given.some((name) => sameChoice(name, line)));
  const lines = new Map<string, string>();
  const ours = [...fragment.split('\n'), ...chosen, ...goldLines(plan)];
  for (const line of [...ours, ...plan.config, ...runLines(sources, downloads)]) {
    const name = symbolOf(line);
    if (name === undefined) continue;
    const before = LISTS.has(name) ? stringOf(lines.get(name)) : '';
    lines.delete(name);
    lines.set(name, before === '' ? line.trim() : `${name}="${`${before} ${stringOf(line)}`.trim()}"`);
  }
  return `${[...lines.values()].join('\n')}\n`;
}

/** What the plan asks for that Buildroot's .config does not say: it then has no such version, or no such CPU. */
export function refusedLines(plan: BuildrootPlan, config: string): string[] {
  const given = plan.config.flatMap((line) => symbolOf(line) ?? []);
  const taken = new Set(config.split('\n'));
  return planLines(plan).filter((line) => !taken.has(line) && !given.some((name) => sameChoice(name, line)));
}

/** The plan as lines of .config. */
function planLines({ gcc, libc, headers, cpu, cxx, fortran }: BuildrootPlan): string[] {
  const symbols = [
    `GCC_VERSION_${gcc}_X`,
    `TOOLCHAIN_BUILDROOT_${libc.kind === 'musl' ? 'MUSL' : 'GLIBC'}`,
    `KERNEL_HEADERS_${headers.replace('.', '_')}`,
    cpu.replaceAll('-', '_'),
    ...(cxx ? ['TOOLCHAIN_BUILDROOT_CXX'] : []),
    ...(fortran ? ['TOOLCHAIN_BUILDROOT_FORTRAN'] : []),
  ];
  return symbols.map((symbol) => `BR2_${symbol}=y`);
}

/** Beside what else is said in these options: .config does not have it as a line of its own. */
function goldLines({ gold }: BuildrootPlan): string[] {
  return gold ? ['BR2_BINUTILS_EXTRA_CONFIG_OPTIONS="--enable-gold"'] : [];
}

/**
 * Where the build works is ours to say. Each download is checked; with a directory of sources, nothing else is asked,
 * and it is only read.
 */
function runLines({ mirror, dlDir }: BuildrootSources, downloads: string): string[] {
  const site = dlDir === undefined ? mirror : `file://${dlDir}`;
  return [
    `BR2_DL_DIR="${downloads}"`,
    // A whole .config says these too, and what is built is looked for here (Buildroot's Config.in, defaults).
    'BR2_HOST_DIR="$(BASE_DIR)/host"',
    '# BR2_PER_PACKAGE_DIRECTORIES is not set',
    'BR2_DOWNLOAD_FORCE_CHECK_HASHES=y',
    ...(site === undefined ? [] : [`BR2_PRIMARY_SITE="${site}"`]),
    ...(dlDir === undefined ? [] : ['BR2_PRIMARY_SITE_ONLY=y']),
  ];
}

/** A user's own files among BR2_PACKAGE_OVERRIDE_FILE's, which say what sources packages are built from. */
export function overrideFiles(config: string): string[] {
  return userPaths(config, 'BR2_PACKAGE_OVERRIDE_FILE');
}

/** A user's own directories of patches, for the host's packages too (manual, "Providing extra patches"). */
export function patchDirectories(config: string): string[] {
  return userPaths(config, 'BR2_GLOBAL_PATCH_DIR');
}

/**
 * In Buildroot's tree and in ours, which are parts of the key anyway, and in the output directory, where nothing is:
 * `$(CONFIG_DIR)/local.mk` is in every whole .config (Buildroot's Config.in).
 */
const NOT_THE_USERS = /^\$\((TOPDIR|CONFIG_DIR|BR2_EXTERNAL_ARM64_ON_X86_PATH)\)(\/|$)/;

/** Of the paths that a symbol has, separated by spaces, those that only the user's machine has. */
function userPaths(config: string, symbol: string): string[] {
  const line = new RegExp(`^${symbol}=.*$`, 'm').exec(config)?.[0];
  return stringOf(line)
    .split(/\s+/)
    .filter((path) => path !== '' && !NOT_THE_USERS.test(path));
}

const OVERRIDE = /^(\w+)_OVERRIDE_SRCDIR\s*[:?]?=[ \t]*(.*?)\s*$/gm;

/** `host-gmp` of `HOST_GMP_OVERRIDE_SRCDIR = …`: packages for which nothing is fetched (manual, "local.mk"). */
export function overriddenPackages(makefile: string): string[] {
  return [...makefile.matchAll(OVERRIDE)].map(([, name = '']) => name.toLowerCase().replaceAll('_', '-'));
}

/** The directories that such lines name, as far as they are plain absolute paths, by the variables' names. */
export function overrideDirectories(makefile: string): [name: string, directory: string][] {
  return [...makefile.matchAll(OVERRIDE)].flatMap(([, name = '', directory = '']) =>
    /^\/[^$#\s]*$/.test(directory) ? [[`${name}_OVERRIDE_SRCDIR`, directory]] : [],
  );
}

/** `BR2_X` of `BR2_X=…` and of `# BR2_X is not set`. */
function symbolOf(line: string): string | undefined {
  const [, set, unset] = /^\s*(?:(BR2_\w+)=.*|# (BR2_\w+) is not set)\s*$/.exec(line) ?? [];
  return set ?? unset;
}

function stringOf(line: string | undefined): string {
  return /="(.*)"\s*$/.exec(line ?? '')?.[1] ?? '';
}

function sameChoice(name: string, line: string): boolean {
  const other = symbolOf(line) ?? '';
  return name === other || CHOICES.some((choice) => choice.test(name) && choice.test(other));
}
