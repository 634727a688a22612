import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { withScope } from '../../scripts/lib/scope.ts';
import { compile, expected, few, images, makePlace } from '../support/translations.ts';

test('what one process has translated, the next takes over, and prints the same', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const cold = await place.start();
    assert.equal(cold.output, expected('first'));
    const kept = await images(place);
    assert.ok(kept.length > 0);
    const warm = await place.start();
    assert.equal(warm.output, expected('first'));
    assert.ok(warm.translated < few(cold.translated), `${warm.translated} of ${cold.translated}`);
    const { mode, uid } = await stat(kept[0] ?? '');
    assert.deepEqual([mode & 0o777, uid], [0o644, process.getuid?.()]);
  }));

test('so it is with a dynamic program, whose loader and libraries have to lie where they lay', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    await compile(place.tree, 'first', ['-pie']);
    await mkdir(join(place.tree, 'lib'));
    for (const name of ['ld-linux-aarch64.so.1', 'libc.so.6'])
      await copyFile(join('/usr/aarch64-linux-gnu/lib', name), join(place.tree, 'lib', name));
    const cold = await place.start();
    const warm = await place.start();
    assert.deepEqual([cold.output, warm.output], [expected('first'), expected('first')]);
    assert.ok(warm.translated < few(cold.translated), `${warm.translated} of ${cold.translated}`);
    // What was kept of another C library, which its loader comes with, is dropped.
    await utimes(join(place.tree, 'lib/ld-linux-aarch64.so.1'), 1, 1);
    assert.ok((await place.start()).translated > few(cold.translated));
    assert.ok((await place.start()).translated < few(cold.translated));
  }));

test('another program at the same path is not served the code of the old one', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    await place.start();
    await compile(place.tree, 'other');
    assert.equal((await place.start()).output, expected('other'));
    assert.equal((await place.start()).output, expected('other'));
  }));

test('a program that is built anew again and again is kept each time, and the old ones are not', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const sizes: number[] = [];
    for (let built = 1; built <= 25; built++) {
      const text = `-Wl,-Ttext-segment=0x${(0x400000 + built * 0x10000).toString(16)}`;
      await compile(place.tree, 'first', ['-static', text], built);
      const cold = await place.start();
      const warm = await place.start();
      assert.equal(warm.output, expected('first'));
      assert.ok(warm.translated < few(cold.translated), `${built}: ${warm.translated} of ${cold.translated}`);
      const files = await Promise.all((await images(place)).map((file) => stat(file)));
      sizes.push(files.reduce((sum, { size }) => sum + size, 0));
    }
    assert.ok(Math.max(...sizes) < 2 * Math.min(...sizes), sizes.join(' '));
  }));

test('a damaged image is a miss', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const cold = await place.start();
    const whole = new Map<string, Buffer>();
    for (const file of await images(place)) whole.set(file, await readFile(file));
    const damages: Record<string, (bytes: Buffer) => Buffer> = {
      'every code byte inverted': (bytes) => bytes.map((byte, at) => (at < 4096 ? byte : ~byte)) as Buffer,
      'a header of another emulator': (bytes) => Buffer.concat([Buffer.alloc(64, 1), bytes.subarray(64)]),
      'one bit of the index': (bytes) =>
        bytes.map((byte, at) => (at === bytes.length - 100 ? byte ^ 1 : byte)) as Buffer,
      truncated: (bytes) => bytes.subarray(0, bytes.length / 2),
      empty: () => Buffer.alloc(0),
    };
    for (const [name, damage] of Object.entries(damages)) {
      for (const [file, bytes] of whole) await writeFile(file, damage(Buffer.from(bytes)));
      const { output, translated } = await place.start({ view: ['--ro-bind', place.tree, '/'] });
      assert.equal(output, expected('first'), name);
      assert.ok(translated > few(cold.translated), `${name}: ${translated} of ${cold.translated}`);
    }
  }));

test('code bytes that are wrong here and there are not executed', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    await place.start();
    for (const file of await images(place)) {
      const bytes = await readFile(file);
      // Not the header, nor the index at the end: single blocks are then missed, others used.
      for (let at = 5000; at < bytes.length * 0.75; at += 1009) bytes[at] = ~(bytes[at] ?? 0) & 0xff;
      await writeFile(file, bytes);
    }
    assert.equal((await place.start()).output, expected('first'));
  }));

test('a directory or a file that others may write is ignored, and nothing is written there', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const cold = await place.start();
    await chmod(place.cache, 0o777);
    const untrusted = await place.start();
    assert.equal(untrusted.output, expected('first'));
    assert.ok(untrusted.translated > few(cold.translated));
    await chmod(place.cache, 0o755);
    for (const file of await images(place)) await chmod(file, 0o666);
    assert.ok(
      (await place.start({ view: ['--ro-bind', place.tree, '/'] })).translated > few(cold.translated),
    );
    await rm(place.cache, { recursive: true });
    await mkdir(place.cache);
    await chmod(place.cache, 0o777);
    await place.start();
    assert.deepEqual(await readdir(place.cache), []);
  }));

test('many first starts at once leave whole images only', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const outputs = await Promise.all(Array.from({ length: 6 }, () => place.start()));
    for (const { output } of outputs) assert.equal(output, expected('first'));
    for (const file of await images(place)) assert.match(file, /\/[0-9a-f]{16}$/);
    assert.equal((await place.start()).output, expected('first'));
  }));

test('where nothing can be kept, programs run all the same', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    assert.equal((await place.start({ view: ['--ro-bind', place.tree, '/'] })).output, expected('first'));
    // More than the limit would end the process by SIGXFSZ.
    assert.equal((await place.start({ limit: '0' })).output, expected('first'));
    assert.deepEqual(await readdir(join(place.tree, 'x86_64')), ['bin', 'cache']);
    assert.deepEqual(await readdir(place.cache), []);
    const now = new Date();
    await utimes(join(place.tree, 'bin/probe'), now, now);
    await place.start();
    assert.deepEqual(await readdir(place.cache), []);
  }));
