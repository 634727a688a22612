import { ToolError } from '../../../../errors.ts';

/** What the lines of a .config, or of a fragment of one, leave no choice about. */
export interface ConfigConstraints {
  /** Series, only of a whole .config, whose head names the release: `2022.02`. */
  readonly release?: string;
  readonly gcc?: number;
  readonly headers?: string;
  /** Series: `2.39`. */
  readonly binutils?: string;
  readonly gold?: boolean;
  /** In Kconfig's spelling: `neoverse_n1`. */
  readonly cpu?: string;
  readonly libc?: 'glibc' | 'musl';
  readonly cxx?: boolean;
  readonly fortran?: boolean;
}

/**
 * Reads what `buildroot-config` says: a fragment, or a whole .config as Buildroot writes it.
 * @throws ToolError `buildroot-config-invalid` for lines that are neither, and for another architecture or libc.
 */
export function readConstraints(lines: readonly string[], location: string): ConfigConstraints {
  for (const line of lines)
    if (!LINE.test(line)) throw configInvalid(location, `"${line}" is no line of a .config`);
  const value = (symbol: string) => lastValue(lines, symbol);
  const chosen = (pattern: RegExp) =>
    lines
      .map((line) => pattern.exec(line)?.[1])
      .filter((match) => match !== undefined)
      .at(-1);
  if (lines.some((line) => /^BR2_ARCH="(?!aarch64")/.test(line)))
    throw configInvalid(location, 'it is for another architecture');
  if (value('BR2_TOOLCHAIN_EXTERNAL') === 'y')
    throw configInvalid(location, 'it takes an external toolchain instead of building one');
  const release = chosen(/^# Buildroot (\d{4}\.\d{2})\S* Configuration$/);
  const gcc = chosen(/^BR2_GCC_VERSION_(\d+)(?:_\d+)?_X=y$/);
  const headers = chosen(/^BR2_KERNEL_HEADERS_(\d+_\d+)=y$/);
  const binutils = chosen(/^BR2_BINUTILS_VERSION_(\d+_\d+)_X=y$/);
  const gold = chosen(/^BR2_BINUTILS_EXTRA_CONFIG_OPTIONS=.*--((?:enable|disable)-gold(?:=no\b)?)/);
  const cpu = chosen(/^BR2_((?:cortex|neoverse|thunderx|octeontx|tsv|saphira|falkor|emag|xgene)\w*)=y$/);
  const libc = libcOf(value, location);
  const cxx = value('BR2_TOOLCHAIN_BUILDROOT_CXX');
  const fortran = value('BR2_TOOLCHAIN_BUILDROOT_FORTRAN');
  return {
    ...(release !== undefined && { release }),
    ...(gcc !== undefined && { gcc: Number(gcc) }),
    ...(headers !== undefined && { headers: headers.replace('_', '.') }),
    ...(binutils !== undefined && { binutils: binutils.replace('_', '.') }),
    ...(gold !== undefined && { gold: gold === 'enable-gold' }),
    ...(cpu !== undefined && { cpu }),
    ...(libc !== undefined && { libc }),
    ...(cxx !== undefined && { cxx: cxx === 'y' }),
    ...(fortran !== undefined && { fortran: fortran === 'y' }),
  };
}

/**
 * `SYMBOL=value`, `# SYMBOL is not set`, a comment or nothing (Kconfig's .config,
 * Documentation/kbuild/kconfig.rst).
 */
const LINE = /^(\s*|#.*|BR2_\w+=.*)$/;

function lastValue(lines: readonly string[], symbol: string): string | undefined {
  for (const line of [...lines].reverse()) {
    if (line === `# ${symbol} is not set`) return 'n';
    if (line.startsWith(`${symbol}=`)) return line.slice(symbol.length + 1);
  }
  return undefined;
}

function libcOf(value: (symbol: string) => string | undefined, location: string): ConfigConstraints['libc'] {
  if (value('BR2_TOOLCHAIN_BUILDROOT_UCLIBC') === 'y') throw configInvalid(location, 'it builds uClibc');
  if (value('BR2_TOOLCHAIN_BUILDROOT_MUSL') === 'y') return 'musl';
  return value('BR2_TOOLCHAIN_BUILDROOT_GLIBC') === 'y' ? 'glibc' : undefined;
}

const HINT =
  'give a fragment with lines as BR2_GCC_ENABLE_GRAPHITE=y, or a whole .config of an aarch64 toolchain';

/** The error `buildroot-config-invalid`, for what the file at the location says. */
export function configInvalid(location: string, why: string, hint = HINT): ToolError {
  return new ToolError('buildroot-config-invalid', `buildroot-config: ${location}: ${why}`, hint);
}
