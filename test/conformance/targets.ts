/** Something to start, by a path in the tree that fixtures.ts makes. */
export interface Target {
  readonly name: string;
  /** Without one the pointer is NULL. */
  readonly path?: string;
  readonly setup?: readonly string[];
  /** False where opening it for fexecve already fails. */
  readonly exists?: boolean;
  /** False for those that one door is enough for. */
  readonly everyDoor?: boolean;
}

const at = (name: string, file = name, more: Partial<Target> = {}): Target => ({
  name,
  path: `/t/${file}`,
  ...more,
});

const programs: readonly Target[] = [
  at('dynamic'),
  at('static'),
  at('static-pie', 'pie'),
  at('symbolic link', 'link'),
  at('link in a linked directory', 'link-directory/link'),
  at('executable, not readable', '', {
    path: '/w/copy',
    setup: ['unreadable:/t/static', 'no-capabilities'],
  }),
  at('name like an option', '-0'),
  at('name like our own state', 'odd;self=5;program=6;name=1'),
  at('relative path', '', { path: 't/dynamic', setup: ['chdir:/'], everyDoor: false }),
  at('path with dots', '../t/./dynamic', { everyDoor: false }),
];

const scripts: readonly Target[] = [
  at('script'),
  at('script with argument', 'script-argument'),
  at('script with a static interpreter', 'script-static'),
  at('script with many blanks', 'script-blanks', { everyDoor: false }),
  at('script of a script', 'script-script'),
  at('script five deep', 'deep-5'),
  at('script six deep', 'deep-6'),
  at('script six deep with missing interpreter', 'lost-6', { everyDoor: false }),
  at('script of itself', 'script-self'),
  at('script with relative interpreter', 'script-relative', { setup: ['chdir:/t'] }),
  at('script with relative interpreter elsewhere', 'script-relative', { everyDoor: false }),
  at('script with linked interpreter', 'script-link', { everyDoor: false }),
  at('linked script', 'link-script', { everyDoor: false }),
  at('script with missing interpreter', 'script-missing'),
  at('script with a directory as interpreter', 'script-directory'),
  at('script with interpreter without x', 'script-plain'),
  at('script with text as interpreter', 'script-text', { everyDoor: false }),
  at('#! line of 255 bytes', 'script-255', { everyDoor: false }),
  at('#! line of 256 bytes', 'script-256', { everyDoor: false }),
  at('#! line of 257 bytes', 'script-257', { everyDoor: false }),
  at('#! line with cut argument', 'script-cut', { everyDoor: false }),
  at('#! line without newline', 'script-no-newline', { everyDoor: false }),
  at('#! line that ends in a blank', 'script-ends-blank', { everyDoor: false }),
  at('#! line with CRLF', 'script-crlf', { everyDoor: false }),
  at('#! alone', 'script-alone', { everyDoor: false }),
  at('#! and newline', 'script-empty-line', { everyDoor: false }),
  at('#! and blanks', 'script-blank-line', { everyDoor: false }),
  at('script without r', '', {
    path: '/w/copy',
    setup: ['unreadable:/t/script', 'no-capabilities'],
    everyDoor: false,
  }),
];

const refused: readonly Target[] = [
  at('empty file', 'empty'),
  at('text'),
  at('binary rubbish', 'binary', { everyDoor: false }),
  at('truncated program', 'truncated'),
  at('program of another machine', 'riscv'),
  at('32-bit header', 'i386', { everyDoor: false }),
  at('program without its loader', 'no-loader'),
  at('program with a directory as loader', 'directory-loader', { everyDoor: false }),
  at('program with text as loader', 'text-loader', { everyDoor: false }),
  at('program with a loader without x', 'plain-loader', { everyDoor: false }),
  at('plain'),
  at('directory'),
  at('fifo', 'fifo', { exists: false }),
  at('device', '', { path: '/dev/null' }),
  at('missing', 'missing', { exists: false }),
  at('dangling link', 'dangling', { exists: false }),
  at('looping link', 'loop-a', { exists: false }),
  at('below a file', 'dynamic/below', { exists: false, everyDoor: false }),
  at('with a slash behind', 'dynamic/', { exists: false, everyDoor: false }),
  at('name too long', 'x'.repeat(300), { exists: false, everyDoor: false }),
  at('path too long', `${'./'.repeat(2100)}dynamic`, { exists: false, everyDoor: false }),
  { name: 'empty path', path: '', exists: false, everyDoor: false },
  { name: 'NULL path', exists: false, everyDoor: false },
  at('open for writing', '', { path: '/w/copy', setup: ['busy:/t/dynamic'] }),
  at('script open for writing', '', { path: '/w/copy', setup: ['busy:/t/script'], everyDoor: false }),
];

/** Places of which the image has a native stand-in, that would say another name; the program is not there any more. */
const replaced: readonly Target[] = [
  at('script in place of a program', '', { path: '/usr/bin/replaced' }),
  at('program that lost its x', '', { path: '/usr/bin/no-x', everyDoor: false }),
  at('program that was removed', '', { path: '/usr/bin/removed', exists: false, everyDoor: false }),
];

/** What is started, in each of its kinds. */
export const targets: readonly Target[] = [...programs, ...scripts, ...refused, ...replaced];
