import type { Host } from '../../host/host.ts';
import type { LibstdcxxFiles, RootfsProfile } from '../../rootfs/profile.ts';
import type { TreeEntry } from '../../tar/entry.ts';
import { textEntry } from '../tree.ts';
import { type Compiler, readCompiler, TRUSTING } from './compiler.ts';
import { guestDefaults, hardeningSpecs, lazilyBound, type SpecAdditions } from './hardening.ts';
import { HOST } from './toolchain.ts';

/** Where a sysroot may have libraries. */
const LIBRARY_DIRECTORIES = ['usr/lib64', 'lib64', 'usr/lib', 'lib'];

/** How the compiler is to work in the image. */
export interface SpecsRequest {
  readonly profile: Pick<
    RootfsProfile,
    'multiarch' | 'libc' | 'distribution' | 'libcDevelopment' | 'compilerDefaults'
  >;
  /** The core that -mcpu=native means, in gcc's spelling; absent where there is none (`max`). */
  readonly cpu?: string;
  /** Absolute path in the image of a sysroot that serves what the rootfs does not have. */
  readonly ownSysroot?: string;
  /** C++ and gcc's own parts come from the rootfs. */
  readonly guest?: LibstdcxxFiles;
  /** gcc's libraries are only there as static ones. */
  readonly staticOnly?: boolean;
  /** Names of the sanitizers' libraries (`asan`) that are there only as static ones. */
  readonly staticSanitizers?: readonly string[];
  /** Where shared libraries of gcc's are that only shared libraries are linked with. */
  readonly sharedDirectory?: string;
  /** Where the compiler has its parts in the image, relative to `/`: …/TARGET/VERSION. */
  readonly directory?: string;
}

/**
 * The specs file for a compiler of this machine that is to lie in `directory` of the image.
 * @throws what Host.exec throws when the compiler cannot be started.
 */
export async function guestSpecs(
  compiler: string,
  directory: string,
  profile: SpecsRequest['profile'],
  host: Host,
  options: Omit<SpecsRequest, 'profile' | 'directory'> = {},
): Promise<TreeEntry> {
  const described = await readCompiler(compiler, host);
  return textEntry(`${directory}/specs`, specsFile(described, { profile, directory, ...options }));
}

/**
 * A specs file to lie beside the compiler, which gcc reads by itself (GCC manual, "Spec Files"), with what the
 * rootfs's own compiler would know and a cross compiler does not. The changes follow the compiler's own specs, because
 * gcc does not complete its built-in ones once it has read a file.
 */
export function specsFile(compiler: Compiler, request: SpecsRequest): string {
  const wanted = guestDefaults(request.profile);
  const all = [
    {
      self_spec: [
        ...nativeCore(request.cpu),
        sysrootSpec(compiler, request),
        ...headerNames(request),
        // Linked whole, which a static library is not by its name alone; heeded only with -fsanitize.
        ...(request.staticSanitizers ?? []).map((name) => `-static-lib${name}`),
      ],
    },
    libraryPlaces(request),
    ...(compiler.suspiciousLinker ? [TRUSTING_LINKER] : []),
    ...(request.guest === undefined ? [] : [guestLibraries(request.guest)]),
    ...(wanted === undefined ? [] : [hardeningSpecs(compiler.defaults, wanted)]),
  ] satisfies SpecAdditions[];
  const names = [...new Set(all.flatMap((additions) => Object.keys(additions)))];
  const changes = names.flatMap((name) => {
    const parts = all.flatMap((additions: SpecAdditions) => additions[name] ?? []);
    return parts.length === 0 ? [] : [`*${name}:\n+ ${parts.join(' ')}`];
  });
  const otherMultilib = multilib(compiler, request);
  const places = [...(otherMultilib === undefined ? [] : ownPlaces(request)), ...startFilePlaces(request)];
  const replaced = [`*startfile_prefix_spec:\n${places.join(' ')}`];
  if (otherMultilib !== undefined) replaced.push(`*multilib:\n${otherMultilib}`);
  // The shared libgcc_s is not there to be asked for.
  if (request.staticOnly) replaced.push('*libgcc:\n-lgcc -lgcc_eh');
  // One empty line ends each: two would be refused.
  const own = lazilyBound(compiler.specs, compiler.defaults, wanted ?? {});
  return `${[own, ...replaced, ...changes].join('\n\n')}\n\n`;
}

/** What -march=native and the like mean is the configured core, not the machine on which the compiler runs. */
function nativeCore(cpu: string | undefined): string[] {
  if (cpu === undefined) return [];
  return [
    `%{mcpu=native:%<mcpu=native -mcpu=${cpu}}`,
    `%{march=native:%<march=native -mcpu=${cpu}}`,
    `%{mtune=native:%<mtune=native -mtune=${cpu}}`,
  ];
}

/**
 * What `gcc -print-multi-os-directory` says, by which others choose where to install (libffi's), and with
 * `-print-multiarch` where cpp and others (Python's) look: Debian's gcc has other answers there than upstream's, which
 * knows lib64 (MULTILIB_OSDIRNAMES in gcc/config/aarch64/t-aarch64-linux; set_multilib_dir() in gcc/gcc.c).
 * Undefined where the compiler's own answers are right.
 */
function multilib({ specs, multiarch }: Compiler, { profile }: SpecsRequest): string | undefined {
  if (profile.multiarch === undefined) return undefined;
  const own = /^\*multilib:\n(.*)$/m.exec(specs)?.[1] ?? '';
  const changed = own.replace(/:\.\.\/lib64(:[^ ;]+)?/g, `:../lib:${profile.multiarch}`);
  if (changed !== own) return changed;
  return multiarch ? undefined : `.:../lib:${profile.multiarch} ;`;
}

/** A compiler for lib64 has its own libraries there, where another multilib does not let it look. */
function ownPlaces({ directory }: SpecsRequest): string[] {
  const [target] = directory?.split('/').slice(-2) ?? [];
  return target === undefined ? [] : [`/${HOST}/${target}/lib64/`];
}

/**
 * Not with another --sysroot, where the image's own files have no place: /usr/local/include (cppdefault.c leaves it
 * out of cross compilers), in Debian's multiarch form too, and last the toolchain's own sysroot's.
 */
function sysrootSpec({ rootSysroot }: Compiler, { profile, ownSysroot }: SpecsRequest): string {
  const headers = [
    ...(profile.multiarch === undefined ? [] : [`-isystem /usr/local/include/${profile.multiarch}`]),
    '-isystem /usr/local/include',
    ...(ownSysroot === undefined ? [] : [`-idirafter ${ownSysroot}/usr/include`]),
  ];
  return `%{!-sysroot=*:${rootSysroot ? '' : '--sysroot=/ '}%{!nostdinc:${headers.join(' ')}}}`;
}

/**
 * Debug information and __FILE__ call the toolchain's own headers what the guest's compiler calls its: the image's
 * names say nothing to a debugger anywhere else (GCC manual, -ffile-prefix-map; of those that fit the last counts).
 */
function headerNames({ directory, profile: { multiarch } }: SpecsRequest): string[] {
  if (directory === undefined) return [];
  const [target = '', version = ''] = directory.split('/').slice(-2);
  const major = Number.parseInt(version, 10);
  const cxx = `/${HOST}/${target}/include/c++/${version}`;
  const names: [string, string][] = [[cxx, `/usr/include/c++/${major}`]];
  if (multiarch !== undefined)
    names.push(
      [`${cxx}/${target}`, `/usr/include/${multiarch}/c++/${major}`],
      [`/${directory}`, `/usr/lib/gcc/${multiarch}/${major}`],
    );
  const option = major < 8 ? '-fdebug-prefix-map' : '-ffile-prefix-map';
  return names.map(([here, there]) => `${option}=${here}=${there}`);
}

/**
 * The rootfs's directories of libraries, in the order in which its own gcc and linker look; /usr/local/lib itself is
 * among any linker's own.
 */
function rootDirectories({ multiarch, libc }: SpecsRequest['profile']): string[] {
  if (multiarch !== undefined)
    return [
      ...[`/lib/${multiarch}`, `/usr/lib/${multiarch}`, '/lib', '/usr/lib'],
      `/usr/local/lib/${multiarch}`,
    ];
  return libc.kind === 'musl' ? ['/lib', '/usr/lib'] : ['/lib64', '/usr/lib64', '/lib', '/usr/lib'];
}

function ownDirectories(sysroot: string | undefined): string[] {
  return sysroot === undefined ? [] : LIBRARY_DIRECTORIES.map((directory) => `${sysroot}/${directory}`);
}

/** Where crt1.o and -lNAME are looked for, after gcc's own directories. */
function startFilePlaces({ profile, ownSysroot, guest }: SpecsRequest): string[] {
  const first = guest === undefined ? [] : [guest.directory];
  return [...first, ...rootDirectories(profile), ...ownDirectories(ownSysroot)].map(
    (directory) => `${directory}/`,
  );
}

/** Where ld looks for what shared libraries need in turn, and before all other places for what they are linked with. */
function libraryPlaces({ profile, ownSysroot, sharedDirectory }: SpecsRequest): SpecAdditions {
  const directories = [...rootDirectories(profile), ...ownDirectories(ownSysroot)];
  const shared = sharedDirectory === undefined ? [] : [`%{shared:-L${sharedDirectory}}`];
  return { link: [`-rpath-link ${directories.join(':')}`, ...shared] };
}

/** gold and the linkers of others do not know the option. */
const TRUSTING_LINKER: SpecAdditions = { link: [`%{!fuse-ld=*:${TRUSTING}}`, `%{fuse-ld=bfd:${TRUSTING}}`] };

function guestLibraries({ headers }: LibstdcxxFiles): SpecAdditions {
  const directories = headers.map((directory) => `-isystem ${directory}`).join(' ');
  return { cc1plus: [`%{!-sysroot=*:%{!nostdinc:%{!nostdinc++:-nostdinc++ ${directories}}}}`] };
}
