import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elfHead } from './rootfs-tar.ts';

/** The path of a file whose names are too long for one header. */
export const LONG = `deep/${'d'.repeat(80)}/${'e'.repeat(90)}/${'f'.repeat(200)}`;
/** A name that is not UTF-8. */
const LATIN = Buffer.concat([Buffer.from('caf'), Buffer.from([0xe9])]);
const OWNER = [4_000_000, 3_000_000] as const;
/** What tar --selinux writes for each file of a machine that has SELinux; here tar is told to. */
export const SELINUX = ['RHT.security.selinux', 'system_u:object_r:bin_t:s0'] as const;
export const SELINUX_OPTION = `--pax-option=${SELINUX.join(':=')}`;

/** Makes what a live machine's root has and a clean one has not, as root. */
export function makeLiveRoot(root: string): void {
  for (const path of ['bin', 'boot/grub', 'usr/bin', 'var/cache/apt', join(LONG, '..')])
    mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'bin/sh'), elfHead(183), { mode: 0o755 });
  writeFileSync(join(root, LONG), 'long');
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), LATIN]), 'latin');
  writeFileSync(join(root, 'boot/vmlinuz'), 'kernel'.repeat(1000));
  linkSync(join(root, 'boot/vmlinuz'), join(root, 'boot/vmlinuz.old'));
  linkSync(join(root, 'boot/vmlinuz'), join(root, 'usr/bin/kernel'));
  linkSync(join(root, 'boot/vmlinuz'), join(root, 'usr/bin/kernel-again'));
  writeFileSync(join(root, 'var/cache/apt/pkgcache.bin'), 'cache');
  const script = `
    ln -s ../../../../etc/passwd outside
    mknod null c 1 3; mknod disk b 8 0; mkfifo pipe
    perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "socket", Listen => 1) or die $!'
    printf begin >sparse; truncate -s 300000 sparse
    for at in 40000 80000 120000 160000 200000 240000; do printf "at$at" | dd of=sparse bs=1 seek=$at conv=notrunc status=none; done
    cp /bin/true usr/bin/ping; setcap cap_net_raw+ep usr/bin/ping
    echo owned >usr/bin/owned; chown ${OWNER.join(':')} usr/bin/owned var/cache/apt/pkgcache.bin
  `;
  execFileSync('sh', ['-ec', script], { cwd: root });
}

/** Such a root, without /boot, as somebody unpacked it: what only a live machine has is still there. */
export function checkUnpacked(root: string, target: string, hasCapabilities: boolean): void {
  const there = (path: string): string => join(target, path);
  assert.equal(readFileSync(there('usr/bin/kernel'), 'utf8'), 'kernel'.repeat(1000));
  assert.equal(statSync(there('usr/bin/kernel')).nlink, 2);
  assert.equal(statSync(there('usr/bin/kernel')).ino, statSync(there('usr/bin/kernel-again')).ino);
  assert.deepEqual(readFileSync(there('sparse')), readFileSync(join(root, 'sparse')));
  assert.equal(readFileSync(there(LONG), 'utf8'), 'long');
  assert.equal(readFileSync(Buffer.concat([Buffer.from(`${target}/`), LATIN]), 'utf8'), 'latin');
  const { uid, gid } = statSync(there('usr/bin/owned'));
  assert.deepEqual([uid, gid], OWNER);
  assert.ok(statSync(there('null')).isCharacterDevice() && statSync(there('pipe')).isFIFO());
  assert.equal(existsSync(there('socket')), false);
  const capabilities = execFileSync('getcap', [there('usr/bin/ping')], { encoding: 'utf8' });
  assert.match(capabilities, hasCapabilities ? /cap_net_raw=ep/ : /^$/);
}
