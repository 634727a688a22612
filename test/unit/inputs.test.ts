import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ToolError } from '../../src/errors.ts';
import { INPUTS, readInputs } from '../../src/inputs/inputs.ts';

const read = (values: Record<string, string>) =>
  readInputs((name) => ({ rootfs: 'r.tar.gz', ...values })[name]);
const codeOf = (values: Record<string, string>): string => {
  try {
    read(values);
  } catch (error) {
    if (error instanceof ToolError) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('inputs', () => {
  it('gives the defaults of the table', () => {
    assert.deepEqual(read({}), {
      rootfs: 'r.tar.gz',
      rootfsExclude: [],
      toolchain: 'buildroot',
      emulatorSource: 'upstream',
      cpu: 'neoverse-n1',
      accelerate: 'compiler',
      natives: 'auto',
      tags: [],
      push: false,
      load: false,
      outputs: [],
      labels: {},
      annotations: [],
      platform: 'linux/amd64',
      insecureRegistries: [],
      cacheFrom: [],
      cacheTo: [],
      prebuilt: 'auto',
      skipIfExists: true,
      index: false,
    });
  });

  it('takes an empty prebuilt for none, and an empty flag for its default', () => {
    const { prebuilt, skipIfExists } = read({ prebuilt: '', 'skip-if-exists': '' });
    assert.deepEqual([prebuilt, skipIfExists], ['', true]);
  });

  it('reads lists, flags and labels', () => {
    const inputs = read({
      tags: 'a:1, b:2\nc:3\n',
      push: 'True',
      outputs: ' type=oci,dest=x \n\ntype=registry',
      labels: 'a=1\nb=x=y\nc=\nd\n"e=first\n# ""second"""\n"f',
      'cache-dir': '/c',
    });
    assert.deepEqual(inputs.tags, ['a:1', 'b:2', 'c:3']);
    assert.equal(inputs.push, true);
    assert.deepEqual(inputs.outputs, ['type=oci,dest=x', 'type=registry']);
    const several = { e: 'first\n# "second"', '"f': '' };
    assert.deepEqual(inputs.labels, { a: '1', b: 'x=y', c: '', d: '', ...several });
    assert.equal(inputs.cacheDir, '/c');
  });

  it("reads what docker/metadata-action writes, and people's comments", () => {
    const inputs = read({
      tags: 'ghcr.io/o/i:1.2\n\n# the moving one\nghcr.io/o/i:latest\nghcr.io/o/i:1.2',
      labels: 'org.opencontainers.image.title=i\n# none\norg.opencontainers.image.url=https://x.example/?a=b',
      annotations:
        'manifest:org.opencontainers.image.title=i\nmanifest,index:a.b=c=d\n\nindex-descriptor:e=f\nx:y=z\nmanifest[linux/amd64]:k=',
      index: 'true',
    });
    assert.deepEqual(inputs.tags, ['ghcr.io/o/i:1.2', 'ghcr.io/o/i:latest']);
    assert.deepEqual(inputs.labels, {
      'org.opencontainers.image.title': 'i',
      'org.opencontainers.image.url': 'https://x.example/?a=b',
    });
    assert.deepEqual(inputs.annotations, [
      { level: 'manifest', key: 'org.opencontainers.image.title', value: 'i' },
      { level: 'manifest', key: 'a.b', value: 'c=d' },
      { level: 'index', key: 'a.b', value: 'c=d' },
      { level: 'index-descriptor', key: 'e', value: 'f' },
      { level: 'manifest', key: 'x:y', value: 'z' },
      { level: 'manifest', platform: 'linux/amd64', key: 'k', value: '' },
    ]);
  });

  const refusals: readonly (readonly [Record<string, string>, string])[] = [
    [{ rootfs: ' ' }, 'input-missing'],
    [{ toolchain: 'sistem' }, 'input-toolchain'],
    [{ toolchain: './sdk' }, 'accepted'],
    [{ toolchain: 'sdk.tar.xz' }, 'accepted'],
    [{ 'emulator-source': 'debian' }, 'input-emulator-source'],
    [{ 'emulator-source': 'https://example.org/q.tar.xz#sha256=00' }, 'accepted'],
    [{ cpu: 'a b' }, 'input-cpu'],
    [{ cpu: "x' -DX" }, 'input-cpu'],
    [{ cpu: 'max,pauth-impdef=on' }, 'accepted'],
    [{ cpu: 'max,' }, 'input-cpu'],
    [{ cpu: 'max,pauth' }, 'input-cpu'],
    [{ accelerate: 'full' }, 'accepted'],
    [{ accelerate: 'yes' }, 'input-accelerate'],
    [{ push: 'yes' }, 'input-push'],
    [{ push: 'true' }, 'input-push'],
    [{ labels: '=x' }, 'input-labels'],
    [{ annotations: 'x' }, 'input-annotations'],
    [{ annotations: 'index:x=y' }, 'input-annotations'],
    [{ annotations: 'index:x=y', index: 'true' }, 'accepted'],
    [{ index: 'true', platform: 'linux/arm64' }, 'input-index'],
    [{ 'gcc-version': '12.3' }, 'input-gcc-version'],
    [{ 'gcc-version': '12' }, 'accepted'],
    [{ 'gcc-version': '12', toolchain: 'system' }, 'input-gcc-version'],
    [{ 'buildroot-version': 'newest' }, 'input-buildroot-version'],
    [{ 'buildroot-version': '2025.02.16' }, 'accepted'],
    [{ 'buildroot-mirror': 'http://mirror.example' }, 'input-buildroot-mirror'],
    [{ 'buildroot-mirror': 'https://mirror.example/$(shell reboot)' }, 'input-buildroot-mirror'],
    [{ 'buildroot-mirror': 'file:///srv/sources' }, 'accepted'],
    [{ 'insecure-registries': 'http://h:5000' }, 'input-insecure-registries'],
    [{ 'insecure-registries': 'h/r' }, 'input-insecure-registries'],
    [{ 'insecure-registries': 'h:5000\n10.0.0.1\n[::1]:80' }, 'accepted'],
    [{ platform: 'windows/amd64' }, 'input-platform'],
    [{ platform: 'linux/arm64' }, 'accepted'],
  ];
  for (const [values, expected] of refusals) {
    it(`${JSON.stringify(values)}: ${expected}`, () => assert.equal(codeOf(values), expected));
  }

  it('names the input in every refusal', () => {
    for (const [values, expected] of refusals.filter(([, code]) => code !== 'accepted')) {
      const name = Object.keys(values)[0] ?? '';
      assert.throws(() => read(values), new RegExp(name), expected);
    }
  });

  it('has each name once, in lower case with dashes', () => {
    const names = INPUTS.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/);
  });
});
