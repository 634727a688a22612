import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How the service behaves; `down` answers 503 to everything, `read-only` is a token of a fork's pull request. */
type CacheServiceMode = 'normal' | 'read-only' | 'full' | 'down' | 'slow';

/** A stand-in for GitHub's cache service: a real HTTP server on loopback that speaks its protocol. */
export interface CacheService {
  mode: CacheServiceMode;
  /** What a runner gives an action, for @actions/cache to find the service. */
  readonly env: Readonly<Record<string, string>>;
  /** Keys of the finished entries, the oldest first. */
  keys(): string[];
  /** The methods called and blobs moved so far: `CreateCacheEntry emulator-…`, `GET`, `PUT block`. */
  readonly requests: readonly string[];
  /** Spoils the stored bytes of every entry whose key begins so. */
  corrupt(prefix: string): Promise<void>;
  remove(prefix: string): void;
  stop(): Promise<void>;
}

interface Entry {
  readonly id: string;
  readonly key: string;
  readonly version: string;
  readonly file: string;
  finished: boolean;
}

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
const SLOW_MS = 400;

/**
 * Starts the service with nothing in it. The three methods are those of @actions/cache's generated client
 * (results/api/v1/cache.proto); blobs are written and read as Azure's Put Blob, Put Block, Put Block List and Get Blob.
 */
export async function startCacheService(): Promise<CacheService> {
  const directory = await mkdtemp(join(tmpdir(), 'cache-service-'));
  const token = `token-${randomUUID()}`;
  const signature = randomBytes(16).toString('hex');
  const entries: Entry[] = [];
  let created = 0; // those that were removed too
  const requests: string[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const blobUrl = (entry: Entry): string => `${base}/blobs/${entry.id}?sig=${signature}`;

  const methods: Record<string, (body: Record<string, unknown>) => object> = {
    CreateCacheEntry({ key = '', version = '' }) {
      // What the service says is what @actions/cache looks for: CACHE_WRITE_DENIED_PREFIX, UsageError.
      if (service.mode === 'read-only')
        return { ok: false, message: 'cache write denied: the token is read-only' };
      if (service.mode === 'full') return { ok: false, message: 'insufficient usage: the storage is full' };
      if (entries.some((entry) => entry.key === key && entry.version === version)) return { ok: false };
      created += 1;
      const id = String(created); // an int64, and its file's name
      const file = join(directory, id);
      const entry = { id, key: String(key), version: String(version), file, finished: false };
      entries.push(entry);
      return { ok: true, signed_upload_url: blobUrl(entry) };
    },
    FinalizeCacheEntryUpload({ key, version }) {
      const entry = entries.find((found) => found.key === key && found.version === version);
      if (entry === undefined) return { ok: false };
      entry.finished = true;
      return { ok: true, entry_id: entry.id };
    },
    GetCacheEntryDownloadURL({ key, version, restore_keys: prefixes = [] }) {
      const usable = entries.filter((entry) => entry.finished && entry.version === version).reverse();
      const found =
        usable.find((entry) => entry.key === key) ??
        usable.find((entry) => (prefixes as string[]).some((prefix) => entry.key.startsWith(prefix)));
      if (found === undefined) return { ok: false };
      return { ok: true, signed_download_url: blobUrl(found), matched_key: found.key };
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', base);
    if (service.mode === 'slow') await sleep(SLOW_MS);
    if (service.mode === 'down') {
      request.resume();
      return answer(response, 503, { code: 'unavailable', msg: 'the service is down' });
    }
    if (url.pathname.startsWith(SERVICE)) return call(url.pathname.slice(SERVICE.length), request, response);
    const entry = entries.find(({ id }) => url.pathname === `/blobs/${id}`);
    if (entry === undefined || url.searchParams.get('sig') !== signature) return answer(response, 403, {});
    if (request.method === 'PUT') return put(entry, url, request, response);
    requests.push(request.method ?? '');
    return get(entry.file, request, response);
  }

  async function call(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    const method = methods[name];
    requests.push(`${name} ${body.key}`);
    if (request.headers.authorization !== `Bearer ${token}`)
      return answer(response, 401, { code: 'unauthenticated', msg: 'bad token' });
    if (method === undefined) return answer(response, 404, { code: 'bad_route', msg: name });
    answer(response, 200, method(body));
  }

  async function put(
    { file }: Entry,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const what = url.searchParams.get('comp');
    requests.push(`PUT ${what ?? 'blob'}`);
    if (what === 'block') {
      const id = Buffer.from(url.searchParams.get('blockid') ?? '', 'base64').toString('hex');
      await pipeline(request, createWriteStream(`${file}.${id}`));
    } else if (what === 'blocklist') {
      const ids = [...(await text(request)).matchAll(/<Latest>([^<]+)<\/Latest>/g)];
      await writeFile(file, '');
      for (const [, id = ''] of ids) {
        await appendFile(file, await readFile(`${file}.${Buffer.from(id, 'base64').toString('hex')}`));
      }
    } else await writeFile(file, await buffer(request));
    response.writeHead(201, { etag: '"1"', 'x-ms-request-id': randomUUID() }).end();
  }

  const service: CacheService = {
    mode: 'normal',
    env: {
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RESULTS_URL: `${base}/`,
      ACTIONS_RUNTIME_TOKEN: token,
    },
    requests,
    keys: () => entries.filter(({ finished }) => finished).map(({ key }) => key),
    async corrupt(prefix) {
      for (const { key, file } of entries) if (key.startsWith(prefix)) await spoil(file);
    },
    remove(prefix) {
      for (const entry of entries.filter(({ key }) => key.startsWith(prefix)))
        entries.splice(entries.indexOf(entry), 1);
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return service;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Get Blob, and Get Blob Properties (HEAD): the whole, or the range that x-ms-range or Range names. */
async function get(file: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { size } = await stat(file);
  const range = /^bytes=(\d+)-(\d*)$/.exec(String(request.headers['x-ms-range'] ?? request.headers.range));
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(size - 1, range?.[2] ? Number(range[2]) : size - 1);
  response.writeHead(range ? 206 : 200, {
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    etag: '"1"',
    ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file, { start, end }), response);
}

/** Changes bytes in the middle: the archive of an entry is still as long as it was. */
async function spoil(file: string): Promise<void> {
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(Math.min(64, size), 0xa5), 0, Math.min(64, size), Math.floor(size / 2));
  await handle.close();
}
