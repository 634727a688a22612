import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { readDynamicSection } from '../../src/elf/dynamic.ts';
import { readRequirements, versionsDefined } from '../../src/elf/versions.ts';

// Against readelf, on a real library that has both definitions and requirements, and on node itself.
const LIBRARY = execFileSync('gcc', ['-print-file-name=libstdc++.so.6'], { encoding: 'utf8' }).trim();
const readelf = (option: string, file: string): string =>
  execFileSync('readelf', ['-W', option, file], { encoding: 'utf8', maxBuffer: 1 << 28 });

it('reads the versions that readelf reads', () => {
  for (const file of [LIBRARY, process.execPath]) {
    const text = readelf('-V', file);
    const [, definitions = '', requirements = ''] =
      /(?:Version definition section([\s\S]*?))?Version needs section([\s\S]*)/.exec(text) ?? [];
    const bytes = readFileSync(file);
    const expected = [...definitions.matchAll(/^.*Flags: (\S+) .*Name: (\S+)$/gm)].filter(
      ([, flags]) => flags !== 'BASE',
    );
    assert.deepEqual(
      versionsDefined(bytes),
      expected.map((match) => match[2]),
    );
    const dynamic = readDynamicSection(bytes);
    assert.ok(dynamic);
    const needed = [...readRequirements(dynamic)].map(({ number, name }) => `${name} ${number}`);
    assert.deepEqual(needed, requirementsOf(requirements));
    assert.notEqual(needed.length, 0);
  }
});

it('reads the needed libraries and the interpreter', () => {
  const dynamic = readDynamicSection(readFileSync(process.execPath));
  const expected = [...readelf('-d', process.execPath).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(
    (match) => match[1],
  );
  assert.deepEqual(dynamic?.needed, expected);
  assert.match(dynamic?.interpreter ?? '', /ld-linux-x86-64\.so\.2$/);
  assert.equal(readDynamicSection(readFileSync(LIBRARY))?.soname, 'libstdc++.so.6');
});

/** Names and numbers, in the order of the file. */
function requirementsOf(text: string): string[] {
  return [...text.matchAll(/Name: (\S+) .*Version: (\d+)/g)].map(([, name, number]) => `${name} ${number}`);
}
