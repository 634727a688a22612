// The scripts in run/package, with stand-ins for what installs and builds; deb.sh is run for real, too, in
// recipes.test.ts.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { repository } from '../../scripts/lib/repository.ts';
import { findProgram } from '../../scripts/lib/root.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';

const skip = findProgram('bwrap') === undefined ? 'bubblewrap is needed' : false;

/** Writes down the name and arguments of a call. */
const RECORD = `#!/bin/sh -e
{ printf %s "\${0##*/}"; printf '|%s' "$@"; echo; } >> /tmp/job/calls
`;
const RPMBUILD = `for spec; do :; done
[ "$spec" != broken.spec ] || exit 7
mkdir -p "\${3#_topdir }/RPMS/aarch64"
echo package > "\${3#_topdir }/RPMS/aarch64/\${spec%.spec}-1.aarch64.rpm"
`;
/** `dpkg-buildpackage --build=binary --no-sign`, in a directory named after source and version */
const DPKG_BUILDPACKAGE = `[ ! -e broken ] || exit 7
for suffix in _1.0-1_arm64.deb -dbgsym_1.0-1_arm64.ddeb _1.0-1_arm64.buildinfo _1.0-1_arm64.changes; do
  echo \${PWD##*/} > ../hello$suffix
done
`;
/** `dpkg-parsechangelog --show-field FIELD` */
const DPKG_PARSECHANGELOG = `case $2 in Version) echo 1:1.0-1 ;; *) echo hello ;; esac
`;
/** `python -m pip wheel --no-deps --wheel-dir DIRECTORY .` */
const PYTHON = `[ ! -e broken ] || exit 7
tag=\${0#/opt/python/}
mkdir -p "$6"
if [ -e pure ]; then tag=py3-none-any; else tag=\${tag%%/*}-linux_aarch64; fi
echo wheel > "$6/p-1-$tag.whl"
`;
/** `auditwheel repair --wheel-dir DIRECTORY WHEEL` */
const AUDITWHEEL = `mv "$4" "$3/manylinux-\${4##*/}"
`;

interface Packaging {
  readonly code: number;
  readonly calls: readonly string[];
  readonly packages: readonly string[];
}

/**
 * Runs a script as package-arm64.yml does, on a project with the files, in a view of this machine that has its own
 * /tmp and /opt. Blanks in the paths make what is not quoted fall apart.
 * @param standIns texts of programs, by path below bin or python, after what writes down their calls.
 */
async function packaging(
  script: string,
  standIns: Readonly<Record<string, string>>,
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Packaging> {
  return withScope(async (scope) => {
    const job = await scope.tempDir('package');
    await mkdir(join(job, 'python'));
    await mkdir(join(job, 'a project'));
    for (const file of files) await writeFile(join(job, 'a project', file), '');
    for (const [path, text] of Object.entries(standIns)) {
      await mkdir(dirname(join(job, path)), { recursive: true });
      await writeFile(join(job, path), RECORD + text, { mode: 0o755 });
    }
    const view = ['--dev-bind', '/', '/', '--tmpfs', '/tmp', '--tmpfs', '/opt', '--bind', job, '/tmp/job'];
    const python = ['--bind', join(job, 'python'), '/opt/python'];
    // This machine may have a dnf for natives; a device is no program.
    const dnf = findProgram('dnf');
    const hidden = dnf === undefined ? [] : ['--ro-bind', '/dev/null', dnf];
    const file = join(repository, 'run/package', script);
    const { code } = await run(
      'bwrap',
      [
        ...[...view, ...python, ...hidden],
        ...['--ro-bind', file, '/tmp/script'],
        ...['--chdir', '/tmp/job/a project'],
        'sh',
        '-e',
        '/tmp/script',
      ],
      {
        env: { PATH: '/tmp/job/bin:/usr/bin:/bin', PACKAGES: '/tmp/job/the packages', PYTHONS: '', ...env },
        ignoreExitCode: true,
        signal: scope.signal,
      },
    );
    const calls = await readFile(join(job, 'calls'), 'utf8');
    return {
      code,
      calls: calls.trimEnd().split('\n'),
      packages: (await readdir(join(job, 'the packages'))).sort(),
    };
  });
}

test('deb.sh', { skip }, async (t) => {
  const standIns = {
    ...{ 'bin/apt-get': '', 'bin/dpkg-parsechangelog': DPKG_PARSECHANGELOG },
    'bin/dpkg-buildpackage': DPKG_BUILDPACKAGE,
  };

  await t.test('installs what debian/control asks for', async () => {
    const { calls } = await packaging('deb.sh', standIns, []);
    assert.deepEqual(
      calls.filter((call) => call.startsWith('apt-get|')),
      ['apt-get|update|-q', 'apt-get|build-dep|-q|-y|--no-install-recommends|./'],
    );
  });

  await t.test('hands out all that dpkg-buildpackage writes, and nothing of the project', async () => {
    const { code, packages } = await packaging('deb.sh', standIns, ['other.deb']);
    const written = ['-dbgsym_1.0-1_arm64.ddeb', '_1.0-1_arm64.buildinfo', '_1.0-1_arm64.changes'];
    assert.deepEqual([code, packages], [0, [...written, '_1.0-1_arm64.deb'].map((name) => `hello${name}`)]);
  });

  await t.test('fails with the build', async () => {
    const { code, packages } = await packaging('deb.sh', standIns, ['broken']);
    assert.deepEqual([code, packages], [7, []]);
  });
});

test('rpm.sh', { skip }, async (t) => {
  const build = (spec: string) =>
    `rpmbuild|-bb|--define|_topdir /tmp/rpmbuild|--define|_sourcedir /tmp/job/a project|${spec}`;

  await t.test('installs what each .spec file needs, builds all, and hands out their packages', async () => {
    const standIns = { 'bin/dnf': '', 'bin/rpmbuild': RPMBUILD };
    assert.deepEqual(await packaging('rpm.sh', standIns, ['a.spec', 'b.spec', 'b.patch']), {
      code: 0,
      calls: [
        'dnf|-q|-y|install|rpm-build|dnf-command(builddep)|tar',
        ...['dnf|-q|-y|builddep|a.spec', build('a.spec')],
        ...['dnf|-q|-y|builddep|b.spec', build('b.spec')],
      ],
      packages: ['a-1.aarch64.rpm', 'b-1.aarch64.rpm'],
    });
  });

  await t.test('does so with yum where there is no dnf', async () => {
    const standIns = { 'bin/yum': '', 'bin/yum-builddep': '', 'bin/rpmbuild': RPMBUILD };
    const { code, calls, packages } = await packaging('rpm.sh', standIns, ['a.spec']);
    assert.deepEqual([code, packages], [0, ['a-1.aarch64.rpm']]);
    assert.deepEqual(calls, [
      'yum|-q|-y|install|rpm-build|yum-utils|tar',
      ...['yum-builddep|-q|-y|a.spec', build('a.spec')],
    ]);
  });

  await t.test('fails with the build, and when there is nothing to build', async () => {
    const standIns = { 'bin/dnf': '[ "$3 $4" != "builddep *.spec" ]\n', 'bin/rpmbuild': RPMBUILD };
    const broken = await packaging('rpm.sh', standIns, ['broken.spec', 'c.spec']);
    assert.deepEqual([broken.code, broken.packages], [7, []]);
    assert.equal((await packaging('rpm.sh', standIns, [])).code, 1);
  });
});

test('wheel.sh', { skip }, async (t) => {
  const standIns = {
    ...Object.fromEntries(
      ['cp311-cp311', 'cp312-cp312', 'pp310-pypy310'].map((tag) => [`python/${tag}/bin/python`, PYTHON]),
    ),
    'bin/auditwheel': AUDITWHEEL,
  };
  const pip = 'python|-m|pip|wheel|--no-deps|--wheel-dir|/tmp/wheels|.';
  const repair = (wheel: string) =>
    `auditwheel|repair|--wheel-dir|/tmp/job/the packages|/tmp/wheels/${wheel}`;

  await t.test("builds for all of CPython's interpreters, and has auditwheel repair each wheel", async () => {
    assert.deepEqual(await packaging('wheel.sh', standIns, []), {
      code: 0,
      calls: ['cp311-cp311', 'cp312-cp312'].flatMap((tag) => [pip, repair(`p-1-${tag}-linux_aarch64.whl`)]),
      packages: ['cp311-cp311', 'cp312-cp312'].map((tag) => `manylinux-p-1-${tag}-linux_aarch64.whl`),
    });
  });

  await t.test('builds for the interpreters that are named', async () => {
    const env = { PYTHONS: 'pp310-pypy310 cp312-cp312' };
    const { packages } = await packaging('wheel.sh', standIns, [], env);
    assert.deepEqual(packages, [
      'manylinux-p-1-cp312-cp312-linux_aarch64.whl',
      'manylinux-p-1-pp310-pypy310-linux_aarch64.whl',
    ]);
  });

  await t.test('leaves a wheel without compiled code as it is', async () => {
    const { calls, packages } = await packaging('wheel.sh', standIns, ['pure'], { PYTHONS: 'cp312-cp312' });
    assert.deepEqual([calls, packages], [[pip], ['p-1-py3-none-any.whl']]);
  });

  await t.test('fails with the build', async () => {
    const { code, calls } = await packaging('wheel.sh', standIns, ['broken']);
    assert.deepEqual([code, calls], [7, [pip]]);
  });
});
