import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { ImageReference } from '../registry/reference.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Sink, SinkHost } from './sink.ts';

const DEFAULT_SOCKET = '/var/run/docker.sock';

/**
 * Loads the image into a running Docker Engine (or podman's service, which speaks the same), Docker Engine API `POST
 * /images/load`, and before anything is built `GET /_ping`. Over its socket rather than by `docker load`: it needs no
 * client and no temporary file, and memory stays flat.
 * @throws ToolError `docker-host` for a DOCKER_HOST that is no socket.
 * @throws ToolError `docker-unreachable`, `docker-load-failed`.
 */
export function dockerEngineSink(references: readonly ImageReference[], host: SinkHost): Sink {
  const socketPath = socketOf(host.env);
  let loadedId: string | undefined;
  return {
    description: `Docker Engine at ${socketPath}`,
    loadedId: () => loadedId,
    async check() {
      const outgoing = request({ socketPath, path: '/_ping', signal: host.signal }).end();
      try {
        const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
        if (response.statusCode !== 200) throw new Error(`it answers ${response.statusCode} to a ping`);
      } catch (error) {
        throw host.signal.aborted ? error : unreachable(socketPath, error);
      } finally {
        outgoing.destroy();
      }
    },
    async publish({ images: [image] }) {
      const archive = await dockerArchive(image, references, host.signal);
      const outgoing = request({
        socketPath,
        method: 'POST',
        path: '/images/load?quiet=1',
        headers: { 'content-type': 'application/x-tar' },
        signal: host.signal,
      });
      const answer = once(outgoing, 'response') as Promise<[IncomingMessage]>;
      const sent = pipeline(archive, outgoing);
      try {
        await Promise.race([answer, sent]);
        const [response] = await answer;
        loadedId = idIn(await requireLoaded(response));
      } catch (error) {
        throw host.signal.aborted || error instanceof ToolError ? error : unreachable(socketPath, error);
      } finally {
        outgoing.destroy();
        await Promise.allSettled([answer, sent]);
      }
    },
  };
}

function socketOf({ DOCKER_HOST: address }: Host['env']): string {
  if (!address) return DEFAULT_SOCKET;
  if (address.startsWith('unix://')) return address.slice('unix://'.length);
  throw new ToolError(
    'docker-host',
    `outputs: DOCKER_HOST is ${address}, and an image is loaded only through a socket on this machine`,
    'write type=docker,dest=image.tar and then run docker load --input image.tar',
  );
}

/** The engine answers 200 before it has loaded anything; its JSON lines, which are given back, tell how it went. */
async function requireLoaded(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) if (text.length < 1 << 20) text += String(chunk);
  const problem = response.statusCode === 200 ? errorLine(text) : `${response.statusCode} ${text.trim()}`;
  if (problem === undefined) return text;
  throw new ToolError(
    'docker-load-failed',
    `the Docker Engine did not load the image: ${problem}`,
    'the engine says why; its disk may be full',
  );
}

/** The digest of the configuration, or in Docker's containerd image store that of a manifest of its own. */
function idIn(lines: string): string | undefined {
  return /"Loaded image(?: ID)?: (sha256:[0-9a-f]{64})\b/.exec(lines)?.[1];
}

function errorLine(text: string): string | undefined {
  const line = text.split('\n').find((one) => /^\{"error/.test(one));
  return line === undefined ? undefined : String(JSON.parse(line).error);
}

function unreachable(socketPath: string, cause: unknown): ToolError {
  return new ToolError(
    'docker-unreachable',
    `no Docker Engine takes the image at ${socketPath}: ${cause instanceof Error ? cause.message : String(cause)}`,
    'start it, or name its socket with DOCKER_HOST=unix://PATH; type=docker,dest=image.tar needs none',
    { cause },
  );
}
