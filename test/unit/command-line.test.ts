import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { helpText, parseCommandLine } from '../../src/entry/options.ts';
import { INPUTS } from '../../src/inputs/inputs.ts';

describe('command line', () => {
  it('reads the inputs by their names, lists by repetition', () => {
    const command = parseCommandLine(['build', '--rootfs', 'r', '--tags', 'a', '--tags=b', '--push']);
    assert.ok(command.kind === 'run');
    assert.equal(command.name, 'build');
    assert.equal(command.read('rootfs'), 'r');
    assert.equal(command.read('tags'), 'a\nb');
    assert.equal(command.read('push'), 'true');
    assert.equal(command.read('cpu'), undefined);
  });

  it('takes standard input, with a checksum or without, as a value and as an operand', () => {
    for (const stdin of ['-', '-#sha256=00'])
      for (const args of [
        ['build', '--rootfs', stdin],
        ['build', `--rootfs=${stdin}`],
        ['inspect', stdin, '--json'],
        ['inspect', '--json', '--', stdin],
      ]) {
        const command = parseCommandLine(args);
        assert.equal(command.kind === 'run' && command.read('rootfs'), stdin, args.join(' '));
      }
  });

  it('knows help and version', () => {
    assert.equal(parseCommandLine(['--help']).kind, 'help');
    assert.equal(parseCommandLine([]).kind, 'help');
    assert.equal(parseCommandLine(['--version']).kind, 'version');
    for (const { name } of INPUTS) assert.ok(helpText().includes(`--${name}`), name);
  });

  const refusals: readonly (readonly [string[], RegExp])[] = [
    [['build', '--rotfs', 'x'], /unknown option --rotfs/],
    [['build', '--zzzzzzzz'], /unknown option --zzzzzzzz/],
    [['build', '-t', 'x'], /unknown option -t/],
    [['build', '--rootfs'], /--rootfs needs a value/],
    [['buidl'], /unknown command "buidl"/],
    [['build', '--rootfs', 'x', '--json'], /build has no option --json/],
    [['build', 'x'], /"x" belongs to no option/],
    [['--push'], /no command/],
    [['emulator'], /emulator needs --dest/],
    [['build', '--dest', 'x'], /build has no option --dest/],
  ];
  for (const [args, message] of refusals) {
    it(`refuses ${args.join(' ')}`, () =>
      assert.throws(() => parseCommandLine(args), { name: 'ToolError', message }));
  }

  it('suggests the nearest option, and none that is far', () => {
    assert.throws(() => parseCommandLine(['build', '--emulator-sorce=x']), {
      hint: 'did you mean --emulator-source?',
    });
    assert.throws(() => parseCommandLine(['build', '--tag=x']), { hint: 'did you mean --tags?' });
    assert.throws(() => parseCommandLine(['build', '--zzzzzzzz']), { hint: /--help/ });
  });
});
