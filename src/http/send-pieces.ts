import type { ClientRequest } from 'node:http';

/**
 * Sends a request's body piece by piece, each when the one before has left, so that its buffer may be used again, and
 * ends the request.
 * @throws the source's error, which destroys the request, or when the request is closed before all is sent or `signal`
 *   is aborted; a source that is waited for then is closed later.
 */
export async function sendPieces(
  pieces: AsyncGenerator<Buffer>,
  outgoing: ClientRequest,
  signal: AbortSignal,
): Promise<void> {
  let giveUp: () => void = () => undefined;
  const end = (): void => giveUp();
  const unlessClosed = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      giveUp = () => reject(outgoing.errored ?? new Error('the connection was closed'));
      if (outgoing.closed || signal.aborted) giveUp();
      work.then(resolve, reject);
    });
  outgoing.on('close', end);
  signal.addEventListener('abort', end);
  try {
    for (;;) {
      const { done, value } = await unlessClosed(pieces.next());
      if (done) break;
      await unlessClosed(written(value, outgoing));
    }
    outgoing.end();
  } catch (error) {
    outgoing.destroy(error instanceof Error ? error : undefined);
    throw error;
  } finally {
    outgoing.off('close', end);
    signal.removeEventListener('abort', end);
    pieces.return(undefined).catch(() => undefined); // it has thrown already
  }
}

/** Resolves when the operating system has the piece; after an error the request is closed. */
function written(piece: Buffer, outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    outgoing.write(piece, (error) => {
      if (error == null) resolve();
    });
  });
}
