import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseBaseConfig } from '../../src/image/base-config.ts';
import { imageConfig } from '../../src/image/config.ts';
import type { ConfigSettings } from '../../src/image/config-settings.ts';
import type { Layer } from '../../src/image/layer.ts';

const DIGEST = `sha256:${'1'.repeat(64)}` as const;
const layer = (createdBy: string): Layer => ({
  mediaType: '',
  digest: DIGEST,
  size: 0,
  diffId: DIGEST,
  createdBy,
  open: () => assert.fail(),
});

/** Our configuration over a base image's, of one layer. */
function over(config: object, document: object = {}, settings: Partial<ConfigSettings> = {}) {
  const bytes = Buffer.from(JSON.stringify({ rootfs: { diff_ids: [DIGEST] }, config, ...document }));
  const made = imageConfig([layer('base'), layer('ours')], {
    platform: { os: 'linux', architecture: 'amd64' },
    accelerate: 'compiler',
    profile: { shell: '/bin/bash' },
    base: parseBaseConfig(bytes, 'image'),
    labels: {},
    sourceDateEpoch: 0,
    ...settings,
  });
  return JSON.parse(JSON.stringify(made));
}

const launch = '/x86_64/bin/launch';

describe('configuration over a base image', () => {
  it('puts launch before what the base image starts', () => {
    const starts = (config: object) => {
      const { Entrypoint, Cmd, Shell, Healthcheck } = over(config).config;
      return { Entrypoint, Cmd, Shell, Healthcheck };
    };
    const shell = [launch, '/bin/sh', '-c'];
    const nothing = { Healthcheck: undefined, Shell: shell };
    assert.deepEqual(starts({}), { ...nothing, Entrypoint: [launch], Cmd: ['/bin/bash'] });
    assert.deepEqual(starts({ Cmd: ['python3'] }), { ...nothing, Entrypoint: [launch], Cmd: ['python3'] });
    assert.deepEqual(starts({ Entrypoint: ['/init'], Cmd: ['run'] }), {
      ...nothing,
      Entrypoint: [launch, '/init'],
      Cmd: ['run'],
    });
    // As Docker: a command of the shell's would be an argument of the entrypoint.
    assert.deepEqual(starts({ Entrypoint: ['/init'] }), {
      ...nothing,
      Entrypoint: [launch, '/init'],
      Cmd: undefined,
    });
    assert.deepEqual(starts({ Shell: ['/bin/bash', '-c'] }).Shell, [launch, '/bin/bash', '-c']);
    const check = (Test: unknown) => starts({ Healthcheck: { Test, Interval: 1 } }).Healthcheck;
    assert.deepEqual(check(['CMD', '/check', 'x']), { Test: ['CMD', launch, '/check', 'x'], Interval: 1 });
    assert.deepEqual(check(['CMD-SHELL', 'check']), { Test: ['CMD-SHELL', 'check'], Interval: 1 });
    assert.deepEqual(check(['NONE']), { Test: ['NONE'], Interval: 1 });
    // An image of ours as the base: not twice.
    assert.deepEqual(starts({ Entrypoint: [launch, '/init'], Shell: shell }).Entrypoint, [launch, '/init']);
  });

  it('keeps the guest’s PATH, with the compilers’ shadows before its compilers, and all other variables', () => {
    const env = (...Env: unknown[]) => over({ Env }).config.Env;
    const ours = '/x86_64/enter';
    const shadows = '/x86_64/native/usr/bin:/x86_64/host/bin';
    assert.deepEqual(env('A=1', 'PATH=/opt/bin:/bin', 'LANG=C', 7, '=x', 'bare'), [
      `PATH=${ours}:/opt/bin:${shadows}:/bin`,
      'A=1',
      'LANG=C',
    ]);
    for (const [before, behind] of [
      ['/usr/lib/ccache:/usr/local/bin', '/usr/bin:/bin'],
      ['/usr/local/bin', '/bin:/usr/bin'],
      ['/opt/python/bin', '/opt/rh/gcc-toolset-14/root/usr/bin:/usr/local/bin:/usr/bin'],
      ['/usr/local/bin:/opt/tool/bin', ''],
    ]) {
      const [path] = env(`PATH=${before}${behind && ':'}${behind}`);
      assert.equal(path, `PATH=${ours}:${before}:${shadows}${behind && ':'}${behind}`);
      // An image of ours as the base, also one that had all of ours first.
      assert.deepEqual(env(path), [path]);
      assert.deepEqual(env(path.replace(`:${shadows}`, '').replace(ours, `${ours}:${shadows}`)), [path]);
    }
    assert.match(env()[0], /^PATH=\/x86_64\/enter:\/usr\/local\/sbin:.*:\/bin$/);
    assert.match(
      over({}, {}, { accelerate: 'none' }).config.Env[0],
      /^PATH=\/x86_64\/enter:\/x86_64\/host\/bin:/,
    );
  });

  it('keeps user, directory, ports, volumes and labels, of which ours count', () => {
    const kept = {
      User: 'builder',
      WorkingDir: '/src',
      ExposedPorts: { '80/tcp': {} },
      Volumes: { '/data': {} },
      StopSignal: 'SIGINT',
      OnBuild: ['RUN x'],
    };
    const { config } = over(
      { ...kept, Labels: { a: 'base', b: 'base' } },
      {},
      { labels: { b: 'ours', c: 'ours' } },
    );
    for (const [name, value] of Object.entries(kept)) assert.deepEqual(config[name], value, name);
    assert.deepEqual(config.Labels, { a: 'base', b: 'ours', c: 'ours' });
    assert.equal(over({}).config.WorkingDir, '/');
    assert.ok(!('User' in over({ User: '' }).config));
  });

  it('keeps a history that fits the layers, and makes one otherwise', () => {
    const told = (history: unknown) =>
      over({}, { history }).history.map((entry: { created_by: string }) => entry.created_by);
    const fits = [{ created_by: 'ADD' }, { created_by: 'ENV', empty_layer: true }];
    assert.deepEqual(told(fits), ['ADD', 'ENV', 'ours']);
    assert.deepEqual(told([...fits, { created_by: 'RUN' }]), ['base', 'ours']);
    assert.deepEqual(told(undefined), ['base', 'ours']);
  });

  it('refuses documents that are not valid, and takes those that say little', () => {
    const parse = (text: string) => parseBaseConfig(Buffer.from(text), 'image');
    for (const text of [
      '',
      'null',
      '[]',
      '{"rootfs":[]}',
      '{"rootfs":{"diff_ids":["x"]}}',
      '{"config":"x"}',
      '{"history":[1]}',
    ])
      assert.throws(() => parse(text), { code: 'image-invalid' }, text);
    assert.deepEqual(parse('{"config":null}').cmd, []);
    assert.deepEqual(parse('{"config":{"Cmd":"x","Env":7,"Labels":[1]}}').env, []);
  });
});
