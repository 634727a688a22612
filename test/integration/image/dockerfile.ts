import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from '../../../scripts/lib/workbench/product.ts';

const lines = [
  'RUN uname -m > /result && echo "$PATH" >> /result',
  'RUN ["bash", "-c", "echo exec form: $BASH_VERSION >> /result"]',
  'WORKDIR /work',
  'COPY t.c .',
  'RUN gcc -O2 t.c -o t && ./t >> /result',
  'USER 1000',
  'RUN id -u > /tmp/id',
  'CMD ["cat", "/result", "/tmp/id"]',
];

/** A Dockerfile on top of the image, by the plain builder, which starts RUN lines in containers of its own. */
export async function dockerfile({ engine, image, scope }: Product): Promise<void> {
  const context = await scope.tempDir('dockerfile');
  await writeFile(join(context, 'Dockerfile'), [`FROM ${image}`, ...lines, ''].join('\n'));
  await writeFile(
    join(context, 't.c'),
    '#include <stdio.h>\nint main(void) { return puts("compiled") < 0; }\n',
  );
  const tag = `${image}-derived`;
  await engine.run(['build', '--network', 'none', '--tag', tag, context], { env: { DOCKER_BUILDKIT: '0' } });
  try {
    const { stdout } = await engine.run(['run', '--rm', '--network', 'none', tag]);
    const [machine, path, shell, compiled, user] = stdout.split('\n');
    assert.deepEqual([machine, compiled, user], ['aarch64', 'compiled', '1000']);
    assert.match(path ?? '', /:\/x86_64\/native\/usr\/bin:\/x86_64\/host\/bin:\/usr\/bin:/);
    assert.match(shell ?? '', /^exec form: 5/);
  } finally {
    await engine.run(['rmi', '--force', tag]);
  }
}
