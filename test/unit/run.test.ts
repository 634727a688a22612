import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ToolError } from '../../src/errors.ts';
import { readRunInputs, withValues } from '../../src/inputs/run.ts';
import { splitWords } from '../../src/inputs/words.ts';
import { containerArguments, mount } from '../../src/run/command.ts';
import { compilerCacheName } from '../../src/run/compiler-cache.ts';
import type { Engine } from '../../src/run/engine.ts';
import { containerEnvironment } from '../../src/run/environment.ts';
import { writtenPaths, writtenVariables } from '../../src/run/handed-on.ts';
import { readRunner } from '../../src/run/runner.ts';
import { chooseShell } from '../../src/run/shell.ts';
import { stepFiles } from '../../src/run/step-files.ts';

const given = (values: Record<string, string>) =>
  readRunInputs((name) => ({ image: 'i', run: 'make', ...values })[name]);
const hasCode = (code: string) => (error: ToolError) => error.code === code && error.hint !== '';

describe('inputs of a run step', () => {
  it('are read with their defaults', () => {
    assert.deepEqual(given({}), {
      ...{
        image: 'i',
        pull: 'auto',
        script: 'make',
        shell: '',
        env: [],
        workingDirectory: '',
        options: [],
        user: '',
      },
      ...{ compilerCache: undefined, compilerCacheKey: '' },
    });
  });

  it('name variables with and without a value', () => {
    assert.deepEqual(given({ env: 'A=1=2\n B \nC=' }).env, [
      { name: 'A', value: '1=2' },
      { name: 'B' },
      { name: 'C', value: '' },
    ]);
  });

  it('give a variable without a value that of the step, if it has one', () => {
    const named = given({ env: 'A=\nB\nC' }).env;
    const valued = [{ name: 'A', value: '' }, { name: 'B', value: 'b' }, { name: 'C' }];
    assert.deepEqual(withValues(named, { A: 'a', B: 'b', D: 'd' }), valued);
  });

  it('are refused, with a code and a hint', () => {
    const cases: readonly (readonly [string, Record<string, string>])[] = [
      ['input-missing', { image: '' }],
      ['input-missing', { run: ' ' }],
      ['input-image', { image: '--privileged' }],
      ['input-pull', { pull: 'sometimes' }],
      ['input-env', { env: '1A=x' }],
      ['input-user', { user: '--privileged' }],
      ['input-options', { options: "--label 'a" }],
      ['input-compiler-cache', { 'compiler-cache': 'yes' }],
    ];
    for (const [code, values] of cases) assert.throws(() => given(values), hasCode(code), code);
  });

  it('show no secret when a variable is refused', () => {
    assert.throws(
      () => given({ env: 'my-token=geheim' }),
      (error: Error) => !error.message.includes('geheim'),
    );
  });

  it('split options as a shell does', () => {
    assert.deepEqual(splitWords('o', `--cpus 1  --label 'a b' "c \\"d\\" \\e" f\\ g '' x"y"z`), [
      ...['--cpus', '1', '--label', 'a b', 'c "d" \\e', 'f g', '', 'xyz'],
    ]);
    assert.deepEqual(splitWords('o', ' \n '), []);
  });
});

describe('environment of a run step', () => {
  const env = {
    ...{ GITHUB_SHA: 'abc', RUNNER_OS: 'Linux', CI: 'true', PATH: '/bin', TOKEN: 't1' },
    ...{ ACTIONS_RUNTIME_TOKEN: 'never', GITHUBX: 'no' },
  };

  it("is the runner's, the defaults, and what is named", () => {
    const { byName, file } = containerEnvironment(env, { D: 'd', CI: 'maybe' }, [
      { name: 'TOKEN' },
      { name: 'D', value: 'mine' },
      { name: 'UNSET' },
    ]);
    assert.deepEqual(byName, {
      ...{ GITHUB_SHA: 'abc', RUNNER_OS: 'Linux', CI: 'maybe', D: 'mine', TOKEN: 't1' },
    });
    assert.equal(file, '');
  });

  it("has the machine's proxies, by file, unless the user names others", () => {
    const proxies = { https_proxy: 'http://user:geheim@p:3128', HTTPS_PROXY: 'http://q', no_proxy: '.local' };
    const { byName, file } = containerEnvironment(proxies, {}, [{ name: 'HTTPS_PROXY', value: '' }]);
    assert.deepEqual(byName, {});
    assert.equal(file, `https_proxy=${proxies.https_proxy}\nHTTPS_PROXY=\nno_proxy=.local\n`);
    for (const name of ['http_proxy', 'ALL_PROXY', 'ftp_proxy'])
      assert.equal(containerEnvironment({ [name]: 'x' }, {}, []).file, `${name}=x\n`);
  });

  it('keeps from the client what would change it, and takes lines only one by one', () => {
    const { byName, file } = containerEnvironment({}, {}, [
      { name: 'DOCKER_HOST', value: 'tcp://inside' },
      { name: 'LINES', value: 'a\nb' },
    ]);
    assert.deepEqual(byName, { LINES: 'a\nb' });
    assert.equal(file, 'DOCKER_HOST=tcp://inside\n');
    const refused = [{ name: 'LD_PRELOAD', value: 'a\nb' }];
    assert.throws(() => containerEnvironment({}, {}, refused), hasCode('input-env'));
    assert.throws(() => containerEnvironment({}, {}, [{ name: 'PATH' }]), hasCode('input-env'));
  });
});

describe('container of a run step', () => {
  const engine: Engine = { program: 'docker', userNamespace: 'root' };
  const settings = {
    ...{ engine, name: 'n', inputs: { image: 'img', options: ['--cpus', '1'], user: '' } },
    runner: { workspace: '/w', temp: '/t', home: '/t/_github_home', mounts: ['/w', '/t'] },
    ...{ user: { uid: 1001, gid: 118 }, directory: '/w', environmentFile: undefined },
    files: stepFiles('/t', 's', '.sh'),
    ...{ ccacheLinks: '', paths: ['/w/bin', '/w/a b'], command: ['sh', '-e', '/t/s/script.sh'] },
    environment: { byName: { SECRET: 'geheim' }, file: '' },
  };

  it('gets names of variables, no values', () => {
    const line = containerArguments(settings).join('\0');
    assert.ok(line.includes('--env\0SECRET\0'));
    assert.ok(!line.includes('geheim'));
  });

  it('has a HOME of the runner, unless the user names one', () => {
    const home = (variables: Parameters<typeof containerEnvironment>[2]) => {
      const environment = containerEnvironment({}, {}, variables);
      const args = containerArguments({ ...settings, environment, environmentFile: '/t/variables' });
      return args.filter((arg) => arg.startsWith('HOME='));
    };
    assert.deepEqual(home([{ name: 'DOCKER_HOST', value: 'HOME=x' }]), ['HOME=/t/_github_home']);
    assert.deepEqual(home([{ name: 'HOME' }]), ['HOME=/t/_github_home']);
    assert.deepEqual(home([{ name: 'HOME', value: '/root' }]), []);
  });

  it('has the options before the image, and the script after', () => {
    const args = containerArguments(settings);
    assert.deepEqual(args.slice(args.indexOf('--cpus'), args.indexOf('-c')), ['--cpus', '1', 'img']);
    const script = '/t/s/script.sh';
    assert.deepEqual(args.slice(-8), ['sh', '/t/s', script, '', '/w/bin:/w/a b', 'sh', '-e', script]);
  });

  it('runs as the user that is meant, in every user namespace', () => {
    const cases: readonly (readonly [Engine['userNamespace'], string, string[]])[] = [
      ['root', '', []],
      ['root', 'runner', ['--user', '1001:118']],
      ['root', '5:6', ['--user', '5:6']],
      ['user', 'runner', ['--user', '0:0']],
      ['remapped', '', ['--userns', 'host']],
      ['remapped', 'runner', ['--userns', 'host', '--user', '1001:118']],
    ];
    for (const [userNamespace, user, expected] of cases) {
      const inputs = { ...settings.inputs, user };
      const args = containerArguments({ ...settings, engine: { ...engine, userNamespace }, inputs });
      const start = args.indexOf('/w', args.indexOf('--workdir')) + 1;
      assert.deepEqual(args.slice(start, args.indexOf('--env')), expected, `${userNamespace} ${user}`);
    }
  });

  it('mounts any path (RFC 4180)', () => {
    assert.equal(mount('/a b'), 'type=bind,source=/a b,target=/a b');
    assert.equal(mount('/a,"b'), 'type=bind,"source=/a,""b","target=/a,""b"');
  });
});

describe('what a run step hands on', () => {
  it('is what the runner would read in its files', () => {
    const file =
      'A=1\nB<<EOF\nNOT=this\nEOF\nC<<E\nE\nnoise\nD=x<<y\nPATH=/x\nGITHUB_SHA=1\n E=1\nF=\r\nA=2\n';
    assert.deepEqual(writtenVariables(file), ['A', 'B', 'C', 'D', 'F', 'A']);
    assert.deepEqual(writtenPaths('/a b\n\nrelative\n/c\r\n/d:/e\n'), ['/c', '/a b']);
  });
});

describe("the runner's places", () => {
  const env = { GITHUB_WORKSPACE: '/h/w/r/r', RUNNER_TEMP: '/h/w/_temp' };

  it('are mounted once each, with files that lie elsewhere', () => {
    const files = { GITHUB_ENV: '/h/w/_temp/f/env', GITHUB_OUTPUT: '/else/out', GITHUB_PATH: '' };
    assert.deepEqual(readRunner({ ...env, ...files }).mounts, ['/h/w/r/r', '/h/w/_temp', '/else/out']);
  });

  it("are around the workspace, as in a job's container, unless that lies elsewhere", () => {
    const mounts = (around: string) => readRunner({ ...env, RUNNER_WORKSPACE: around }).mounts;
    assert.deepEqual(mounts('/h/w/r'), ['/h/w/r', '/h/w/_temp']);
    for (const none of ['', '/h/w/r/r/r', '/else/r'])
      assert.deepEqual(mounts(none), ['/h/w/r/r', '/h/w/_temp']);
  });

  it('are missed outside a job', () => {
    assert.throws(() => readRunner({ GITHUB_WORKSPACE: '/w' }), hasCode('no-runner'));
  });
});

describe('shell of a run step', () => {
  it("is as the runner's", () => {
    const command = (name: string) => chooseShell(name).command('/t/s').join(' ');
    assert.equal(command(''), '');
    assert.equal(command('bash'), 'bash --noprofile --norc -eo pipefail /t/s');
    assert.equal(command('sh'), 'sh -e /t/s');
    assert.equal(command("perl -e 'x y' {0}"), 'perl -e x y /t/s');
    for (const unknown of ['fish', 'constructor'])
      assert.throws(() => chooseShell(unknown), hasCode('input-shell'));
  });
});

describe('name of a compiler cache', () => {
  const env = { GITHUB_WORKFLOW: 'CI', GITHUB_JOB: 'build' };
  const name = (image: string, key = '', job = env) =>
    compilerCacheName({ image, compilerCacheKey: key }, job);

  it("is the same for another digest of the image, and no other job's", () => {
    assert.equal(name('r/i:1@sha256:a'), name('r/i:1@sha256:b'));
    const others = [name('r/i:2'), name('r/i:1', 'k'), name('r/i:1', '', { ...env, GITHUB_JOB: 'test' })];
    assert.equal(new Set([name('r/i:1'), ...others]).size, 4);
  });
});
