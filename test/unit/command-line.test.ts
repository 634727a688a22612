import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMANDS } from '../../src/entry/commands.ts';
import { commandHelp, helpText } from '../../src/entry/help.ts';
import { parseCommandLine } from '../../src/entry/options.ts';
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

  it('takes no word for a short option but those', () => {
    for (const word of ['constructor', '__proto__', 'toString'])
      assert.throws(() => parseCommandLine([word]), { code: 'command-unknown' });
  });

  it('knows help and version', () => {
    for (const args of [['--help'], ['-h'], []]) assert.deepEqual(parseCommandLine(args), { kind: 'help' });
    for (const args of [['--version'], ['-V']]) assert.equal(parseCommandLine(args).kind, 'version');
    for (const command of COMMANDS) {
      assert.match(helpText(), new RegExp(`^  ${command.name} `, 'm'));
      for (const option of ['--help', '-h'])
        assert.deepEqual(parseCommandLine([command.name, option]), { kind: 'help', command });
    }
  });

  it('helps with the options that a command has, and with no others', () => {
    const [build, , inspect] = COMMANDS;
    for (const { name } of INPUTS) assert.ok(commandHelp(build).includes(`  --${name}`), name);
    assert.match(commandHelp(inspect), /^ {2}--json$/m);
    assert.doesNotMatch(commandHelp(inspect), /--push/);
    for (const line of [helpText(), commandHelp(build)].join('\n').split('\n'))
      assert.ok(line.length <= 100, line);
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
    [['emulator', '--dest='], /emulator needs --dest/],
    [['build', '--dest', 'x'], /build has no option --dest/],
    [['inspect', 'x', '--push'], /inspect has no option --push/],
    [['plan', '--toolchain', 'system'], /plan has no option --toolchain/],
    [['emulator', '--dest', 'x', '--rootfs', 'y'], /emulator has no option --rootfs/],
    [['inspect', 'x', '--json', '--json'], /--json is given twice/],
    [['help'], /unknown command "help"/],
  ];
  for (const [args, message] of refusals) {
    it(`refuses ${args.join(' ')}`, () =>
      assert.throws(() => parseCommandLine(args), { name: 'ToolError', message }));
  }

  it('suggests the nearest command and option, and none that is far', () => {
    assert.throws(() => parseCommandLine(['inspekt']), { hint: 'did you mean inspect?' });
    assert.throws(() => parseCommandLine(['help']), { hint: /use one of: build, emulator, inspect, plan/ });
    assert.throws(() => parseCommandLine(['build', '--emulator-sorce=x']), {
      hint: 'did you mean --emulator-source?',
    });
    assert.throws(() => parseCommandLine(['build', '--tag=x']), { hint: 'did you mean --tags?' });
    assert.throws(() => parseCommandLine(['build', '--zzzzzzzz']), { hint: /--help/ });
  });
});
