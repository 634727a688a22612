import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildFailure } from '../../src/components/toolchain/buildroot/build/failure.ts';
import { closure, packageOf, parseInfo } from '../../src/components/toolchain/buildroot/build/info.ts';
import { createBuildProgress } from '../../src/components/toolchain/buildroot/build/progress.ts';

const INFO = `make: noise\n${JSON.stringify({
  toolchain: { name: 'toolchain', dependencies: ['host-gcc'], downloads: [] },
  'host-gcc': {
    name: 'host-gcc',
    dl_dir: 'gcc',
    dependencies: ['host-gmp'],
    downloads: [
      {
        source: 'gcc.tar.xz',
        uris: ['http+http://gnu.example/gcc', 'https|urlencode+https://backup.example/gcc'],
      },
    ],
  },
  'host-gmp': { dependencies: [] },
  other: { dependencies: ['toolchain'] },
})}`;

describe('Buildroot’s show-info', () => {
  test('gives dependencies and addresses', () => {
    const packages = parseInfo(INFO);
    assert.deepEqual([...closure('toolchain', packages).keys()].sort(), [
      'host-gcc',
      'host-gmp',
      'toolchain',
    ]);
    assert.deepEqual(packages.get('host-gcc')?.downloads, [
      {
        file: 'gcc.tar.xz',
        directory: 'gcc',
        urls: ['http://gnu.example/gcc/gcc.tar.xz', 'https://backup.example/gcc/gcc.tar.xz'],
      },
    ]);
  });

  test('is empty where there is none', () => {
    assert.equal(parseInfo("make: *** No rule to make target 'show-info'.").size, 0);
    assert.equal(parseInfo('{ not JSON').size, 0);
  });
});

describe('progress of a Buildroot build', () => {
  test('tells the package, how many are done of how many, and how long it has taken', () => {
    const progress = createBuildProgress(5, ['host-m4']);
    assert.equal(progress.line('>>> host-gmp 6.2.1 Extracting'), true);
    assert.equal(progress.line('checking for gcc... gcc'), false);
    assert.equal(progress.line('\u001b[7m>>> host-gmp 6.2.1 Building\u001b[27m'), false);
    assert.equal(
      progress.summary(65_000),
      'buildroot: host-gmp 6.2.1: Building (1 of 5 packages done, 1 min 05 s)',
    );
    assert.equal(progress.line('>>> host-skeleton  Configuring'), true);
    assert.match(progress.summary(0), /^buildroot: host-skeleton: Configuring \(2 of 5/);
    assert.equal(progress.fraction(), 0.4);
    assert.deepEqual(progress.tail(), ['>>> host-skeleton  Configuring']);
  });

  test('keeps the last 50 lines', () => {
    const progress = createBuildProgress(0);
    for (let line = 0; line < 100; line++) progress.line(String(line));
    assert.equal(progress.tail().length, 50);
    assert.equal(progress.tail().at(-1), '99');
    assert.equal(progress.fraction(), undefined);
  });
});

describe('what a Buildroot build failed of', () => {
  const failure = (...output: string[]) => {
    const progress = createBuildProgress(3);
    for (const line of output) progress.line(line);
    return buildFailure(progress, parseInfo(INFO), '/log');
  };

  test('a source without an address in the output', () => {
    const error = failure(
      '>>> host-gmp 6.2.1 Installing to host directory',
      "wget: unable to resolve host address 'gnu.example'",
      'make: *** [package/pkg-generic.mk:191: /o/build/host-gcc-12.3.0/.stamp_downloaded] Error 1',
    );
    assert.equal(error.code, 'buildroot-source-missing');
    assert.match(
      error.message,
      /unable to resolve.*\n {4}gcc\/gcc\.tar\.xz {2}http:\/\/gnu\.example\/gcc\/gcc\.tar\.xz/,
    );
  });

  test('a source of which Buildroot says nothing but what its downloader prints', () => {
    const stamp = 'make: *** [package/pkg-generic.mk:160: /o/build/host-mpc-1.1/.stamp_downloaded] Error 1';
    const lastLine = (...output: string[]) =>
      failure('>>> host-mpc 1.1 Downloading', ...output, stamp)
        .message.split('\n')
        .at(-1);
    const time = '--2026-11-27 12:56:40--';
    const upstream = [
      `${time}  http://gnu.example/mpc/other.patch`,
      `${time}  http://gnu.example/mpc/mpc.tar.gz`,
      'Location: /x/1 [following]',
      `${time}  http://gnu.example/x/1`,
      `${time}  (try: 2)  http://gnu.example/x/1`,
    ];
    const backup = [
      `${time}  http://backup.example/mpc/mpc.tar.gz`,
      `${time}  http://backup.example/mpc.tar.gz`,
    ];
    assert.equal(lastLine(...upstream), '    mpc.tar.gz  http://gnu.example/mpc/mpc.tar.gz');
    assert.equal(lastLine(...upstream, ...backup), '    mpc/mpc.tar.gz  http://gnu.example/mpc/mpc.tar.gz');
    assert.equal(lastLine(), '    host-mpc-1.1  see /log');
  });

  test('a source with another hash', () => {
    const error = failure(
      'ERROR: gcc.tar.xz has wrong sha256 hash:',
      'ERROR: expected: aa',
      'ERROR: got     : bb',
    );
    assert.equal(error.code, 'buildroot-source-damaged');
    assert.match(error.message, /gcc\.tar\.xz.*\n.*\n.*expected: aa\n.*got {5}: bb/);
  });

  test('a package that does not build', () => {
    const error = failure(
      '>>> host-gmp 6.2.1 Configuring',
      'configure: error: no',
      'make: *** […/.stamp_configured] Error 1',
    );
    assert.equal(error.code, 'buildroot-failed');
    assert.match(error.message, /host-gmp 6\.2\.1 failed \(Configuring\)\n[\s\S]*configure: error: no/);
    assert.match(error.hint, /\/log/);
  });
});

test('a directory belongs to the package with the longest name that fits', () => {
  const names = ['host-gcc', 'host-gcc-final', 'glibc'];
  assert.equal(packageOf('host-gcc-final-12.3.0', names), 'host-gcc-final');
  assert.equal(packageOf('glibc-2.36-128-gb9b7', names), 'glibc');
  assert.equal(packageOf('musl-1.2.3', names), undefined);
});
