import { chmod, copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../src/host/host.ts';

/** Paths of the probe `target` in its three kinds. */
export interface Programs {
  readonly dynamic: string;
  readonly static: string;
  readonly pie: string;
}

/** e_machine of RISC-V and of the Intel 386 (System V ABI). */
const RISCV = 243;
const I386 = 3;

/** The directory that cases know as /t, with programs of one kind and everything that is started. */
export async function writeFixtures(directory: string, programs: Programs, host: Host): Promise<void> {
  const at = (name: string) => join(directory, name);
  const write = (name: string, content: string | Uint8Array) => writeFile(at(name), content, { mode: 0o755 });
  await mkdir(directory, { recursive: true });
  for (const [name, file] of Object.entries(programs)) await copyFile(file, at(name));
  for (const name of ['-0', 'odd;self=5;program=6;name=1']) await copyFile(programs.dynamic, at(name));
  for (const [name, line] of Object.entries(scripts())) await write(name, line);
  await write('empty', '');
  await write('text', 'echo text\n');
  await write(
    'binary',
    Uint8Array.from({ length: 300 }, (_, index) => (index * 37 + 128) % 256),
  );
  await copyFile(programs.dynamic, at('plain'));
  await chmod(at('plain'), 0o644);
  await copyFile(programs.dynamic, at('private'));
  await chmod(at('private'), 0o700);
  await writeHeaders(at, programs);
  await mkdir(at('directory'));
  await mkdir(at('closed-directory'), { mode: 0o700 });
  await copyFile(programs.dynamic, at('closed-directory/dynamic'));
  await host.exec('mkfifo', ['-m', '755', at('fifo')]);
  for (const [name, target] of Object.entries(LINKS)) await symlink(target, at(name));
  await mkdir(at('root/t'), { recursive: true });
  for (const name of ['out', 'proc', 'w']) await mkdir(at(`root/${name}`), { mode: 0o777 });
  await copyFile(programs.static, at('root/static'));
  await mkdir(at('root/bin'));
  await symlink('/static', at('root/bin/sh'));
  await writeFile(at('root/script-static'), '#!/static inner\n', { mode: 0o755 });
}

const LINKS = {
  link: 'dynamic',
  'link-script': 'script',
  'link-directory': '.',
  dangling: 'nowhere',
  'loop-a': 'loop-b',
  'loop-b': 'loop-a',
};

function scripts(): Record<string, string> {
  const long = (length: number) => `#!${'/'.repeat(length - '#!t/dynamic'.length)}t/dynamic\n`;
  const chain = (name: string, end: string) =>
    [1, 2, 3, 4, 5, 6].map((depth) => [
      `${name}-${depth}`,
      `#!/t/${depth === 1 ? end : `${name}-${depth - 1}`} ${depth}\n`,
    ]);
  return {
    ...Object.fromEntries([...chain('deep', 'dynamic'), ...chain('lost', 'missing')]),
    script: '#!/t/dynamic\n',
    'script-argument': '#!/t/dynamic one two  three \n',
    'script-static': '#!/t/static -x\n',
    'script-blanks': '#! \t /t/dynamic \t a \t b \t \n',
    'script-script': '#!/t/script inner\n',
    'script-self': '#!/t/script-self\n',
    'script-relative': '#!dynamic\n',
    'script-link': '#!/t/link-directory/link\n',
    'script-missing': '#!/t/missing\n',
    'script-directory': '#!/t\n',
    'script-plain': '#!/t/plain\n',
    'script-text': '#!/t/text\n',
    'script-255': long(254),
    'script-256': long(255),
    'script-257': long(256),
    'script-cut': `#!/t/dynamic ${'abcdefghi '.repeat(30)}\n`,
    'script-no-newline': '#!/t/dynamic -x',
    'script-ends-blank': '#!/t/dynamic ',
    'script-crlf': '#!/t/dynamic\r\n',
    'script-alone': '#!',
    'script-empty-line': '#!\n',
    'script-blank-line': '#!  \t \n',
  };
}

/** Programs whose headers are changed: another machine, another loader, cut short. */
async function writeHeaders(at: (name: string) => string, programs: Programs): Promise<void> {
  const bytes = await readFile(programs.dynamic);
  const change = async (name: string, edit: (copy: Buffer) => void) => {
    const copy = Buffer.from(bytes);
    edit(copy);
    await writeFile(at(name), copy, { mode: 0o755 });
  };
  const loader = (path: string) => (copy: Buffer) => {
    const start = copy.indexOf('/lib');
    const end = copy.indexOf(0, start);
    copy.fill(0, start, end);
    // Slashes in front keep the length, which the header names.
    copy.write(path.padStart(end - start, '/'), start, 'latin1');
  };
  await writeFile(at('truncated'), bytes.subarray(0, 40), { mode: 0o755 });
  await change('riscv', (copy) => copy.writeUInt16LE(RISCV, 18));
  await change('i386', (copy) => {
    copy.writeUInt16LE(I386, 18);
    copy.writeUInt8(1, 4);
  });
  await change('no-loader', loader('t/missing'));
  await change('directory-loader', loader('t/directory'));
  await change('text-loader', loader('t/text'));
  await change('plain-loader', loader('t/plain'));
}
