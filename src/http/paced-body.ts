import { PATIENCE_MS } from './http.ts';

/** Slower than any network that a gigabyte is got over. */
const LEAST = 1 << 20;

/**
 * A response's bytes as they come.
 * @throws ETIMEDOUT where less than 1 MiB, and not the end, comes while it is waited for so long; what the reader does
 *   between chunks does not count.
 */
export async function* pacedBody(response: Response, patienceMs = PATIENCE_MS): AsyncGenerator<Buffer> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let waited = 0;
  let received = 0;
  try {
    for (;;) {
      const began = performance.now();
      const { done, value } = await within(patienceMs - waited, reader, patienceMs);
      if (done) return;
      waited += performance.now() - began;
      received += value.byteLength;
      if (received >= LEAST) waited = received = 0;
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } finally {
    await reader.cancel().catch(() => undefined); // of a broken stream it repeats the error that was thrown
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

async function within(leftMs: number, reader: Reader, patienceMs: number) {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.cancel().catch(() => undefined); // ends the reading below
  }, leftMs);
  try {
    const result = await reader.read();
    if (!late) return result;
  } finally {
    clearTimeout(timer);
  }
  const message = `less than ${LEAST} bytes came in ${patienceMs / 1000} s`;
  throw Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}
