/** A Debian source package that is built, installed and tested twice. */
export interface ComparedPackage {
  readonly source: string;
  /** arm64 packages that it wants, beside the compiler and make. */
  readonly needs: readonly string[];
  /** In /build, the unpacked source; installs to /build/to. */
  readonly build: string;
  readonly test: string;
  /** Lines of the tests' output that are results; no process numbers in them, nor times but as `(1 ms)` at the end. */
  readonly result: RegExp;
}

/** Plain upstream sources, three of C with their own makefiles, one of C with a configure in it, two of C++. */
export const comparedPackages: readonly ComparedPackage[] = [
  {
    source: 'zlib',
    needs: [],
    build: './configure --prefix=/usr && make && make install DESTDIR=/build/to',
    test: 'make test',
    result: /OK|FAIL|\*\*\*/,
  },
  {
    source: 'lua5.4',
    needs: [],
    build: 'make linux && make install INSTALL_TOP=/build/to/usr',
    test: 'make test && src/lua -e \'print(_VERSION, 2^53 | 0, string.format("%.14g", 0.1), #arg)\'',
    result: /^Lua/,
  },
  {
    source: 'sqlite3',
    needs: ['tcl-dev'],
    build:
      './configure --prefix=/usr --disable-readline --with-tcl=/usr/lib/tcl8.6 TCLLIBDIR=/usr/lib/tcltk && make && make install DESTDIR=/build/to && make testfixture',
    // All of its tests take a day under any emulator.
    test: 'for name in select1 insert join func expr index trigger1 alter where vacuum; do ./testfixture test/$name.test; done',
    result: /^(! |\d+ errors out of \d+ tests|.*\.\.\. (Ok|FAILED)|Failures on)/i,
  },
  {
    source: 'redis',
    // Its tests end servers with kill(1).
    needs: ['tcl', 'procps'],
    // Its build id is made of the time.
    build: 'export SOURCE_DATE_EPOCH=1; make V=1 && make install PREFIX=/build/to/usr',
    test: './runtest --clients 1 --single unit/type/string --single unit/type/list-2 --single unit/expire --single unit/scripting',
    result: /^\[(ok|err|exception|skip)\]/,
  },
  {
    source: 'cppunit',
    needs: [],
    build: './configure --prefix=/usr && make && make install DESTDIR=/build/to',
    test: 'make check',
    result: /^(PASS|FAIL|XFAIL|XPASS|SKIP|ERROR|# [A-Z]+)\b/,
  },
  {
    source: 'lzip',
    needs: [],
    build: './configure --prefix=/usr && make && make install DESTDIR=/build/to',
    test: 'make check',
    result: /^(testing|tests) /,
  },
];

/** C++ with libraries of apt's: 200 files, which nobody wants to wait for emulated. */
export const largeCxxPackage: ComparedPackage = {
  source: 'aria2',
  needs: ['libssl-dev', 'zlib1g-dev', 'libexpat1-dev'],
  build:
    './configure --prefix=/usr --without-gnutls --without-libxml2 --disable-nls && make -j2 && make install DESTDIR=/build/to',
  test: '/build/to/usr/bin/aria2c --version',
  result: /^(aria2 version|Enabled Features|Hash Algorithms|Libraries)/,
};
