import { r as __require, t as __commonJSMin } from "./chunk-rolldown-runtime.js";
import { S as createCacheProgram, _ as makeDirectory, b as isThere$1, c as spawnGroup, d as checkUnfinishedName, f as createGithubCache, g as linkTree, h as fileNameOf, i as formatElapsed, m as emptyDirectory, o as spawnError, p as copyTree, r as endOrphans, u as ToolError, v as ifThere, x as isCode, y as isDirectory } from "./chunk-failure.js";
import { t as readOptional } from "./chunk-optional-file.js";
import { a as listOf, i as checkBoolean, n as createdBy, o as looksLikePath, r as repositoryRoot, s as textReader } from "./chunk-platform.js";
import { a as buildrootMake, n as finishedPackages, o as buildrootPlaces, r as pruneFinishedPackages, s as compilerEnvironment, t as dropUnfinishedPackages } from "./chunk-stages.js";
import { basename, dirname, isAbsolute, join, posix, relative, resolve } from "node:path";
import { access, chmod, constants, copyFile, cp, link, lstat, mkdir, open as open$2, readFile, readdir, readlink, realpath, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createHash, randomUUID } from "node:crypto";
import { closeSync, createReadStream, createWriteStream, existsSync, fstatSync, lstatSync, openSync, readFileSync, readSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { PassThrough, Readable, Transform, pipeline } from "node:stream";
import { getCACertificates } from "node:tls";
import { availableParallelism, userInfo } from "node:os";
import { once as once$1 } from "node:events";
import { Agent, request } from "node:http";
import { Agent as Agent$1, request as request$1 } from "node:https";
import { BlockList, isIP } from "node:net";
import { buffer } from "node:stream/consumers";
import { pipeline as pipeline$1 } from "node:stream/promises";
import { isAscii, isUtf8 } from "node:buffer";
import { constants as constants$3, crc32, createGunzip, createZstdDecompress, deflateRaw, zstdCompress } from "node:zlib";
// src/host/once.ts
function once(say) {
	let said = false;
	return (message) => {
		if (!said) say(message);
		said = true;
	};
}
// src/host/process-identity.ts
async function identityOf(process) {
	const stat = await ifThere(readFile(`/proc/${process}/stat`, "latin1"), "ESRCH");
	if (stat === void 0) return void 0;
	const [pid] = stat.split(" ", 1);
	const [state = "", ...others] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return /[ZX]/.test(state) ? void 0 : `${pid} ${others[18]} ${await surroundings()}`;
}
async function isRunning(identity) {
	const [, pid, around] = /^(\d+) \d+ (.*)$/.exec(identity) ?? [];
	if (pid === void 0 || around !== await surroundings()) return void 0;
	return await identityOf(pid) === identity;
}
async function surroundings() {
	const boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1");
	return `${await readlink("/proc/self/ns/pid")} ${boot.trim()}`;
}
// src/host/lock.ts
const TIMES = {
	touchMs: 1e4,
	staleMs: 12e4
};
async function takeLock(path, options) {
	const own = await identityOf("self");
	if (own === void 0) throw new Error("/proc does not show this process");
	const file = path.replace(/lock$/, `${randomUUID()}.lock`);
	const handle = await open$2(file, "wx");
	let lock;
	try {
		await handle.writeFile(own);
		while (!await isLinked(file, path)) {
			const found = await ifThere(readFile(path, "utf8"));
			if (found === own) return { release: () => rm(path, { force: true }) };
			if (found === void 0) continue;
			const now = (await handle.stat()).mtimeMs;
			if (await isHeld(path, found, now, options)) return void 0;
			await removeStale(path, found, `${file}.stale.lock`);
		}
		lock = keepFresh(path, handle, own, options);
		return lock;
	} finally {
		await rm(file);
		if (lock === void 0) await handle.close();
	}
}
async function isLinked(file, path) {
	try {
		await link(file, path);
		return true;
	} catch (error) {
		if (isCode(error, "EEXIST")) return false;
		throw error;
	}
}
async function isHeld(path, found, now, { signal, onWait, times: { touchMs, staleMs } = TIMES }) {
	const running = await isRunning(found);
	if (running !== void 0) return running;
	const touched = (await ifThere(stat(path)))?.mtimeMs;
	if (touched === void 0) return false;
	for (let age = Math.max(0, now - touched); age < staleMs; age += touchMs) {
		onWait?.();
		await setTimeout$1(touchMs, void 0, { signal });
		const again = (await ifThere(stat(path)))?.mtimeMs;
		if (again !== touched) return again !== void 0;
	}
	return false;
}
async function removeStale(path, found, aside) {
	await ifThere(rename(path, aside));
	const moved = await ifThere(readFile(aside, "utf8"));
	if (moved !== void 0 && moved !== found) await isLinked(aside, path);
	await rm(aside, { force: true });
}
function keepFresh(path, handle, own, { times = TIMES }) {
	const timer = setInterval(() => void handle.write(own, 0).catch(() => void 0), times.touchMs).unref();
	return { async release() {
		clearInterval(timer);
		await handle.close();
		await rm(path, { force: true });
	} };
}
// src/host/unfinished-directory.ts
async function openUnfinishedDirectory(root, name, host, times) {
	checkUnfinishedName(name);
	const directory = join(root, name);
	await makeDirectory(root);
	const onWait = () => host.progress(`looking whether another run is at work on ${name}`);
	const lock = await takeLock(`${directory}.lock`, {
		signal: host.signal,
		onWait,
		...times && { times }
	});
	if (lock === void 0) {
		const own = await host.tempDir(name);
		const done = () => remove(own);
		return {
			directory: own,
			restored: false,
			checkpoint: async () => void 0,
			keep: done,
			done
		};
	}
	await makeDirectory(directory);
	return {
		directory,
		restored: (await readdir(directory)).length > 0,
		checkpoint: async () => void 0,
		keep: () => lock.release(),
		async done() {
			await remove(directory);
			await lock.release();
		}
	};
}
async function remove(path) {
	await rm(path, {
		recursive: true,
		force: true
	});
}
// src/http/content-range.ts
function contentStart({ status, headers }) {
	if (status !== 206) return 0;
	const start = /^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1];
	return start === void 0 ? Number.POSITIVE_INFINITY : Number(start);
}
// src/http/retry.ts
var TransientFailure = class extends Error {
	reason;
	retryAfterMs;
	isBusy;
	constructor(reason, retryAfterMs, isBusy = false) {
		super(reason.message, { cause: reason });
		this.name = "TransientFailure";
		this.reason = reason;
		this.retryAfterMs = retryAfterMs;
		this.isBusy = isBusy;
	}
};
const DEFAULT_RETRY = {
	attempts: 5,
	firstDelayMs: 500
};
async function withRetry(operation, policy, signal) {
	const attempts = countAttempts(policy, signal);
	for (;;) try {
		return await operation(attempts.reached);
	} catch (error) {
		await attempts.again(error);
	}
}
function countAttempts(policy, signal) {
	const { progressBytes = 1 << 20 } = policy;
	let attempt = 1;
	let mark = 0;
	return {
		reached(bytes) {
			if (bytes - mark < progressBytes) return;
			mark = bytes;
			attempt = 1;
		},
		async again(error) {
			if (!(error instanceof TransientFailure)) throw error;
			if (attempt >= policy.attempts) throw error.reason;
			attempt += 1;
			await pauseBefore(attempt, error, policy, signal);
		}
	};
}
async function pauseBefore(attempt, { retryAfterMs }, policy, signal) {
	const delay = retryAfterMs ?? jitter(policy.firstDelayMs * 2 ** (attempt - 2));
	await setTimeout$1(delay, void 0, signal === void 0 ? {} : { signal });
}
function parseRetryAfter(value, now) {
	if (value === null) return void 0;
	if (/^\d+$/.test(value.trim())) return Number(value) * 1e3;
	const date = Date.parse(value);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
function jitter(delay) {
	return delay * (.5 + Math.random() / 2);
}
// src/http/resume.ts
async function* resumed(open, policy, signal) {
	const attempts = countAttempts(policy, signal);
	let offset = 0;
	for (;;) try {
		for await (const chunk of open(offset)) {
			offset += chunk.length;
			attempts.reached(offset);
			yield chunk;
		}
		return;
	} catch (error) {
		await attempts.again(error);
	}
}
// src/files/home-directory.ts
function homeDirectory(env) {
	if (env.HOME) return env.HOME;
	try {
		return userInfo().homedir || "/";
	} catch {
		return "/";
	}
}
// src/http/certificates.ts
async function registryIdentity(registry, env) {
	for (const base of certificateDirectories(env)) {
		const directory = join(base, registry);
		const names = await ifThere(readdir(directory), "ENOTDIR", "EACCES") ?? [];
		const authorities = names.filter((name) => name.endsWith(".crt"));
		const [client] = names.filter((name) => name.endsWith(".cert"));
		if (authorities.length === 0 && client === void 0) continue;
		const read = (name) => readFile(join(directory, name), "utf8");
		const ca = await Promise.all(authorities.sort().map(read));
		const key = client && await readOptional(join(directory, `${client.slice(0, -5)}.key`));
		return {
			...ca.length > 0 && { ca: [...getCACertificates("default"), ...ca] },
			...client !== void 0 && key !== void 0 && {
				cert: await read(client),
				key
			}
		};
	}
	return {};
}
function hasCertificates(registry, env) {
	return certificateDirectories(env).some((base) => existsSync(join(base, registry)));
}
function trustingSystem(identity) {
	const known = identity.ca ?? getCACertificates("default");
	return {
		...identity,
		ca: [...known, ...getCACertificates("system")]
	};
}
function isUnknownIssuer(error) {
	return error instanceof Error && "code" in error && UNKNOWN_ISSUER.includes(String(error.code));
}
const UNTRUSTED = "UNTRUSTED_HOST";
var UntrustedHost = class extends Error {
	code = UNTRUSTED;
	constructor(host, { message }) {
		super(`${host} shows a certificate that is not trusted: ${message}`);
		this.name = "UntrustedHost";
	}
};
const UNKNOWN_ISSUER = [
	"SELF_SIGNED_CERT_IN_CHAIN",
	"DEPTH_ZERO_SELF_SIGNED_CERT",
	"UNABLE_TO_GET_ISSUER_CERT",
	"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	"UNABLE_TO_VERIFY_LEAF_SIGNATURE"
];
function certificateDirectories(env) {
	const home = homeDirectory(env);
	return [
		join(home, ".config/containers/certs.d"),
		"/etc/containers/certs.d",
		join(home, ".docker/certs.d"),
		"/etc/docker/certs.d"
	];
}
// src/http/http.ts
const MAX_REDIRECTS = 5;
const PATIENCE_MS = 12e4;
const MAX_DISCARDED = 65536;
const USER_AGENT = "arm64-on-x86";
async function send(request, options) {
	const { resolve = resolveLocation } = options;
	let url = request.url;
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
		const response = await sendOnce({
			...request,
			url
		}, options);
		const location = redirectTarget(request, response);
		if (location === void 0) return {
			response,
			url
		};
		await discard(response);
		const next = resolve(location, url);
		if (options.sameOrigin && next.origin !== url.origin) throw new Error(`${url.host} redirects to ${next.host}, which is not to get what is sent`);
		url = next;
	}
	throw new Error(`more than ${MAX_REDIRECTS} redirections from ${request.url.host}`);
}
function resolveLocation(location, base) {
	const url = new URL(location, base);
	if (base.protocol === "https:" && url.protocol !== "https:") throw new Error(`${base.host} redirects from https to ${url.protocol}//${url.host}`);
	return url;
}
async function readBody(response, limit, patienceMs = PATIENCE_MS) {
	if (response.body === null) return new Uint8Array();
	const reader = response.body.getReader();
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		reader.cancel().catch(() => void 0);
	}, patienceMs);
	try {
		const chunks = [];
		let size = 0;
		for (let { value } = await reader.read(); value !== void 0; {value} = await reader.read()) {
			size += value.length;
			if (size > limit) {
				await reader.cancel();
				return;
			}
			chunks.push(value);
		}
		if (late) throw Object.assign(new Error(`no whole answer within ${patienceMs / 1e3} s`), { code: "ETIMEDOUT" });
		return Buffer.concat(chunks);
	} finally {
		clearTimeout(timer);
	}
}
async function discard(response) {
	await readBody(response, MAX_DISCARDED).catch(() => void 0);
}
async function sendOnce(request, options) {
	const headers = new Headers({
		"user-agent": USER_AGENT,
		...request.headers
	});
	const authorization = options.authorization?.(request.url);
	if (authorization !== void 0) headers.set("authorization", authorization);
	const { method, url, body } = request;
	return options.transport({
		method,
		url,
		headers,
		...body !== void 0 && { body },
		...options.signal !== void 0 && { signal: options.signal }
	});
}
function redirectTarget(request, response) {
	if (!(request.method === "GET" || request.method === "HEAD" ? [
		301,
		302,
		303,
		307,
		308
	] : [307, 308]).includes(response.status)) return void 0;
	return response.headers.get("location") ?? void 0;
}
// src/http/transient.ts
const LONGEST_WAIT_MS = 12e4;
const TRANSIENT_STATUS = [
	408,
	429,
	500,
	502,
	503,
	504
];
const BUSY = [429, 503];
const TRANSIENT_CODES = [
	"ECONNRESET",
	"EPIPE",
	"ETIMEDOUT",
	"EAI_AGAIN",
	"ERR_STREAM_PREMATURE_CLOSE"
];
function transientIfStatus(response, error) {
	if (!TRANSIENT_STATUS.includes(response.status)) return error;
	const wait = parseRetryAfter(response.headers.get("retry-after"), Date.now());
	if (wait === void 0 || wait <= LONGEST_WAIT_MS) return new TransientFailure(error, wait, BUSY.includes(response.status));
	const seconds = Math.ceil(wait / 1e3);
	return new ToolError(error.code, `${error.message}; it wants to be asked again in ${seconds} s`, `run again in ${Math.ceil(seconds / 60)} minutes`, { cause: error });
}
function transientIfCode(code, error) {
	return TRANSIENT_CODES.includes(code) ? new TransientFailure(error) : error;
}
// src/registry/errors.ts
const MAX_ERROR_BODY = 65536;
async function responseError(response, action, target) {
	const body = Buffer.from(await readErrorBody(response) ?? []).toString("utf8");
	const said = errorDetail(body);
	const { code, hint } = NEEDS_TLS.test(body) ? speaksTls(target) : advice(response.status, target);
	const status = `${response.status}${response.statusText ? ` ${response.statusText}` : ""}`;
	const message = `${target.registry} did not ${action} in ${target.repository}: ${said ? `${status}, ${said}` : status}`;
	return transientIfStatus(response, new ToolError(code, message, hint));
}
function connectionError(cause, action, target) {
	const { code, message } = rootCause(cause);
	return transientIfCode(code, new ToolError("registry-unreachable", `${target.registry} could not be reached to ${action} in ${target.repository}: ${message}`, connectionAdvice(code, target.registry), { cause }));
}
function connectionAdvice(code, registry) {
	if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") return `it speaks plain http; allow that with insecure-registries: ${registry} (for a cache, registry.insecure=true)`;
	if (code === "UNTRUSTED_HOST") return "trust its authority, in certs.d/HOST or on this machine (docs/registries.md, \"Credentials, proxies, certificates\")";
	return "check the name of the registry, that it runs, and the network (proxy, firewall)";
}
function protocolError(what, action, target) {
	return new ToolError("registry-failed", `${target.registry} did not ${action} in ${target.repository}: ${what}`, "check that the name is that of a registry, and what a proxy before it does to answers");
}
function digestMismatch(name, action, actual) {
	return new ToolError("registry-digest-mismatch", `${name} was to ${action}, but there is ${actual}`, "something between here and the registry changes what is sent; look for a proxy");
}
function readErrorBody(response) {
	return readBody(response, MAX_ERROR_BODY).catch(() => void 0);
}
const NEEDS_TLS = /HTTP request (was sent )?to (an )?HTTPS/i;
function speaksTls({ registry }) {
	return {
		code: "registry-failed",
		hint: `it speaks https: put its authority into certs.d/${registry} (docs/registries.md), and leave it out of insecure-registries`
	};
}
function advice(status, { registry, loggedIn }) {
	if (status === 401 && !loggedIn) return {
		code: "registry-unauthorized",
		hint: `no credentials were found; log in first: docker login ${registry}`
	};
	if (status === 401) return {
		code: "registry-unauthorized",
		hint: `check the user and password: docker login ${registry}`
	};
	if (status === 403) return {
		code: "registry-denied",
		hint: "check that this user (or token) has the right to do that in this repository"
	};
	if (status === 404) return {
		code: "registry-not-found",
		hint: "check the name, and that the repository exists"
	};
	if (status === 413) return {
		code: "registry-too-large",
		hint: "the registry, or a proxy before it, limits the size of an upload; raise it"
	};
	return {
		code: "registry-failed",
		hint: "try again later, or see the log of the registry"
	};
}
function errorDetail(body) {
	try {
		const { errors } = JSON.parse(body);
		return errors.map(({ code = "", message = "" }) => `${code}: ${message}`).join("; ");
	} catch {
		return "";
	}
}
function rootCause(error) {
	let current = error;
	while (current instanceof Error && current.cause instanceof Error) current = current.cause;
	if (!(current instanceof Error)) return {
		code: "",
		message: String(current)
	};
	const code = "code" in current ? String(current.code) : "";
	return {
		code,
		message: current.message || code
	};
}
// src/registry/blob-download.ts
const READ_AHEAD = 1 << 20;
function getBlob(session, wanted, options) {
	return Readable.from(blobBytes(session, wanted, options), {
		objectMode: false,
		highWaterMark: READ_AHEAD
	});
}
async function* blobBytes(session, wanted, { retry = DEFAULT_RETRY, signal }) {
	const hash = createHash("sha256");
	for await (const chunk of resumed((offset) => blobFrom(session, wanted, offset), retry, signal)) {
		hash.update(chunk);
		yield chunk;
	}
	const actual = `sha256:${hash.digest("hex")}`;
	if (actual !== wanted.digest) throw digestMismatch(session.name, actionOf(wanted), actual);
}
function actionOf({ digest }) {
	return `give the blob ${digest}`;
}
async function* blobFrom(session, blob, offset) {
	if (offset > 0 && offset === blob.size) return;
	const action = actionOf(blob);
	const headers = {
		"accept-encoding": "identity",
		...offset === 0 ? {} : { range: `bytes=${offset}-` }
	};
	const url = session.url(`blobs/${blob.digest}`);
	const response = await session.exchange({
		method: "GET",
		url,
		headers
	}, [200, 206], action);
	let at = contentStart(response);
	if (at > offset) throw session.error("it sends another part than was asked for", action);
	for await (const chunk of session.chunks(response, action)) {
		const wanted = chunk.subarray(Math.min(Math.max(0, offset - at), chunk.length));
		at += chunk.length;
		if (at > blob.size) throw session.error(`it sends more than the ${blob.size} bytes of the manifest`, action);
		if (wanted.length > 0) yield wanted;
	}
	if (at < blob.size) throw new TransientFailure(session.error(`it ends after ${at} of ${blob.size} bytes`, action));
}
// src/http/request-body.ts
async function* openBody(body, offset = 0) {
	let passed = 0;
	try {
		for await (const chunk of body.pieces?.() ?? body.open()) {
			const before = passed;
			passed += chunk.length;
			if (passed > body.size) break;
			if (passed > offset) yield before >= offset ? chunk : chunk.subarray(offset - before);
		}
	} catch (error) {
		if (error instanceof ToolError) throw error;
		throw unreadable$1(error instanceof Error ? error.message : String(error), error);
	}
	if (passed !== body.size) throw unreadable$1(`it is not ${body.size} bytes long`);
}
function unreadable$1(what, cause) {
	return new ToolError("layer-unreadable", `a layer could not be read to upload it: ${what}`, "its file was removed or changed while the image was pushed; run again", { cause });
}
// src/image/digest.ts
function createDigester() {
	const hash = createHash("sha256");
	let size = 0;
	return {
		stream: new Transform({ transform(chunk, _encoding, done) {
			hash.update(chunk);
			size += chunk.length;
			done(null, chunk);
		} }),
		result: () => ({
			digest: `sha256:${hash.copy().digest("hex")}`,
			size
		})
	};
}
function digestOf(bytes) {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
function isDigest(text) {
	return typeof text === "string" && /^sha256:[0-9a-f]{64}$/.test(text);
}
function digestHex(digest) {
	return digest.slice(7);
}
// src/image/media-types.ts
const MEDIA_TYPES = {
	index: "application/vnd.oci.image.index.v1+json",
	manifest: "application/vnd.oci.image.manifest.v1+json",
	config: "application/vnd.oci.image.config.v1+json",
	layer: "application/vnd.oci.image.layer.v1.tar",
	layerGzip: "application/vnd.oci.image.layer.v1.tar+gzip",
	layerZstd: "application/vnd.oci.image.layer.v1.tar+zstd"
};
const DOCKER_MEDIA_TYPES = {
	index: "application/vnd.docker.distribution.manifest.list.v2+json",
	manifest: "application/vnd.docker.distribution.manifest.v2+json",
	config: "application/vnd.docker.container.image.v1+json",
	layer: "application/vnd.docker.image.rootfs.diff.tar",
	layerGzip: "application/vnd.docker.image.rootfs.diff.tar.gzip"
};
const DOCKER_LAYER_ZSTD = "application/vnd.docker.image.rootfs.diff.tar.zstd";
function mediaTypesOf(family) {
	return family === "oci" ? MEDIA_TYPES : DOCKER_MEDIA_TYPES;
}
function layerTypeIn(family, mediaType) {
	if (mediaType === MEDIA_TYPES.layerZstd || mediaType === "application/vnd.docker.image.rootfs.diff.tar.zstd") {
		if (family === "oci") return MEDIA_TYPES.layerZstd;
		throw new ToolError("media-type-zstd", "oci-mediatypes=false: a layer is compressed with zstd, for which Docker's media types have no name", "leave oci-mediatypes=false out, or give the root filesystem as .tar.gz and leave out compression=zstd");
	}
	const isGzip = mediaType === MEDIA_TYPES.layerGzip || mediaType === DOCKER_MEDIA_TYPES.layerGzip;
	return mediaTypesOf(family)[isGzip ? "layerGzip" : "layer"];
}
const MANIFEST_TYPES = [
	MEDIA_TYPES.manifest,
	MEDIA_TYPES.index,
	DOCKER_MEDIA_TYPES.manifest,
	DOCKER_MEDIA_TYPES.index
];
// src/registry/manifests.ts
const MAX_MANIFEST = 4 << 20;
const ACCEPT = { accept: MANIFEST_TYPES.join(", ") };
async function putManifest(session, reference, { descriptor, bytes }) {
	const action = `take the manifest ${reference}`;
	const headers = { "content-type": descriptor.mediaType };
	const url = session.url(`manifests/${reference}`);
	const response = await session.request({
		method: "PUT",
		url,
		headers,
		body: bytes
	}, [201], action);
	await discard(response);
	assertDigest(response, descriptor.digest, session, action);
	await verifyManifest(session, reference, descriptor.digest);
	return response.headers;
}
async function getManifest(session, reference) {
	const { status, mediaType, bytes, digest } = await readManifest(session, reference, [200, 404]);
	if (status === 404) return void 0;
	if (MANIFEST_TYPES.includes(mediaType)) return {
		bytes,
		mediaType,
		digest
	};
	const what = `its answer is ${JSON.stringify(mediaType)}, which is no manifest`;
	throw session.error(what, `give the manifest ${reference}`);
}
function readManifest(session, reference, expected) {
	const action = `give the manifest ${reference}`;
	const url = session.url(`manifests/${reference}`);
	return session.retrying(async () => {
		const response = await session.exchange({
			method: "GET",
			url,
			headers: ACCEPT
		}, expected, action);
		const { status, headers } = response;
		const bytes = await session.read(response, MAX_MANIFEST, action);
		const digest = digestOf(bytes);
		const named = reference.includes(":") ? reference : headers.get("docker-content-digest");
		if (status === 200 && named?.startsWith("sha256:") && digest !== named) throw digestMismatch(session.name, action, digest);
		return {
			status,
			bytes,
			mediaType: (headers.get("content-type") ?? "").replace(/\s*;.*/s, ""),
			digest
		};
	});
}
function assertDigest(response, digest, session, action) {
	const stored = response.headers.get("docker-content-digest");
	if (stored !== null && stored !== digest) throw digestMismatch(session.name, action, stored);
}
async function verifyManifest(session, reference, digest) {
	const action = `keep the manifest ${reference}`;
	const url = session.url(`manifests/${reference}`);
	const found = await session.retrying(async () => {
		const response = await session.exchange({
			method: "HEAD",
			url,
			headers: ACCEPT
		}, [200, 404], action);
		if (response.status === 200) return response.headers.get("docker-content-digest");
		throw new TransientFailure(session.error("it said 201, but the manifest is not there", action));
	}) ?? (await getManifest(session, reference))?.digest;
	if (found !== digest) throw digestMismatch(session.name, action, found ?? "nothing");
}
// src/registry/upload-state.ts
async function beginUpload(session, blob, mountFrom, action) {
	const url = session.url("blobs/uploads/");
	if (mountFrom !== void 0) url.search = new URLSearchParams({
		mount: blob.digest,
		from: mountFrom
	}).toString();
	const request = {
		method: "POST",
		url,
		body: new Uint8Array()
	};
	const refusals = mountFrom === void 0 ? [] : [
		400,
		401,
		403,
		404,
		405
	];
	const response = await session.exchange(request, [
		201,
		202,
		...refusals
	], action);
	await discard(response);
	if (refusals.includes(response.status)) return beginUpload(session, blob, void 0, action);
	if (response.status === 201 && mountFrom !== void 0) return void 0;
	return {
		location: nextLocation(session, response, url, action),
		offset: 0,
		chunkMinimum: minimum(response)
	};
}
async function resumeUpload(session, { location, chunkMinimum }, action) {
	const request = {
		method: "GET",
		url: location
	};
	const response = await session.exchange(request, [
		200,
		202,
		204
	], action).catch((error) => {
		if (error instanceof ToolError) return void 0;
		throw error;
	});
	if (response === void 0) return void 0;
	await discard(response);
	const offset = receivedBytes(response);
	if (offset === void 0 || offset === 0) return void 0;
	return {
		location: nextLocation(session, response, location, action, location),
		offset,
		chunkMinimum
	};
}
function afterChunk(session, response, { location, chunkMinimum }, sent, action) {
	const offset = receivedBytes(response) ?? sent;
	return {
		location: nextLocation(session, response, location, action, location),
		offset,
		chunkMinimum
	};
}
function withDigest(location, digest) {
	const url = new URL(location);
	url.search = `${url.search === "" ? "?" : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
	return url;
}
function receivedBytes(response) {
	const last = /^(?:bytes=)?0-(\d+)$/.exec(response.headers.get("range") ?? "")?.[1];
	if (last === void 0) return void 0;
	return last === "0" ? 0 : Number(last) + 1;
}
function nextLocation(session, response, base, action, otherwise) {
	const location = response.headers.get("location");
	if (location === null) {
		if (otherwise !== void 0) return otherwise;
		throw session.error("its answer names no upload location", action);
	}
	try {
		return resolveLocation(location, base);
	} catch (error) {
		throw session.error(error instanceof Error ? error.message : String(error), action);
	}
}
function minimum(response) {
	const value = response.headers.get("oci-chunk-min-length") ?? "";
	return /^\d+$/.test(value) ? Number(value) : 0;
}
// src/registry/chunks.ts
const CHUNK = 4 << 20;
const LARGEST = 16 << 20;
async function sendChunks(session, blob, from, advance, action) {
	let state = from;
	const size = Math.min(Math.max(CHUNK, state.chunkMinimum), blob.size - state.offset);
	if (size > LARGEST) {
		const what = `it wants chunks of ${state.chunkMinimum} bytes (OCI-Chunk-Min-Length), which is more than ${LARGEST}`;
		throw session.error(what, action);
	}
	for await (const chunk of chunksOf(blob, state.offset, size)) {
		const end = state.offset + chunk.length;
		const headers = {
			"content-type": "application/octet-stream",
			"content-range": `${state.offset}-${end - 1}`
		};
		const request = {
			method: "PATCH",
			url: state.location,
			headers,
			body: chunk
		};
		const response = await session.exchange(request, [202, 204], action);
		await discard(response);
		state = afterChunk(session, response, state, end, action);
		advance(state);
		if (state.offset !== end) throw session.error(`it has ${state.offset} bytes of ${end}`, action);
	}
	const url = withDigest(state.location, blob.digest);
	const done = await session.exchange({
		method: "PUT",
		url,
		body: new Uint8Array()
	}, [201], action);
	await discard(done);
	assertDigest(done, blob.digest, session, action);
}
async function* chunksOf(body, offset, size) {
	let left = Math.max(0, body.size - offset);
	let chunk = Buffer.allocUnsafe(Math.min(size, left));
	let filled = 0;
	for await (const piece of openBody(body, offset)) for (let taken = 0; taken < piece.length;) {
		const copied = piece.copy(chunk, filled, taken);
		filled += copied;
		taken += copied;
		if (filled < chunk.length) continue;
		yield chunk;
		left -= filled;
		chunk = Buffer.allocUnsafe(Math.min(size, left));
		filled = 0;
	}
}
// src/registry/blob-upload.ts
function putBlob(session, blob, mountFrom) {
	const action = `take the blob ${blob.digest}`;
	let state;
	let chunks = "not yet";
	async function send(begun) {
		const isWhole = chunks === "never" || chunks === "not yet" && begun.offset === 0;
		const advance = (next) => {
			state = next;
		};
		try {
			await (isWhole ? sendWhole(session, blob, begun, action) : sendChunks(session, blob, begun, advance, action));
		} catch (error) {
			const next = isWhole ? afterWhole(error, chunks, blob.size) : afterChunks(error, chunks);
			if (next === chunks) throw error;
			chunks = next;
			if (error instanceof TransientFailure) throw error;
			state = void 0;
			throw new TransientFailure(error, 0);
		}
	}
	return session.retrying(async (reached) => {
		state = chunks === "never" ? void 0 : state && await resumeUpload(session, state, action);
		reached(state?.offset ?? 0);
		state ??= await beginUpload(session, blob, mountFrom, action);
		if (state === void 0) return "mounted";
		await send(state);
		return "sent";
	});
}
function afterWhole(error, chunks, size) {
	if (chunks !== "not yet" || size <= 4194304) return chunks;
	if (error instanceof ToolError && error.code === "registry-too-large") return "for its size";
	return error instanceof TransientFailure && !error.isBusy ? "after a break" : chunks;
}
function afterChunks(error, chunks) {
	return error instanceof ToolError && /^registry-(failed|not-found)$/.test(error.code) && chunks !== "for its size" ? "never" : chunks;
}
async function sendWhole(session, blob, state, action) {
	const url = withDigest(state.location, blob.digest);
	const done = await session.exchange({
		method: "PUT",
		url,
		headers: { "content-type": "application/octet-stream" },
		body: blob
	}, [201], action);
	await discard(done);
	assertDigest(done, blob.digest, session, action);
}
// src/image/descriptor.ts
function jsonBlob(mediaType, document) {
	const bytes = Buffer.from(JSON.stringify(document), "utf8");
	return {
		bytes,
		descriptor: {
			mediaType,
			digest: digestOf(bytes),
			size: bytes.length
		}
	};
}
// src/image/read/document.ts
function parseObject(bytes, what) {
	let value;
	try {
		value = JSON.parse(Buffer.from(bytes).toString("utf8"));
	} catch (cause) {
		throw invalid$1(what, "is not JSON", cause);
	}
	return object(value, what);
}
function fieldsOf(bytes) {
	try {
		const value = JSON.parse(Buffer.from(bytes).toString("utf8"));
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function object(value, what) {
	if (!isObject(value)) throw invalid$1(what, "is not a JSON object");
	return value;
}
function list(value, what) {
	if (!Array.isArray(value)) throw invalid$1(what, "is not a list");
	return value;
}
function texts(value) {
	return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
function optionalText(value) {
	return typeof value === "string" && value !== "" ? value : void 0;
}
function digest(value, what) {
	if (!isDigest(value)) throw invalid$1(what, `is not a sha256 digest: ${JSON.stringify(value)}`);
	return value;
}
function size(value, what) {
	if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw invalid$1(what, `is not a size: ${JSON.stringify(value)}`);
	return value;
}
function invalid$1(what, problem, cause) {
	return new ToolError("image-invalid", `rootfs: ${what} ${problem}`, "the image is damaged, or was made by a program that does not keep to the OCI image specification", { cause });
}
// src/registry/next-page.ts
function nextPage(session, response, from, action) {
	const link = /<([^>]*)>\s*;[^,]*\brel="?next\b/.exec(response.headers.get("link") ?? "")?.[1];
	if (link === void 0) return void 0;
	if (!URL.canParse(link, from.href)) throw session.error(`its list goes on at no address, ${link}`, action);
	const next = resolveLocation(link, from);
	if (next.origin === from.origin) return next;
	throw session.error(`its list goes on elsewhere, at ${next.host}`, action);
}
// src/registry/referrers.ts
const MAX_INDEX = 4 << 20;
const MAX_PAGES = 100;
async function listReferrers(session, subject) {
	const action = `list what refers to ${subject}`;
	const headers = { accept: MEDIA_TYPES.index };
	const found = [];
	let url = session.url(`referrers/${subject}`);
	for (let page = 0; url !== void 0; page += 1) {
		if (page === MAX_PAGES) throw session.error(`its list has more than ${MAX_PAGES} pages`, action);
		const response = await session.request({
			method: "GET",
			url,
			headers
		}, [200, 404], action);
		const bytes = await session.read(response, MAX_INDEX, action);
		if (response.status === 404) return taggedReferrers(session, subject, action);
		found.push(...parseManifests(session, bytes, action));
		url = nextPage(session, response, url, action);
	}
	return found;
}
async function taggedReferrers(session, subject, action) {
	const index = await getManifest(session, tagOf(subject));
	return index === void 0 ? [] : parseManifests(session, index.bytes, action);
}
async function putReferrer(session, manifest, subject) {
	if ((await putManifest(session, manifest.descriptor.digest, manifest)).get("oci-subject") === subject) return;
	const known = await listReferrers(session, subject);
	if (known.some(({ digest }) => digest === manifest.descriptor.digest)) return;
	const manifests = [...known, referrerDescriptor(manifest)];
	const index = {
		schemaVersion: 2,
		mediaType: MEDIA_TYPES.index,
		manifests
	};
	await putManifest(session, tagOf(subject), jsonBlob(MEDIA_TYPES.index, index));
}
function referrerDescriptor({ descriptor, bytes }) {
	const { artifactType, config, annotations } = JSON.parse(Buffer.from(bytes).toString("utf8"));
	const type = artifactType || config?.mediaType;
	return {
		...descriptor,
		...type !== void 0 && { artifactType: type },
		...annotations !== void 0 && { annotations }
	};
}
function tagOf(digest) {
	return digest.replace(":", "-");
}
function parseManifests(session, bytes, action) {
	let manifests;
	try {
		({manifests} = JSON.parse(Buffer.from(bytes).toString("utf8")));
	} catch {
		manifests = void 0;
	}
	if (Array.isArray(manifests) && manifests.every(isObject)) return manifests;
	throw session.error("its answer is no index", action);
}
// src/http/paced-body.ts
const LEAST = 1 << 20;
async function* pacedBody(response, patienceMs = PATIENCE_MS) {
	if (response.body === null) return;
	const reader = response.body.getReader();
	let waited = 0;
	let received = 0;
	try {
		for (;;) {
			const began = performance.now();
			const { done, value } = await within$1(patienceMs - waited, reader, patienceMs);
			if (done) return;
			waited += performance.now() - began;
			received += value.byteLength;
			if (received >= LEAST) waited = received = 0;
			yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
		}
	} finally {
		await reader.cancel().catch(() => void 0);
	}
}
async function within$1(leftMs, reader, patienceMs) {
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		reader.cancel().catch(() => void 0);
	}, leftMs);
	try {
		const result = await reader.read();
		if (!late) return result;
	} finally {
		clearTimeout(timer);
	}
	const message = `less than ${LEAST} bytes came in ${patienceMs / 1e3} s`;
	throw Object.assign(new Error(message), { code: "ETIMEDOUT" });
}
// src/http/loopback.ts
function isLoopback({ hostname }) {
	return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
// src/http/proxy.ts
function proxyFor(url, env) {
	const proxy = either(env, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
	if (proxy === void 0 || isLoopback(url)) return void 0;
	const host = url.hostname.replace(/^\[|\]$/g, "");
	const port = url.port || (url.protocol === "https:" ? "443" : "80");
	if ((either(env, "NO_PROXY") ?? "").toLowerCase().split(/[\s,]+/).some((entry) => covers(entry, host, port))) return void 0;
	return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}
function either(env, name) {
	return env[name] || env[name.toLowerCase()] || void 0;
}
function covers(entry, host, port) {
	if (entry === "*") return true;
	const [, network, length] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
	if (network !== void 0) return isWithin(host, network, Number(length));
	const [, bracketed, plain, only] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
	if (only !== void 0 && only !== port) return false;
	const name = bracketed ?? plain ?? entry;
	const family = isIP(name);
	if (family !== 0) return isWithin(host, name, family === 4 ? 32 : 128);
	if (name === "" || isIP(host) !== 0) return false;
	const suffix = name.replace(/^\*(?=\.)/, "");
	return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}
function isWithin(host, network, length) {
	const family = isIP(host);
	if (family === 0 || family !== isIP(network) || length > (family === 4 ? 32 : 128)) return false;
	const kind = family === 4 ? "ipv4" : "ipv6";
	const block = new BlockList();
	block.addSubnet(network, length, kind);
	return block.check(host, kind);
}
// src/http/agents.ts
function createAgents({ env, certificateName = (host) => host }) {
	const agents = new Map();
	const identities = new Map();
	let trustsSystem = false;
	function identityOf(host) {
		const known = identities.get(host) ?? registryIdentity(certificateName(host), env);
		identities.set(host, known);
		return known;
	}
	async function create(url, proxy, trusting) {
		const common = {
			keepAlive: true,
			...proxy && { proxyEnv: {
				HTTP_PROXY: proxy,
				HTTPS_PROXY: proxy
			} }
		};
		if (url.protocol !== "https:") return new Agent(common);
		const identity = await identityOf(url.host);
		const { ca, ...own } = trusting ? trustingSystem(identity) : identity;
		return new Agent$1({
			...common,
			...own,
			...ca !== void 0 && { ca: [...ca] }
		});
	}
	return {
		for(url) {
			const proxy = proxyFor(url, env);
			const key = url.protocol === "https:" ? url.origin : `http: ${proxy}`;
			const known = agents.get(key) ?? {
				agent: create(url, proxy, trustsSystem),
				trustsSystem
			};
			agents.set(key, known);
			return known;
		},
		trustSystem() {
			if (trustsSystem) return;
			trustsSystem = true;
			agents.clear();
		}
	};
}
// src/http/send-pieces.ts
async function sendPieces(pieces, outgoing, signal) {
	let giveUp = () => void 0;
	const end = () => giveUp();
	const unlessClosed = (work) => new Promise((resolve, reject) => {
		giveUp = () => reject(outgoing.errored ?? new Error("the connection was closed"));
		if (outgoing.closed || signal.aborted) giveUp();
		work.then(resolve, reject);
	});
	outgoing.on("close", end);
	signal.addEventListener("abort", end);
	try {
		for (;;) {
			const { done, value } = await unlessClosed(pieces.next());
			if (done) break;
			await unlessClosed(written$1(value, outgoing));
		}
		outgoing.end();
	} catch (error) {
		outgoing.destroy(error instanceof Error ? error : void 0);
		throw error;
	} finally {
		outgoing.off("close", end);
		signal.removeEventListener("abort", end);
		pieces.return(void 0).catch(() => void 0);
	}
}
function written$1(piece, outgoing) {
	return new Promise((resolve) => {
		outgoing.write(piece, (error) => {
			if (error == null) resolve();
		});
	});
}
// src/http/transport.ts
const IDLE_MS = 3e5;
const MAX_EARLY_ANSWER = 65536;
const WITHOUT_BODY = [
	204,
	205,
	304
];
function createTransport({ patienceMs = PATIENCE_MS, ...options }) {
	const agents = createAgents(options);
	async function attempt(request, { agent }) {
		try {
			return await exchange(request, await agent, patienceMs);
		} catch (error) {
			throw isUnknownIssuer(error) ? new UntrustedHost(request.url.host, error) : error;
		}
	}
	return async (request) => {
		const known = agents.for(request.url);
		try {
			return await attempt(request, known);
		} catch (error) {
			if (known.trustsSystem || !(error instanceof UntrustedHost)) throw error;
			agents.trustSystem();
			return attempt(request, agents.for(request.url));
		}
	};
}
async function exchange(request, agent, patienceMs) {
	const { body } = request;
	const outgoing = open$1(request, agent);
	const answer = receive(outgoing, request.method);
	answer.catch(() => void 0);
	if (body === void 0 || body instanceof Uint8Array) {
		outgoing.end(body);
		return withPatience(outgoing, answer, patienceMs);
	}
	const over = new AbortController();
	const sent = sendPieces(openBody(body), outgoing, over.signal);
	try {
		await Promise.race([answer, sent]);
		const response = await answer;
		return outgoing.writableFinished ? response : await detached(response);
	} finally {
		over.abort();
		if (!outgoing.writableFinished) outgoing.destroy();
		await Promise.allSettled([answer, sent]);
	}
}
async function detached(response) {
	const { status, statusText, headers } = response;
	const body = await readBody(response, MAX_EARLY_ANSWER).catch(() => void 0);
	const bytes = body === void 0 ? null : new Uint8Array(body);
	return new Response(WITHOUT_BODY.includes(status) ? null : bytes, {
		status,
		statusText,
		headers
	});
}
async function withPatience(outgoing, answer, patienceMs) {
	const timer = setTimeout(() => outgoing.destroy(tooSlow(patienceMs)), patienceMs);
	try {
		return await answer;
	} finally {
		clearTimeout(timer);
	}
}
function open$1({ method, url, headers, body, signal }, agent) {
	const start = url.protocol === "https:" ? request$1 : request;
	const size = body instanceof Uint8Array ? body.length : body?.size;
	const outgoing = start(url, {
		method,
		agent,
		headers: {
			...Object.fromEntries(headers),
			...size !== void 0 && { "content-length": String(size) }
		},
		timeout: IDLE_MS,
		...signal !== void 0 && { signal }
	});
	outgoing.on("timeout", () => outgoing.destroy(tooSlow(IDLE_MS)));
	outgoing.on("error", () => void 0);
	return outgoing;
}
function tooSlow(milliseconds) {
	return Object.assign(new Error(`no answer within ${milliseconds / 1e3} s`), { code: "ETIMEDOUT" });
}
async function receive(outgoing, method) {
	const [incoming] = await once$1(outgoing, "response");
	if (incoming === void 0) throw new Error("no response");
	const headers = new Headers();
	for (const [name, values] of Object.entries(incoming.headersDistinct)) for (const value of values ?? []) headers.append(name, value);
	const { statusCode: status = 0, statusMessage: statusText = "" } = incoming;
	const empty = method === "HEAD" || WITHOUT_BODY.includes(status) || headers.get("content-length") === "0";
	if (empty) incoming.resume();
	const body = empty ? null : Readable.toWeb(incoming);
	return new Response(body, {
		status,
		statusText,
		headers
	});
}
// src/registry/challenge.ts
const TOKEN$1 = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAM = new RegExp(`^(${TOKEN$1})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN$1}))`);
const SCHEME = new RegExp(`^(${TOKEN$1})(?:[ ]+|(?=,)|$)`);
const TOKEN68 = /^[0-9A-Za-z._~+/-]+=*[ \t]*(?=,|$)/;
function parseChallenges(field) {
	const challenges = [];
	let rest = skipSeparators(field);
	while (rest !== "") {
		const current = challenges.at(-1);
		const param = current === void 0 ? null : PARAM.exec(rest);
		if (current !== void 0 && param !== null) {
			const [all, name = "", quoted, plain] = param;
			current.params[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
			rest = skipSeparators(rest.slice(all.length));
			continue;
		}
		const scheme = SCHEME.exec(rest);
		if (scheme === null) break;
		challenges.push({
			scheme: (scheme[1] ?? "").toLowerCase(),
			params: {}
		});
		rest = skipToken68(rest.slice(scheme[0].length));
	}
	return challenges;
}
function skipToken68(rest) {
	const token = PARAM.test(rest) ? null : TOKEN68.exec(rest);
	return skipSeparators(token === null ? rest : rest.slice(token[0].length));
}
function skipSeparators(text) {
	return text.replace(/^[ \t,]+/, "");
}
// src/registry/auth/token.ts
const CLIENT_ID = "arm64-on-x86";
const MAX_ANSWER = 1 << 20;
const REFUSALS = [
	400,
	401,
	403,
	404
];
function basicAuthorization(credentials) {
	if ("identityToken" in credentials) return void 0;
	const pair = `${credentials.username}:${credentials.password}`;
	return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}
async function fetchToken(challenge, scopes, registry, credentials, options) {
	const realm = tokenService(challenge, registry);
	const { response } = await requestToken(realm, {
		service: challenge.params.service,
		scopes
	}, credentials, options);
	const body = await readBody(response, MAX_ANSWER);
	if (REFUSALS.includes(response.status)) return void 0;
	if (!response.ok) throw unavailable(response, realm);
	const { token, access_token: accessToken } = JSON.parse(Buffer.from(body ?? []).toString("utf8"));
	const value = token ?? accessToken;
	if (typeof value !== "string" || value === "") throw new Error(`${realm.host} answered without a token`);
	return value;
}
function unavailable(response, realm) {
	return transientIfStatus(response, new ToolError("registry-failed", `the token service ${realm.host} answered ${response.status}`, "try again later; the registry gives no access without a token from there"));
}
function tokenService(challenge, registry) {
	const { realm } = challenge.params;
	if (realm === void 0 || !URL.canParse(realm)) throw new Error(`${registry.host} names no token service in its Bearer challenge`);
	const url = new URL(realm);
	if (url.protocol !== "https:" && !isLoopback(url) && url.origin !== registry.origin) throw new Error(`${registry.host} names a token service without https, ${url.origin}`);
	return url;
}
function requestToken(realm, { service, scopes }, credentials, options) {
	const query = service === void 0 ? {} : { service };
	if (credentials !== void 0 && "identityToken" in credentials) {
		const refresh = {
			grant_type: "refresh_token",
			refresh_token: credentials.identityToken
		};
		const scope = scopes.join(" ");
		const form = new URLSearchParams({
			...query,
			scope,
			client_id: CLIENT_ID,
			...refresh
		});
		return send({
			method: "POST",
			url: realm,
			headers: { "content-type": "application/x-www-form-urlencoded" },
			body: Buffer.from(form.toString())
		}, {
			...options,
			sameOrigin: true
		});
	}
	const url = new URL(realm);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	for (const scope of scopes) url.searchParams.append("scope", scope);
	const basic = credentials && basicAuthorization(credentials);
	const authorization = (to) => to.origin === realm.origin ? basic : void 0;
	return send({
		method: "GET",
		url
	}, {
		...options,
		authorization
	});
}
// src/registry/auth/authorizer.ts
function createAuthorizer(options) {
	let current;
	let credentials;
	let known = false;
	let renewal;
	async function obtain(challenges) {
		credentials ??= options.credentials();
		const found = await credentials;
		known = found !== void 0;
		const before = current;
		current = await answer(challenges, found, options);
		return current !== void 0 && current !== before;
	}
	return {
		authorization: (url) => url.origin === options.registry.origin ? current : void 0,
		hasCredentials: () => known,
		async renew(response, used) {
			if (renewal === void 0 && used !== current) return true;
			const challenges = parseChallenges(response.headers.get("www-authenticate") ?? "");
			renewal ??= obtain(challenges).finally(() => {
				renewal = void 0;
			});
			return renewal;
		}
	};
}
async function answer(challenges, credentials, { registry, scopes, transport, signal }) {
	const bearer = challenges.find(({ scheme }) => scheme === "bearer");
	if (bearer !== void 0) {
		const options = {
			transport,
			...signal === void 0 ? {} : { signal }
		};
		const get = (wanted) => fetchToken(bearer, wanted, registry, credentials, options);
		const result = await get(scopes) ?? (scopes.length > 1 ? await get(scopes.slice(0, 1)) : void 0);
		return result === void 0 ? void 0 : `Bearer ${result}`;
	}
	return challenges.some(({ scheme }) => scheme === "basic") && credentials !== void 0 ? basicAuthorization(credentials) : void 0;
}
// src/registry/endpoint.ts
function registryUrl(registry, insecure, hasCertificates = false) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const url = new URL(`https://${host}/`);
	if (insecure || isLoopback(url) && !hasCertificates) return new URL(`http://${host}/`);
	return url;
}
// src/registry/session.ts
function createSession(options) {
	const { registry, repository, signal, retry = DEFAULT_RETRY } = options;
	const base = registryUrl(registry, options.insecure ?? false, hasCertificates(registry, options.env));
	const abort = signal === void 0 ? {} : { signal };
	const { patienceMs, credentials, mountFrom = [], env } = options;
	const certificateName = (host) => host === base.host ? registry : host;
	const transport = createTransport({
		env,
		certificateName,
		...patienceMs !== void 0 && { patienceMs }
	});
	const sources = mountFrom.map((name) => `repository:${name}:pull`);
	const authorizer = createAuthorizer({
		registry: base,
		scopes: [`repository:${repository}:${options.access ?? "pull,push"}`, ...sources],
		credentials,
		transport,
		...abort
	});
	const target = () => ({
		registry,
		repository,
		loggedIn: authorizer.hasCredentials()
	});
	async function authenticated(request) {
		const used = authorizer.authorization(request.url);
		const options = {
			transport,
			authorization: authorizer.authorization,
			...abort
		};
		const { response, url } = await send(request, options);
		if (!(response.status === 401 && url.origin === base.origin) || !await authorizer.renew(response, used)) return response;
		await discard(response);
		return (await send(request, options)).response;
	}
	async function connected(work, action) {
		try {
			return await work();
		} catch (error) {
			if (signal?.aborted || error instanceof ToolError || error instanceof TransientFailure) throw error;
			throw connectionError(error, action, target());
		}
	}
	async function exchange(request, expected, action) {
		const response = await connected(() => authenticated(request), action);
		if (expected.includes(response.status)) return response;
		throw await responseError(response, action, target());
	}
	const retrying = (operation) => withRetry(operation, retry, signal);
	return {
		name: `${registry}/${repository}`,
		url: (path) => new URL(`v2/${repository}/${path}`, base),
		exchange,
		request: (request, expected, action) => retrying(() => exchange(request, expected, action)),
		retrying,
		async read(response, limit, action) {
			const bytes = await connected(() => readBody(response, limit, patienceMs), action);
			if (bytes === void 0) throw protocolError(`its answer is longer than ${limit} bytes`, action, target());
			return bytes;
		},
		async *chunks(response, action) {
			const body = pacedBody(response, patienceMs);
			try {
				for (;;) {
					const { done, value } = await connected(() => body.next(), action);
					if (done) return;
					yield value;
				}
			} finally {
				await body.return(void 0);
			}
		},
		error: (what, action) => protocolError(what, action, target())
	};
}
// src/registry/client.ts
function createRegistryClient(options) {
	const session = createSession(options);
	return {
		hasBlob: (digest) => hasBlob(session, digest),
		uploadBlob: (blob, mountFrom) => putBlob(session, blob, mountFrom),
		blob: (digest, size) => getBlob(session, {
			digest,
			size
		}, options),
		putManifest: async (reference, manifest) => void await putManifest(session, reference, manifest),
		getManifest: (reference) => getManifest(session, reference),
		listReferrers: (subject) => listReferrers(session, subject),
		putReferrer: (manifest, subject) => putReferrer(session, manifest, subject)
	};
}
async function hasBlob(session, digest) {
	const url = session.url(`blobs/${digest}`);
	return (await session.request({
		method: "HEAD",
		url
	}, [200, 404], `look up the blob ${digest}`)).status === 200;
}
// src/registry/auth/auth-file.ts
async function readAuthFile(path) {
	const text = await ifThere(readFile(path, "utf8"), "ENOTDIR").catch((error) => {
		throw broken(path, `cannot be read (${error.code})`, error);
	});
	return text === void 0 ? void 0 : parseAuthFile(path, text);
}
function inlineCredentials(file, keys) {
	for (const key of keys) {
		const entry = file.auths[key];
		const found = entry && fromEntry(file, key, entry);
		if (found !== void 0) return found;
	}
}
function parseAuthFile(path, text) {
	let document;
	try {
		document = JSON.parse(text);
	} catch (error) {
		throw broken(path, "is not JSON", error);
	}
	const { auths, credHelpers, credsStore } = record(path, document);
	return {
		path,
		auths: mapValues(record(path, auths), (entry) => record(path, entry)),
		credHelpers: mapValues(record(path, credHelpers), String),
		...typeof credsStore === "string" && credsStore !== "" ? { credsStore } : {}
	};
}
function fromEntry(file, key, entry) {
	const { identitytoken, username, password, auth } = entry;
	if (typeof identitytoken === "string" && identitytoken !== "") return { identityToken: identitytoken };
	if (typeof username === "string" && typeof password === "string") return {
		username,
		password
	};
	if (typeof auth !== "string" || auth === "") return void 0;
	const decoded = Buffer.from(auth, "base64").toString("utf8");
	const colon = decoded.indexOf(":");
	if (colon <= 0) throw broken(file.path, `has an entry for ${key} that is not name:password in base64`);
	return {
		username: decoded.slice(0, colon),
		password: decoded.slice(colon + 1).replace(/\0+$/, "")
	};
}
function record(path, value) {
	if (value === void 0 || value === null) return {};
	if (typeof value !== "object" || Array.isArray(value)) throw broken(path, "does not have the expected form");
	return { ...value };
}
function mapValues(object, map) {
	return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
function broken(path, what, cause) {
	return new ToolError("registry-credentials", `the credentials file ${path} ${what}`, "mend or remove the file, or log in again with docker login", { cause });
}
// src/registry/auth/credential-helper.ts
const NOT_FOUND = "credentials not found in native keychain";
async function helperCredentials(helper, server, host) {
	const program = `docker-credential-${helper}`;
	if (!/^[\w.-]+$/.test(helper)) throw failed$2(program, server, "that is not the name of a helper");
	const { code, stdout, stderr } = await host.exec(program, ["get"], {
		input: server,
		ignoreExitCode: true
	}).catch((error) => {
		throw failed$2(program, server, error.message, error);
	});
	if (code !== 0) {
		const message = stdout.trim() || stderr.trim();
		if (message.toLowerCase().includes(NOT_FOUND)) return void 0;
		throw failed$2(program, server, message || `exit code ${code}`);
	}
	return parseAnswer(program, server, stdout);
}
function parseAnswer(program, server, stdout) {
	let answer;
	try {
		answer = JSON.parse(stdout);
	} catch {
		throw failed$2(program, server, "its answer is not JSON");
	}
	const { Username: username, Secret: secret } = answer ?? {};
	if (typeof username !== "string" || typeof secret !== "string" || secret === "") return void 0;
	return username === "<token>" ? { identityToken: secret } : {
		username,
		password: secret
	};
}
function failed$2(program, server, what, cause) {
	return new ToolError("registry-credentials", `the credential helper ${program} failed for ${server}: ${what}`, "install or mend the helper, or take it out of the Docker configuration and log in again", { cause });
}
// src/registry/credentials.ts
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";
async function findCredentials(registry, repository, host) {
	for (const path of authFiles(host.env)) {
		const file = await readAuthFile(path);
		const found = file && await fromFile(file, registry, repository, host);
		if (found === void 0) continue;
		host.secret("identityToken" in found ? found.identityToken : found.password);
		return found;
	}
}
function authFiles(env) {
	const home = homeDirectory(env);
	const docker = env.DOCKER_CONFIG || join(home, ".docker");
	const files = [join(docker, "config.json"), join(home, ".config/containers/auth.json")];
	if (env.XDG_RUNTIME_DIR) files.splice(1, 0, join(env.XDG_RUNTIME_DIR, "containers/auth.json"));
	return env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE, ...files] : files;
}
async function fromFile(file, registry, repository, host) {
	const server = registry === "docker.io" ? DOCKER_HUB_KEY : registry;
	const helper = file.credHelpers[registry] ?? file.credHelpers[server];
	if (helper !== void 0) return helperCredentials(helper, server, host);
	const inline = inlineCredentials(file, authKeys(registry, repository));
	if (inline !== void 0 || file.credsStore === void 0) return inline;
	return helperCredentials(file.credsStore, server, host);
}
function authKeys(registry, repository) {
	const parts = repository.split("/");
	const namespaces = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join("/"));
	const general = [
		registry,
		`https://${registry}`,
		`https://${registry}/`
	];
	const versioned = [`https://${registry}/v1/`, `https://${registry}/v2/`];
	const hub = registry === "docker.io" ? [DOCKER_HUB_KEY, "index.docker.io"] : [];
	return [
		...namespaces,
		...general,
		...versioned,
		...hub
	];
}
// src/cache/compose.ts
function composeStores({ from, to, shared }) {
	const giver = new Map();
	const claiming = to.find((store) => store.claim !== void 0);
	return {
		async restore(key, directory) {
			for (const store of [...from, ...shared]) {
				if (!await store.restore(key, directory)) continue;
				giver.set(key, store);
				return true;
			}
			giver.delete(key);
			return false;
		},
		async discard(key) {
			await giver.get(key)?.discard(key);
			giver.delete(key);
		},
		async save(key, directory) {
			const has = giver.get(key);
			if (has !== void 0 && shared.includes(has)) return;
			for (const store of to) if (store !== has) await store.save(key, directory);
		},
		...claiming?.claim && { claim: claiming.claim }
	};
}
// src/host/in-turn.ts
async function lockInTurn(path, options) {
	const { signal, everyMs, onWait } = options;
	for (;;) {
		const lock = await takeLock(path, { signal }).catch((error) => {
			if (!isCode(error, "EPERM", "ENOTSUP", "ENOSYS")) throw error;
			return { release: async () => void 0 };
		});
		if (lock !== void 0) return lock;
		onWait?.();
		await setTimeout$1(everyMs, void 0, { signal });
	}
}
// src/cache/directory.ts
const FORMAT$4 = "v1";
const ABANDONED_AFTER_MS = 864e5;
const CLAIM_EVERY_MS = 500;
function defaultCacheDirectory(env, home) {
	const base = env.XDG_CACHE_HOME;
	return join(base?.startsWith("/") ? base : join(home, ".cache"), "arm64-on-x86");
}
function createDirectoryCache(root, warn) {
	const entry = (key) => join(root, FORMAT$4, fileNameOf(key));
	const damaged = new Set();
	const pendingDirectory = async () => {
		const pending = join(root, "tmp");
		await makeDirectory(pending);
		return pending;
	};
	const quietly = async (what, otherwise, work) => {
		try {
			return await work();
		} catch (error) {
			if (error instanceof Error && error.name === "AbortError") throw error;
			warn(`${what} (${root}): ${error instanceof Error ? error.message : String(error)}`);
			return otherwise;
		}
	};
	return {
		restore: (key, directory) => quietly("cannot read the cache", false, async () => {
			if (damaged.has(key) || !await exists(entry(key))) return false;
			try {
				await linkTree(entry(key), directory);
			} catch (error) {
				await emptyDirectory(directory);
				throw error;
			}
			return true;
		}),
		save: (key, directory) => quietly("cannot write to the cache", void 0, async () => {
			if (await exists(entry(key))) return;
			const pending = await pendingDirectory();
			await removeAbandoned(pending);
			await publish$1(directory, join(pending, randomUUID()), entry(key));
		}),
		discard: (key) => quietly("cannot remove from the cache", void 0, async () => {
			damaged.add(key);
			await rm(entry(key), {
				recursive: true,
				force: true
			});
			damaged.delete(key);
		}),
		async claim(key, { signal, onWait }) {
			const lock = await quietly("cannot write to the cache", void 0, async () => {
				const pending = await pendingDirectory();
				return lockInTurn(join(pending, `${fileNameOf(key)}.lock`), {
					signal,
					everyMs: CLAIM_EVERY_MS,
					onWait
				});
			});
			return {
				there: await quietly("cannot read the cache", false, () => exists(entry(key))) && !damaged.has(key),
				release: async () => lock?.release()
			};
		}
	};
}
async function publish$1(source, temporary, target) {
	try {
		await copyTree(source, temporary);
		await makeDirectory(dirname(target));
		await rename(temporary, target);
	} catch (error) {
		if (!isCode(error, "ENOTEMPTY", "EEXIST")) throw error;
	} finally {
		await rm(temporary, {
			recursive: true,
			force: true
		});
	}
}
async function removeAbandoned(pending) {
	for (const name of await readdir(pending)) {
		const path = join(pending, name);
		const info = await ifThere(stat(path));
		if (info && Date.now() - info.mtimeMs > ABANDONED_AFTER_MS) await rm(path, {
			recursive: true,
			force: true
		});
	}
}
async function exists(path) {
	return await ifThere(stat(path)) !== void 0;
}
// src/components/component.ts
const COMPONENTS = [
	"emulator",
	"toolchain",
	"debugger",
	"natives",
	"runtime"
];
// src/cache/provenance.ts
const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle\.v\d+\.\d+\+json$/;
const STATEMENT = /^https:\/\/in-toto\.io\/Statement\/v/;
const SLSA = /^https:\/\/slsa\.dev\/provenance\/v1/;
const MAX_BUNDLE = 1 << 20;
async function findProvenance(client, subject, options) {
	let result = { is: "none" };
	for (const { artifactType, digest } of await client.listReferrers(subject)) {
		if (!BUNDLE.test(artifactType ?? "") || !isDigest(digest)) continue;
		const found = await judge$1(await readBundle(client, digest), subject, options);
		if (found.is === "matches") return found;
		if (found.is === "other") result = found;
	}
	return result;
}
async function readBundle(client, digest) {
	const { layers } = fieldsOf((await client.getManifest(digest))?.bytes ?? new Uint8Array());
	const layer = Array.isArray(layers) ? layers[0] : void 0;
	if (!layer || !isDigest(layer.digest) || !(layer.size <= MAX_BUNDLE)) return {};
	return fieldsOf(await buffer(client.blob(layer.digest, layer.size)));
}
async function judge$1(bundle, subject, options) {
	const { dsseEnvelope } = bundle;
	const claimed = statementOf(Buffer.from(String(dsseEnvelope?.payload ?? ""), "base64"));
	if (claimed !== void 0 && !isProvenance(claimed)) return { is: "none" };
	const { verifyBundle } = await import("./chunk-sigstore.js");
	try {
		const { payload, repository } = verifyBundle(bundle, options.root);
		const { source = repository } = options;
		if (repository.toLowerCase() !== source.toLowerCase()) return {
			is: "other",
			why: `is signed by ${repository}, not by ${source}`
		};
		if (!names(statementOf(payload), subject)) return {
			is: "other",
			why: "names another artifact"
		};
		return {
			is: "matches",
			repository
		};
	} catch (error) {
		return {
			is: "other",
			why: `cannot be verified (${error instanceof Error ? error.message : error})`
		};
	}
}
function statementOf(payload) {
	const statement = fieldsOf(payload);
	return STATEMENT.test(String(statement._type)) ? statement : void 0;
}
const isProvenance = ({ predicateType }) => SLSA.test(String(predicateType));
function names(statement, digest) {
	const subjects = statement?.subject;
	return Array.isArray(subjects) && subjects.some((item) => item?.digest?.sha256 === digestHex(digest));
}
// src/files/file-pieces.ts
async function* filePieces(path, largest = 1 << 20) {
	const handle = await open$2(path);
	try {
		const { size } = await handle.stat();
		const length = Math.min(largest, size || largest);
		const fill = (buffer) => {
			const piece = handle.read(buffer, 0, length, null).then(({ bytesRead }) => buffer.subarray(0, bytesRead));
			piece.catch(() => void 0);
			return piece;
		};
		let [buffer, other] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
		let next = fill(buffer);
		for (let piece = await next; piece.length > 0; piece = await next) {
			[buffer, other] = [other, buffer];
			next = fill(buffer);
			yield piece;
		}
	} finally {
		await handle.close();
	}
}
// src/files/digest-file.ts
async function digestFile(file, signal) {
	const hash = createHash("sha256");
	let size = 0;
	for await (const piece of filePieces(file)) {
		signal?.throwIfAborted();
		hash.update(piece);
		size += piece.length;
	}
	return {
		digest: `sha256:${hash.digest("hex")}`,
		size
	};
}
// src/cache/artifact.ts
const COMPONENT_ARTIFACT = "application/vnd.arm64-on-x86.component.v1";
const EMPTY_CONFIG = jsonBlob("application/vnd.oci.empty.v1+json", {});
const TITLE = "org.opencontainers.image.title";
const KEY = "io.github.arm64-on-x86.key";
function artifactManifest(key, files) {
	return jsonBlob(MEDIA_TYPES.manifest, {
		schemaVersion: 2,
		mediaType: MEDIA_TYPES.manifest,
		artifactType: COMPONENT_ARTIFACT,
		config: EMPTY_CONFIG.descriptor,
		layers: files.map(({ name, mediaType, digest, size }) => ({
			mediaType,
			digest,
			size,
			annotations: { [TITLE]: name }
		})),
		annotations: { [KEY]: key }
	});
}
function artifactFiles(key, bytes) {
	let manifest;
	try {
		manifest = JSON.parse(Buffer.from(bytes).toString("utf8"));
	} catch {
		return;
	}
	const { artifactType, annotations, layers } = manifest ?? {};
	if (artifactType !== COMPONENT_ARTIFACT || !Array.isArray(layers)) return void 0;
	if (annotations?.[KEY] !== key) return void 0;
	const files = layers.map(fileOf);
	return files.every((file) => file !== void 0) ? files : void 0;
}
function fileOf(layer) {
	const { mediaType, digest, size, annotations } = layer ?? {};
	const name = annotations?.[TITLE];
	if (typeof mediaType !== "string" || typeof size !== "number" || !isDigest(digest)) return void 0;
	if (typeof name !== "string" || !staysBelow(name)) return void 0;
	return {
		name,
		mediaType,
		digest,
		size
	};
}
function staysBelow(name) {
	return name.split("/").every((part) => /^[^\\\p{Cc}]+$/u.test(part) && part !== "." && part !== "..");
}
// src/cache/registry.ts
function registryStore(client, options) {
	const { prefix, failed, trust, signal } = options;
	const damaged = new Set();
	const broken = new Set();
	const quietly = async (how, otherwise, work) => {
		if (broken.has(how)) return otherwise;
		try {
			return await work();
		} catch (error) {
			signal.throwIfAborted();
			broken.add(how);
			failed(error);
			return otherwise;
		}
	};
	const tagOf = (key) => `${prefix}${fileNameOf(key)}`;
	return {
		restore: (key, directory) => quietly("read", false, async () => {
			if (damaged.has(key)) return false;
			const manifest = await within(options.timeoutMs, client.getManifest(tagOf(key)));
			const files = manifest && artifactFiles(key, manifest.bytes);
			if (manifest === void 0 || files === void 0) return false;
			if (trust !== void 0 && !await trust(manifest.digest, key)) return false;
			if (await fetchFiles(client, files, directory, signal)) return true;
			damaged.add(key);
			return false;
		}),
		save: (key, directory) => quietly("write", void 0, async () => {
			if (!damaged.has(key) && await client.getManifest(tagOf(key)) !== void 0) return;
			const files = await describeFiles(directory);
			for (const { name, digest, size } of files) await push(client, {
				digest,
				size,
				open: () => createReadStream(join(directory, name))
			});
			const { bytes, descriptor } = EMPTY_CONFIG;
			await push(client, {
				...descriptor,
				open: () => Readable.from([bytes])
			});
			await client.putManifest(tagOf(key), artifactManifest(key, files));
		}),
		async discard(key) {
			damaged.add(key);
		}
	};
}
async function within(milliseconds, work) {
	if (milliseconds === void 0) return work;
	const late = setTimeout$1(milliseconds, void 0, { ref: false }).then(() => {
		throw new Error(`no answer within ${milliseconds / 1e3} s`);
	});
	return Promise.race([work, late]);
}
async function push(client, blob) {
	if (!await client.hasBlob(blob.digest)) await client.uploadBlob(blob);
}
async function fetchFiles(client, files, directory, signal) {
	try {
		for (const { digest, size, name } of files) {
			const path = join(directory, name);
			await makeDirectory(dirname(path));
			await pipeline$1(client.blob(digest, size), createWriteStream(path), { signal });
		}
		return true;
	} catch (error) {
		await emptyDirectory(directory);
		if (error instanceof ToolError && error.code === "registry-digest-mismatch") return false;
		throw error;
	}
}
async function describeFiles(directory) {
	const paths = (await readdir(directory, {
		recursive: true,
		withFileTypes: true
	})).filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name));
	const files = [];
	for (const path of paths.sort()) {
		const name = relative(directory, path);
		const mediaType = name.endsWith(".json") ? "application/json" : "application/octet-stream";
		files.push({
			name,
			mediaType,
			...await digestFile(path)
		});
	}
	return files;
}
// src/csv-fields.ts
function parseFields(text, fail) {
	const fields = new Map();
	for (const field of splitCsv(text, fail)) {
		const equals = field.indexOf("=");
		if (equals <= 0) fail(`${JSON.stringify(field)} is not key=value`);
		const key = field.slice(0, equals).trim().toLowerCase();
		if (fields.has(key)) fail(`${key} is there twice`);
		fields.set(key, field.slice(equals + 1));
	}
	return fields;
}
function splitCsv(text, fail) {
	const fields = [];
	const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
	while (true) {
		const match = field.exec(text);
		if (match === null) fail("its quotes do not match");
		fields.push(match[1]?.replaceAll("\"\"", "\"") ?? match[2] ?? "");
		if (match[3] !== ",") return fields;
	}
}
// src/registry/reference.ts
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`);
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG$2 = /^\w[\w.-]{0,127}$/;
const MAX_NAME = 255;
function parseReference(text, input) {
	const fail = (what) => {
		throw new ToolError("reference-invalid", `${input === void 0 ? "" : `${input}: `}${JSON.stringify(text)} is not an image name: ${what}`, "write it as [registry/]repository[:tag], for example ghcr.io/owner/image:1.0");
	};
	const [rest, digest] = splitDigest(text);
	const slash = rest.lastIndexOf("/");
	const colon = rest.indexOf(":", slash + 1);
	const name = colon < 0 ? rest : rest.slice(0, colon);
	const tag = colon < 0 ? void 0 : rest.slice(colon + 1);
	const { registry, repository } = splitName(name);
	if (digest !== void 0 && !isDigest(digest)) return fail(`${JSON.stringify(digest)} is not a sha256 digest`);
	if (!isRegistryHost(registry)) fail(`${JSON.stringify(registry)} is not a registry host`);
	if (repository !== repository.toLowerCase()) fail("a repository name must be lower case");
	if (!REPOSITORY.test(repository)) fail(`${JSON.stringify(repository)} is not a repository name`);
	if (`${registry}/${repository}`.length > MAX_NAME) fail(`the name is longer than ${MAX_NAME} characters`);
	if (tag !== void 0 && !TAG$2.test(tag)) fail(`${JSON.stringify(tag)} is not a tag`);
	if (digest !== void 0) return {
		registry,
		repository,
		...tag === void 0 ? {} : { tag },
		digest
	};
	return {
		registry,
		repository,
		tag: tag ?? "latest"
	};
}
function isRegistryHost(text) {
	return REGISTRY.test(text);
}
function formatReference({ registry, repository, tag, digest }) {
	return `${`${registry}/${repository}`}${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
}
function splitDigest(text) {
	const at = text.indexOf("@");
	return at < 0 ? [text, void 0] : [text.slice(0, at), text.slice(at + 1)];
}
function splitName(name) {
	const slash = name.indexOf("/");
	const first = slash < 0 ? "" : name.slice(0, slash);
	if (first === "localhost" || /[.:A-Z]/.test(first)) {
		const registry = first === "index.docker.io" ? "docker.io" : first;
		return {
			registry,
			repository: hubName(registry, name.slice(slash + 1))
		};
	}
	return {
		registry: "docker.io",
		repository: hubName("docker.io", name)
	};
}
function hubName(registry, repository) {
	return registry === "docker.io" && repository !== "" && !repository.includes("/") ? `library/${repository}` : repository;
}
// src/cache/spec.ts
const KEYS$1 = new Map([
	["gha", [
		"type",
		"mode",
		"scope"
	]],
	["local", [
		"type",
		"mode",
		"src",
		"dest"
	]],
	["registry", [
		"type",
		"mode",
		"ref",
		"registry.insecure"
	]]
]);
function parseCacheSpec(text, direction) {
	const fail = (what) => {
		throw new ToolError("cache-invalid", `${direction}: ${JSON.stringify(text)}: ${what}`, `write type=gha, type=local,${place(direction)}=DIR, or type=registry,ref=NAME`);
	};
	const fields = parseFields(text.includes("=") ? text : `type=registry,ref=${text}`, fail);
	const type = fields.get("type") ?? "";
	const known = KEYS$1.get(type) ?? fail(type === "" ? "it has no type" : `${JSON.stringify(type)} is not a type`);
	for (const key of fields.keys()) if (!known.includes(key)) fail(`type ${type} has no ${JSON.stringify(key)}, only ${known.join(", ")}`);
	if (type === "gha") return { type };
	if (type === "local") return {
		type,
		directory: fields.get(place(direction)) || fail(`type local needs ${place(direction)}=DIR`)
	};
	return registrySpec(fields.get("ref") || fail("type registry needs ref=NAME"), direction, fields.get("registry.insecure") === "true", fail);
}
function registrySpec(ref, input, insecure, fail) {
	const { registry, repository, tag, digest } = parseReference(ref, input);
	if (digest !== void 0) fail("it names a digest, but the cache is written under tags");
	return {
		type: "registry",
		registry,
		repository,
		prefix: ref.endsWith(`:${tag}`) ? `${tag}-` : "",
		insecure
	};
}
function place(direction) {
	return direction === "cache-from" ? "src" : "dest";
}
// src/cache/prebuilt.ts
const RETRY = {
	attempts: 2,
	firstDelayMs: 500
};
const TIMEOUT_MS = 1e4;
function prebuiltStore(input, host, trustedRoot) {
	const place = input === "auto" ? ownReleases(host.env) : {
		ref: input,
		source: void 0
	};
	if (place === void 0 || place.ref === "") return [];
	const { registry, repository, prefix, insecure } = registrySpec(place.ref, "prebuilt", false, (what) => {
		throw new ToolError("input-prebuilt", `prebuilt: "${place.ref}": ${what}`, "write registry/name, or leave it empty");
	});
	const client = createRegistryClient({
		registry,
		repository,
		insecure,
		env: host.env,
		retry: RETRY,
		credentials: () => findCredentials(registry, repository, host),
		signal: host.signal
	});
	const name = `${registry}/${repository}`;
	const say = once(input === "auto" ? host.info : host.notice);
	let warned = false;
	return [componentsOnly(registryStore(client, {
		prefix,
		signal: host.signal,
		timeoutMs: TIMEOUT_MS,
		failed: (error) => say(`prebuilt: ${name} is left out: ${error instanceof Error ? error.message : error}`),
		async trust(digest, key) {
			const provenance = await findProvenance(client, digest, {
				source: place.source,
				root: trustedRoot
			});
			if (provenance.is === "other") {
				const tell = warned ? host.info : host.warning;
				warned = true;
				tell(`prebuilt: ${key} in ${name} is not used: its provenance ${provenance.why}`);
			} else host.info(`prebuilt: ${key} from ${name}@${digest}, ${said(provenance)}`);
			return provenance.is !== "other";
		}
	}))];
}
function said(provenance) {
	if (provenance.is === "none") return "without provenance";
	return `with verified provenance: ${provenance.repository}`;
}
function ownReleases(env) {
	const { GITHUB_ACTION_REPOSITORY: repository, GITHUB_SERVER_URL: server } = env;
	if (!repository || server !== "https://github.com") return void 0;
	return {
		ref: `ghcr.io/${repository.toLowerCase()}/components`,
		source: `${server}/${repository}`
	};
}
function componentsOnly(store) {
	const published = new RegExp(`^(${COMPONENTS.join("|")})-`);
	return {
		...store,
		restore: async (key, directory) => published.test(key) && store.restore(key, directory)
	};
}
// src/cache/open.ts
function withCaches(host, inputs, cacheProgram) {
	const { cacheFrom, cacheTo } = inputs;
	const opened = new Map();
	const open = (spec) => {
		const name = JSON.stringify(normalised(spec));
		const store = opened.get(name) ?? openStore(spec, host, cacheProgram);
		opened.set(name, store);
		return store;
	};
	const cache = composeStores({
		from: cacheFrom.length === 0 ? [host.cache] : cacheFrom.map(open),
		to: cacheTo.length === 0 ? [host.cache] : cacheTo.map(open),
		shared: prebuiltStore(inputs.prebuilt, host)
	});
	const local = cacheTo.find((spec) => spec.type === "local");
	if (local === void 0) return {
		...host,
		cache
	};
	const root = join(resolve(local.directory), "unfinished");
	return {
		...host,
		cache,
		unfinished: (name) => openUnfinishedDirectory(root, name, host)
	};
}
function normalised(spec) {
	return spec.type === "local" ? {
		...spec,
		directory: resolve(spec.directory)
	} : spec;
}
function openStore(spec, host, cacheProgram) {
	if (spec.type === "local") return createDirectoryCache(resolve(spec.directory), once(host.warning));
	if (spec.type === "gha") return host.githubCache ?? createGithubCache(createCacheProgram(cacheProgram, host), host);
	const { registry, repository, prefix, insecure } = spec;
	const client = createRegistryClient({
		registry,
		repository,
		insecure,
		env: host.env,
		credentials: () => findCredentials(registry, repository, host),
		signal: host.signal
	});
	const name = `the cache in ${registry}/${repository}`;
	const failed = once((why) => host.warning(`${name} does not work, and is left out: ${why}`));
	return registryStore(client, {
		prefix,
		signal: host.signal,
		failed: (error) => failed(error instanceof Error ? error.message : String(error))
	});
}
// src/inputs/acceleration.ts
const LEVELS$2 = [
	"none",
	"compiler",
	"build",
	"full"
];
const SOURCES$1 = [
	"auto",
	"machine",
	"guest"
];
const ACCELERATION_INPUTS = [{
	name: "accelerate",
	description: "What runs natively: none, compiler (compiler, linker and binutils, by whatever name a build calls them), build (also make, ninja, cmake, m4, ccache and archivers), or full (also shell, coreutils and other tools)",
	default: "compiler",
	kind: "text"
}, {
	name: "natives",
	description: "Whose x86-64 packages accelerate: build and full take: machine (installed on this machine), guest (downloaded from the root filesystem's own release, as its apt is configured, or its dnf or yum: that takes dnf, dnf-plugins-core and rpm on this machine), or auto (machine where it is the same release, else guest)",
	default: "auto",
	kind: "text"
}];
function readAccelerationInputs(read) {
	const text = textReader(ACCELERATION_INPUTS, read);
	return {
		accelerate: oneOf("accelerate", text("accelerate"), LEVELS$2),
		natives: oneOf("natives", text("natives"), SOURCES$1)
	};
}
function oneOf(name, value, known) {
	const found = known.find((word) => word === value);
	if (found !== void 0) return found;
	throw new ToolError(`input-${name}`, `${name}: unknown value "${value}"`, `use one of: ${known.join(", ")}`);
}
// src/inputs/cache.ts
const CACHE_INPUTS = [
	{
		name: "cache-from",
		description: "Where finished components are looked for, one a line, the first that has one gives it: type=gha, type=local,src=DIR, type=registry,ref=NAME; GitHub's cache (on the command line cache-dir) when not given",
		kind: "list"
	},
	{
		name: "cache-to",
		description: "Where finished components are kept, one a line: type=gha, type=local,dest=DIR, type=registry,ref=NAME; GitHub's cache (on the command line cache-dir) when not given",
		kind: "list"
	},
	{
		name: "cache-dir",
		description: "Where finished components are kept between runs; ~/.cache/arm64-on-x86 when not given",
		kind: "text",
		only: "command-line"
	},
	{
		name: "prebuilt",
		description: "Repository with published components, asked after the caches: auto (that of the action's own releases), registry/name, or empty for none",
		default: "auto",
		emptyIsValue: true,
		kind: "text"
	},
	{
		name: "skip-if-exists",
		description: "Build and push nothing when the registry already has the image, made from the same inputs; tags that it lacks are set",
		default: "true",
		kind: "boolean"
	}
];
function readCacheInputs(read) {
	const text = textReader(CACHE_INPUTS, read);
	const cacheDir = text("cache-dir");
	return {
		...cacheDir === "" ? {} : { cacheDir },
		cacheFrom: listOf(text("cache-from")).map((entry) => parseCacheSpec(entry, "cache-from")),
		cacheTo: listOf(text("cache-to")).map((entry) => parseCacheSpec(entry, "cache-to")),
		prebuilt: text("prebuilt"),
		skipIfExists: checkBoolean("skip-if-exists", text("skip-if-exists"))
	};
}
// src/inputs/emulator.ts
const EMULATOR_INPUTS = [{
	name: "emulator-source",
	description: "QEMU's source: upstream (a pinned release), distro (the distribution's source package), or the path or https URL of a tarball, optionally followed by #sha256=HEX",
	default: "upstream",
	kind: "text"
}, {
	name: "cpu",
	description: "The CPU model that the emulator shows to guest programs, with properties if need be: max,pauth-impdef=on",
	default: "neoverse-n1",
	kind: "text"
}];
function readEmulatorInputs(read) {
	const text = textReader(EMULATOR_INPUTS, read);
	return {
		emulatorSource: checkSource(text("emulator-source")),
		cpu: checkCpu$1(text("cpu"))
	};
}
function checkSource(value) {
	if (value === "upstream" || value === "distro" || looksLikePath(value)) return value;
	throw new ToolError("input-emulator-source", `emulator-source: unknown source "${value}"`, "use upstream, distro, or the path or https URL of a QEMU source tarball (./qemu.tar.xz)");
}
function checkCpu$1(value) {
	if (/^[A-Za-z0-9][A-Za-z0-9._-]*(,[a-z0-9-]+=[a-z0-9]+)*$/.test(value)) return value;
	throw new ToolError("input-cpu", `cpu: "${value}" is not a CPU model`, "use a model that qemu-aarch64 -cpu help lists, such as neoverse-n1 or max,pauth-impdef=on");
}
// src/image/platform.ts
function parsePlatform(text) {
	const [, os, architecture, variant] = /^([a-z0-9_]+)\/([a-z0-9_]+)(?:\/([a-z0-9_.]+))?$/.exec(text) ?? [];
	if (os === void 0 || architecture === void 0) throw new ToolError("platform-invalid", `platform: ${JSON.stringify(text)} is not a platform`, "write it as os/architecture, for example linux/amd64");
	return {
		os,
		architecture,
		...variant === void 0 ? {} : { variant }
	};
}
function formatPlatform({ os, architecture, variant }) {
	return [
		os,
		architecture,
		...variant === void 0 ? [] : [variant]
	].join("/");
}
// src/image/annotations.ts
const LEVELS$1 = [
	"manifest",
	"index",
	"manifest-descriptor",
	"index-descriptor"
];
function parseAnnotation(text) {
	const [prefix, levels] = splitLevels(text);
	const [key = "", ...value] = text.slice(prefix).split("=");
	if (key.trim() === "" || value.length === 0) return void 0;
	return levels.map((level) => ({
		...level,
		key: key.trim(),
		value: value.join("=")
	}));
}
function splitLevels(text) {
	const whole = [0, [{ level: "manifest" }]];
	const colon = text.slice(0, Math.max(text.indexOf("="), 0)).indexOf(":");
	if (colon < 0) return whole;
	const found = text.slice(0, colon).split(",").map((part) => /^([a-z-]+)(?:\[([a-z0-9_./]+)\])?$/.exec(part.trim()));
	const levels = found.flatMap((match) => {
		const [, level = "", platform] = match ?? [];
		if (!isLevel(level)) return [];
		return [{
			level,
			...platform === void 0 ? {} : { platform }
		}];
	});
	return levels.length === found.length ? [colon + 1, levels] : whole;
}
function isLevel(text) {
	return LEVELS$1.includes(text);
}
function annotationsOf(all, level, platform) {
	const name = platform === void 0 ? void 0 : formatPlatform(platform);
	const own = all.filter((one) => one.level === level && (one.platform === void 0 || one.platform === name));
	const entries = new Map(own.map(({ key, value }) => [key, value]));
	return Object.fromEntries([...entries].sort(([a], [b]) => a < b ? -1 : 1));
}
function annotationsField(annotations) {
	return Object.keys(annotations).length === 0 ? {} : { annotations };
}
// src/inputs/image.ts
const IMAGE_INPUTS = [
	{
		name: "tags",
		description: "Names for the image, as registry/name:tag, one a line or separated by commas",
		kind: "list"
	},
	{
		name: "push",
		description: "Push the image to the registry of each tag (short for outputs: type=registry)",
		default: "false",
		kind: "boolean"
	},
	{
		name: "load",
		description: "Load the image into the running Docker Engine (short for outputs: type=docker)",
		default: "false",
		kind: "boolean"
	},
	{
		name: "outputs",
		description: "Where the image goes, one a line: type=oci,dest=DIRECTORY or dest=FILE.tar (an OCI layout), type=docker,dest=FILE (an archive for docker load), type=docker, type=registry, type=sbom,dest=FILE (what is in the image, as CycloneDX JSON), type=sdk,dest=FILE (the toolchain alone, for the input toolchain); each also with compression=gzip or zstd, compression-level=N, oci-mediatypes=false",
		kind: "list"
	},
	{
		name: "labels",
		description: "Labels of the image, one key=value a line; in double quotes a value may have several lines",
		kind: "list"
	},
	{
		name: "annotations",
		description: "Annotations, one key=value a line, with manifest:, index:, manifest-descriptor: or index-descriptor: before it to say of what",
		kind: "list"
	},
	{
		name: "platform",
		description: "The platform that the image names: linux/amd64 or linux/arm64",
		default: "linux/amd64",
		kind: "text"
	},
	{
		name: "index",
		description: "Publish an index: this image for linux/amd64 and the root filesystem alone for linux/arm64, under the same tags",
		default: "false",
		kind: "boolean"
	}
];
function readImageInputs(read) {
	const text = textReader(IMAGE_INPUTS, read);
	const inputs = {
		tags: [...new Set(withoutComments(listOf(text("tags").replaceAll(",", "\n"))))],
		push: checkBoolean("push", text("push")),
		load: checkBoolean("load", text("load")),
		outputs: withoutComments(listOf(text("outputs"))),
		labels: parseLabels(withoutComments(listOf(text("labels")))),
		annotations: withoutComments(listOf(text("annotations"))).flatMap(annotation),
		platform: checkPlatform(text("platform")),
		index: checkBoolean("index", text("index"))
	};
	checkIndex(inputs);
	if (inputs.push && inputs.tags.length === 0) throw new ToolError("input-push", "push is set, but there are no tags", "name the image with tags: registry/name:tag");
	return inputs;
}
function withoutComments(lines) {
	return lines.filter((line) => !line.startsWith("#"));
}
function annotation(text) {
	const parsed = parseAnnotation(text);
	if (parsed !== void 0) return parsed;
	throw new ToolError("input-annotations", `annotations: "${text}" has no key or no value`, "write one key=value a line, or index:key=value");
}
function checkIndex({ index, platform, annotations }) {
	if (index && platform !== "linux/amd64") throw new ToolError("input-index", "index: true joins this image for linux/amd64 with the root filesystem for linux/arm64, but platform says otherwise", "leave platform out, or index");
	if (!index && annotations.some(({ level }) => level.startsWith("index"))) throw new ToolError("input-annotations", "annotations: one is for an index, but there will be none", "set index: true, or leave out what begins with index: (in docker/metadata-action: DOCKER_METADATA_ANNOTATIONS_LEVELS)");
}
function parseLabels(entries) {
	return Object.fromEntries(entries.map((entry) => {
		const [key = "", ...value] = entry.split("=");
		if (key === "") throw new ToolError("input-labels", `labels: "${entry}" has no key`, "write one key=value a line");
		return [key, value.join("=")];
	}));
}
function checkPlatform(value) {
	if (value === "linux/amd64" || value === "linux/arm64") return value;
	throw new ToolError("input-platform", `platform: "${value}" is not supported`, "use linux/amd64 (what runs the container) or linux/arm64 (what is inside)");
}
// src/inputs/registries.ts
const REGISTRY_INPUTS = [{
	name: "insecure-registries",
	description: "Registries that speak plain http, one a line, as registry.example:5000; those of this machine need not be named",
	kind: "list"
}];
function readRegistryInputs(read) {
	const insecureRegistries = listOf(textReader(REGISTRY_INPUTS, read)("insecure-registries"));
	for (const name of insecureRegistries) {
		if (isRegistryHost(name)) continue;
		throw new ToolError("input-insecure-registries", `insecure-registries: "${name}" is not a registry`, "write its host and port alone, one a line: registry.example:5000");
	}
	return { insecureRegistries };
}
// src/inputs/rootfs.ts
const ROOTFS_INPUTS = [{
	name: "rootfs",
	description: "The arm64 root filesystem: path or https URL of a tarball (.tar, .tar.gz, .tar.xz, .tar.zst, .tar.bz2), optionally followed by #sha256=HEX, - for one on standard input, or an image: a name (debian:12), an OCI layout, a docker archive",
	required: true,
	kind: "text"
}, {
	name: "rootfs-exclude",
	description: "What to leave out of the root filesystem, one path or pattern a line, as in .dockerignore: boot, var/cache",
	kind: "list"
}];
function readRootfsInputs(read) {
	const text = textReader(ROOTFS_INPUTS, read);
	return {
		rootfs: text("rootfs"),
		rootfsExclude: listOf(text("rootfs-exclude"))
	};
}
// src/source/shown-address.ts
const SHORTEST = 8;
function shownAddress(address) {
	if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return address;
	const [, location = address, checksum = ""] = /^(.*)(#sha256=[0-9a-f]+)$/is.exec(address) ?? [];
	if (!URL.canParse(location)) return location.replace(/(:\/\/)[^/]*@/s, "$1").replace(/[?#].*/s, "");
	const url = new URL(location);
	if (`${url.username}${url.password}${url.search}${url.hash}` === "") return address;
	for (const part of [
		"username",
		"password",
		"search",
		"hash"
	]) url[part] = "";
	return url.href + checksum;
}
function hideSecrets(address, host) {
	if (!URL.canParse(address)) return;
	const { username, password, search } = new URL(address);
	const values = search.slice(1).split("&").map((parameter) => parameter.replace(/^[^=]*=/, ""));
	const others = [...password === "" ? [username] : [], ...values].filter(({ length }) => length >= SHORTEST);
	for (const secret of password === "" ? others : [password, ...others]) {
		host.secret(secret);
		host.secret(decoded(secret));
	}
}
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
// src/inputs/toolchain.ts
const TOOLCHAIN_INPUTS = [
	{
		name: "toolchain",
		description: "The native compiler: buildroot (built from source, fitted to the root filesystem), system (the machine's own packaged aarch64 cross compiler), or the path or https URL of an SDK tarball (one that outputs: type=sdk saved, Buildroot's, Bootlin's or Arm's)",
		default: "buildroot",
		kind: "text"
	},
	{
		name: "gcc-version",
		description: "gcc's major version, for toolchain: buildroot; when not given, the root filesystem's own or what is nearest to it",
		kind: "text"
	},
	{
		name: "buildroot-version",
		description: "The release of Buildroot, as 2025.02 or 2025.02.16; when not given, it is fitted to the root filesystem (see the command plan)",
		kind: "text"
	},
	{
		name: "buildroot-source",
		description: "Buildroot's source instead of a release from its site: path or https URL of a tarball, optionally followed by #sha256=HEX",
		kind: "text"
	},
	{
		name: "buildroot-config",
		description: "A file with more configuration for Buildroot: a fragment (BR2_TOOLCHAIN_BUILDROOT_FORTRAN=y), or a whole .config",
		kind: "text"
	},
	{
		name: "buildroot-mirror",
		description: "Where Buildroot looks for sources first: an https or file URL (its BR2_PRIMARY_SITE)",
		kind: "text"
	},
	{
		name: "buildroot-dl-dir",
		description: "A directory that has all sources already (Buildroot's BR2_DL_DIR); nothing is downloaded then",
		kind: "text"
	}
];
function readToolchainInputs(read) {
	const text = textReader(TOOLCHAIN_INPUTS, read);
	const toolchain = checkToolchain(text("toolchain"));
	const given = (name, check = (value) => value) => {
		const value = text(name);
		if (value === "") return void 0;
		if (toolchain !== "buildroot") throw onlyForBuildroot(name, toolchain);
		return check(value);
	};
	const gccVersion = given("gcc-version", checkMajor);
	const buildrootVersion = given("buildroot-version", checkVersion);
	const buildrootSource = given("buildroot-source");
	const buildrootConfig = given("buildroot-config");
	const buildrootMirror = given("buildroot-mirror", checkMirror);
	const buildrootDlDir = given("buildroot-dl-dir", checkDirectory);
	return {
		toolchain,
		...gccVersion !== void 0 && { gccVersion: Number(gccVersion) },
		...buildrootVersion !== void 0 && { buildrootVersion },
		...buildrootSource !== void 0 && { buildrootSource },
		...buildrootConfig !== void 0 && { buildrootConfig },
		...buildrootMirror !== void 0 && { buildrootMirror },
		...buildrootDlDir !== void 0 && { buildrootDlDir }
	};
}
function checkToolchain(value) {
	if (value === "buildroot" || value === "system" || looksLikePath(value)) return value;
	throw new ToolError("input-toolchain", `toolchain: unknown toolchain "${value}"`, "use buildroot, system, or the path or https URL of an SDK tarball (./sdk.tar.gz)");
}
function checkMajor(value) {
	if (/^[1-9]\d?$/.test(value)) return value;
	throw new ToolError("input-gcc-version", `gcc-version: "${value}" is not a major version`, "write its first number only, such as 12");
}
function checkVersion(value) {
	if (/^\d{4}\.\d{2}(\.\d+)?$/.test(value)) return value;
	throw new ToolError("input-buildroot-version", `buildroot-version: "${value}" is not a release of Buildroot`, "use one such as 2025.02 (the newest of that series) or 2025.02.16");
}
function checkMirror(value) {
	if (/^(https|file):\/\/[\w./~:@%+,=-]+$/.test(value)) return value;
	throw new ToolError("input-buildroot-mirror", `buildroot-mirror: "${shownAddress(value)}" is not an https or file URL`, "use one such as https://sources.example.com/buildroot or file:///srv/sources");
}
function checkDirectory(value) {
	if (/^[\w./~:@%+,=-]+$/.test(value)) return value;
	throw new ToolError("input-buildroot-dl-dir", `buildroot-dl-dir: Buildroot cannot work with the path "${value}"`, "use one of letters, digits and . _ - + , = @ % : only");
}
function onlyForBuildroot(name, toolchain) {
	return new ToolError(`input-${name}`, `${name}: it is for toolchain: buildroot, and toolchain is ${toolchain}`, `leave out ${name}, or choose toolchain: buildroot`);
}
// src/inputs/inputs.ts
const INPUTS = [
	...ROOTFS_INPUTS,
	...TOOLCHAIN_INPUTS,
	...EMULATOR_INPUTS,
	...ACCELERATION_INPUTS,
	...IMAGE_INPUTS,
	...REGISTRY_INPUTS,
	...CACHE_INPUTS
];
function readInputs$1(read) {
	return {
		...readRootfsInputs(read),
		...readToolchainInputs(read),
		...readEmulatorInputs(read),
		...readAccelerationInputs(read),
		...readImageInputs(read),
		...readRegistryInputs(read),
		...readCacheInputs(read)
	};
}
// src/begun.ts
function begun(work) {
	work.catch(() => void 0);
	return work;
}
// src/recipes/recipes.ts
const RECIPES = {
	"emulator": "facf2d92dadb8354",
	"toolchain-system": "05fd493a5111f12e",
	"toolchain-sdk": "01965462281e334a",
	"toolchain-buildroot": "e5e410104e888425",
	"debugger": "73b3adc87468358a",
	"natives": "7f43b3585276b4ab",
	"runtime": "a55f0d5c8be9608f",
	"inspection": "d9bbe150337e5b0e",
	"image": "a53266044b5d64c6"
};
// src/rootfs/os-release.ts
function parseOsRelease(text) {
	const values = new Map(text.split("\n").flatMap((line) => {
		const [, name, value] = /^\s*([A-Z0-9_]+)=(.*?)\s*$/.exec(line) ?? [];
		return name === void 0 ? [] : [[name, unquote(value ?? "")]];
	}));
	const get = (name) => values.get(name) ?? "";
	return {
		id: get("ID"),
		version: get("VERSION_ID"),
		name: get("PRETTY_NAME") || get("NAME")
	};
}
function unquote(value) {
	const quoted = /^(["'])(.*)\1$/.exec(value);
	return (quoted === null ? value : (quoted[2] ?? "").replace(/\\(["'$`\\])/g, "$1")).replaceAll(/\p{Cc}/gu, "");
}
// src/components/build-machine.ts
async function buildMachine() {
	const { id, version } = parseOsRelease(await readOptional("/etc/os-release") ?? "");
	return `${id} ${version}`;
}
// src/components/key.ts
function contentKey(name, parts) {
	const canonical = Object.keys(parts).sort().map((part) => [part, parts[part]]);
	return `${name}-${createHash("sha256").update(JSON.stringify([
		FORMAT$3,
		name,
		canonical
	])).digest("hex").slice(0, 32)}`;
}
const FORMAT$3 = 2;
async function hashFile(path) {
	return digestHex((await digestFile(path)).digest);
}
async function hashTree(directory) {
	const files = (await readdir(directory, {
		recursive: true,
		withFileTypes: true
	})).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	const lines = [];
	for (const file of files.sort()) lines.push(`${file.slice(directory.length + 1)} ${await hashFile(file)}`);
	return lines;
}
// src/components/packages/dpkg.ts
const field = (name) => `\${${name}}`;
const FORMAT$2 = `${[
	field("db:Status-Status"),
	field("Package"),
	field("Version"),
	`${field("source:Package")} ${field("source:Version")}`,
	field("Depends")
].join("	")}\n`;
async function installedPackages(host, names, root = "") {
	if (names.length === 0) return [];
	const stdout = await query$1(host, root, [
		"-W",
		`-f=${FORMAT$2}`,
		...names
	], true);
	const packages = new Map();
	for (const line of stdout.split("\n")) {
		const [status, name = "", version = "", source = "", depends = ""] = line.split("	");
		if (status === "installed") packages.set(name, {
			name,
			version,
			source,
			depends
		});
	}
	return [...packages.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}
async function packageFiles(host, ...names) {
	return packageFilesIn("", host, names);
}
async function packageFilesIn(root, host, names) {
	if (names.length === 0) return [];
	return (await query$1(host, root, ["-L", ...names], false)).split("\n").filter((path) => path.startsWith("/") && path !== "/.").map((path) => `${root}${path}`);
}
async function query$1(host, root, args, ignoreExitCode) {
	const records = root === "" ? [] : [`--admindir=${root}/var/lib/dpkg`];
	return (await host.exec("dpkg-query", [...records, ...args], { ignoreExitCode })).stdout;
}
async function owningPackages(host, files, root = "") {
	const candidates = files.map((file) => file.slice(root.length)).flatMap((file) => [
		file,
		file.replace(/^\/usr\/lib/, "/lib"),
		file.replace(/^\/lib/, "/usr/lib")
	]);
	const names = [...(await query$1(host, root, ["-S", ...new Set(candidates)], true)).matchAll(/^([a-z0-9][a-z0-9.+-]*)(?::[a-z0-9]+)?: \//gm)].map(([, name = ""]) => name);
	return [...new Set(names)].sort();
}
// src/components/tree.ts
function textEntry(path, text) {
	return {
		type: "file",
		path,
		mode: 420,
		source: { bytes: Buffer.from(text) }
	};
}
function linkEntry(path, target) {
	return {
		type: "symlink",
		path,
		target
	};
}
function fileEntry(path, file, executable) {
	return {
		type: "file",
		path,
		mode: executable ? 493 : 420,
		source: { file }
	};
}
function sourceFile(entry) {
	return entry?.type === "file" && "file" in entry.source ? entry.source.file : void 0;
}
function pathEntry(file, path, retarget = (target) => target) {
	const stat = lstatSync(file);
	if (stat.isSymbolicLink()) {
		const target = retarget(readlinkSync(file));
		return target === void 0 ? void 0 : linkEntry(path, target);
	}
	return stat.isFile() ? fileEntry(path, file, (stat.mode & 64) !== 0) : void 0;
}
async function directoryEntries(directory, prefix) {
	const found = await readdir(directory, {
		recursive: true,
		withFileTypes: true
	});
	const entries = [];
	for (const item of found) {
		const file = join(item.parentPath, item.name);
		const entry = pathEntry(file, join(prefix, file.slice(directory.length + 1)));
		if (entry) entries.push(entry);
	}
	return entries;
}
function withoutDanglingLinks(entries) {
	const known = new Set();
	for (const { path } of entries) for (let part = path; part !== "."; part = posix.dirname(part)) known.add(part);
	return entries.filter((entry) => entry.type !== "symlink" || known.has(posix.resolve("/", posix.dirname(entry.path), entry.target).slice(1)));
}
// src/components/packages/root.ts
const THIS_MACHINE = { root: "" };
async function packagesOf$1({ root, rpms }, host, names) {
	if (rpms === void 0) return installedPackages(host, names ?? ["*"], root);
	return rpms.filter(({ name }) => names === void 0 || names.includes(name));
}
async function filesOf({ root, rpms }, host, names) {
	if (rpms === void 0) return packageFilesIn(root, host, names);
	return rpms.filter(({ name }) => names.includes(name)).flatMap(({ files }) => files.map((path) => `${root}${path}`));
}
async function ownersOf({ root, rpms }, host, files) {
	if (rpms === void 0) return owningPackages(host, files, root);
	const paths = new Set(files.map((file) => file.slice(root.length)));
	return rpms.filter((rpm) => rpm.files.some((path) => paths.has(path))).map(({ name }) => name);
}
// src/components/packages/notices.ts
async function packageNotices(packages, directory, from) {
	const table = packages.map(({ name, version, source, licence }) => `${name} ${version} (source package: ${source}${licence === void 0 ? "" : `; licence: ${licence}`})\n`);
	const names = packages.map(({ name }) => name);
	const licences = await (from.rpms === void 0 ? copyrights : licenceTexts)(names, directory, from.root);
	return [textEntry(`${directory}/SOURCES`, sourcesHeader(from) + table.join("")), ...licences];
}
async function copyrights(names, directory, root) {
	const entries = [];
	const common = new Set();
	for (const name of names) {
		const copyright = await readOptional(`${root}/usr/share/doc/${name}/copyright`);
		if (copyright === void 0) continue;
		entries.push(textEntry(`${directory}/licenses/${name}`, copyright));
		for (const [, license = ""] of copyright.matchAll(COMMON_LICENSE)) common.add(license);
	}
	for (const license of common) {
		const text = await readOptional(`/usr/share/common-licenses/${license}`);
		if (text !== void 0) entries.push(textEntry(`${directory}/common-licenses/${license}`, text));
	}
	return entries;
}
async function licenceTexts(names, directory, root) {
	const entries = [];
	for (const name of names) {
		const place = `${root}/usr/share/licenses/${name}`;
		const texts = await ifThere(readdir(place, { withFileTypes: true }), "ENOTDIR") ?? [];
		for (const text of texts.filter((item) => item.isFile())) entries.push({
			type: "file",
			path: `${directory}/licenses/${name}/${text.name}`,
			mode: 420,
			source: { bytes: await readFile(`${place}/${text.name}`) }
		});
	}
	return entries;
}
async function noticesFor(host, packages, files, directory, from = THIS_MACHINE) {
	const owners = await ownersOf(from, host, files.map(({ file }) => file));
	return packageNotices(await packagesOf$1(from, host, [...packages.map(({ name }) => name), ...owners]), directory, from);
}
const COMMON_LICENSE = /\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[0-9]+(?:\.[0-9]+)?)?)/g;
function sourcesHeader({ release = "the build machine's distribution", rpms }) {
	const [packages, place, command] = rpms === void 0 ? [
		"packages",
		"distribution's archive",
		"apt-get source NAME=VERSION"
	] : [
		"RPM packages",
		"distribution's repositories",
		"dnf download --source NAME-VERSION"
	];
	return `Files of these ${packages} of ${release} are in this layer, unmodified unless said\notherwise. Their source code is in the ${place}: ${command}.\n\n`;
}
// src/components/packages/tree.ts
const NEEDLESS$3 = /^\/usr\/(share\/(doc|man|info|locale|lintian|applications|pixmaps)|lib\/x86_64-linux-gnu)(\/|$)/;
function imagePath(path, { to, programs }) {
	return (path.startsWith("/usr/bin/") ? programs.test(path) : path.startsWith("/usr/")) && !NEEDLESS$3.test(path) ? `${to}${path.slice(4)}` : void 0;
}
async function packageTree(host, packages, relocation) {
	const relocateLink = (target) => {
		if (!target.startsWith("/")) return target;
		const path = imagePath(target, relocation);
		return path === void 0 ? void 0 : `/${path}`;
	};
	const entries = new Map();
	for (const file of await packageFiles(host, ...packages.map(({ name }) => name))) {
		const path = imagePath(file, relocation);
		const entry = path === void 0 ? void 0 : pathEntry(file, path, relocateLink);
		if (entry) entries.set(entry.path, entry);
	}
	return new Map(withoutDanglingLinks([...entries.values()]).map((entry) => [entry.path, entry]));
}
// src/components/runtime/sonames.ts
const LOADER = "ld-linux-x86-64.so.2";
const RUNTIME_LIBRARIES = [
	...[
		"libc.so.6",
		"libm.so.6",
		"libmvec.so.1",
		"libdl.so.2",
		"libpthread.so.0",
		"librt.so.1",
		"libutil.so.1"
	],
	...[
		"libresolv.so.2",
		"libanl.so.1",
		"libnss_files.so.2",
		"libnss_dns.so.2",
		"libnss_compat.so.2"
	],
	...["libgcc_s.so.1", "libstdc++.so.6"]
];
const RUNTIME_SONAMES = [LOADER, ...RUNTIME_LIBRARIES];
// src/elf/segments.ts
const PT = {
	load: 1,
	dynamic: 2,
	interp: 3
};
const PF_X = 1;
const PF_W = 2;
function partsOf$1(file) {
	return (offset, length) => {
		if (offset + length > file.length) throw new RangeError(`no ${length} bytes at ${offset}`);
		return file.subarray(offset, offset + length);
	};
}
function readSegments(read) {
	const header = read(0, 64);
	const entrySize = header.readUInt16LE(54);
	const count = header.readUInt16LE(56);
	const first = word(header, 32);
	const table = read(first, entrySize * count);
	return Array.from({ length: count }, (_, index) => {
		const at = index * entrySize;
		const flags = table.readUInt32LE(at + 4);
		return {
			header: first + at,
			type: table.readUInt32LE(at),
			writable: (flags & PF_W) !== 0,
			executable: (flags & PF_X) !== 0,
			offset: word(table, at + 8),
			address: word(table, at + 16),
			size: word(table, at + 32)
		};
	});
}
function loadSegments(elf) {
	return readSegments(partsOf$1(elf)).filter(({ type }) => type === PT.load);
}
function offsetOf(address, segments) {
	const segment = segments.find(({ type, address: start, size }) => type === PT.load && address >= start && address < start + size);
	if (segment === void 0) throw new RangeError(`0x${address.toString(16)} is not in the file`);
	return address - segment.address + segment.offset;
}
function word(file, at) {
	return Number(file.readBigUInt64LE(at));
}
// src/elf/dynamic-tags.ts
const TAG$1 = {
	needed: 1,
	strtab: 5,
	rela: 7,
	relasz: 8,
	strsz: 10,
	soname: 14,
	rpath: 15,
	runpath: 29,
	relacount: 1879048185,
	verdef: 1879048188,
	verdefnum: 1879048189,
	verneed: 1879048190,
	verneednum: 1879048191
};
function readTags(read, segments) {
	const dynamic = segments.find(({ type }) => type === PT.dynamic);
	if (dynamic === void 0) return void 0;
	const bytes = read(dynamic.offset, dynamic.size);
	const tags = [];
	for (let at = 0; at + 16 <= bytes.length; at += 16) {
		const tag = word(bytes, at);
		if (tag === 0) break;
		tags.push({
			tag,
			value: word(bytes, at + 8),
			at: dynamic.offset + at + 8
		});
	}
	return tags;
}
function lookUp(tags, name) {
	return tags.find(({ tag }) => tag === name)?.value;
}
// src/elf/header.ts
const MACHINE = {
	x86_64: 62,
	aarch64: 183
};
const MACHINE_NAMES = new Map([
	[3, "i386"],
	[8, "mips"],
	[20, "powerpc"],
	[21, "ppc64"],
	[22, "s390x"],
	[40, "arm (32 bit)"],
	[MACHINE.x86_64, "x86-64 (amd64)"],
	[MACHINE.aarch64, "aarch64 (arm64)"],
	[243, "riscv"],
	[258, "loongarch"]
]);
function readElfHeader(bytes) {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (buffer.length < 20 || buffer.toString("latin1", 0, 4) !== "ELF") return void 0;
	const littleEndian = buffer[5] === 1;
	const half = (at) => littleEndian ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at);
	return {
		bits: buffer[4] === 2 ? 64 : 32,
		littleEndian,
		type: half(16),
		machine: half(18)
	};
}
function machineName(machine) {
	return MACHINE_NAMES.get(machine) ?? `machine ${machine}`;
}
// src/elf/dynamic.ts
function readDynamicSection(bytes) {
	const header = readElfHeader(bytes);
	if (header?.bits !== 64 || !header.littleEndian) return void 0;
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return orMalformed(() => {
		const read = partsOf$1(file);
		const segments = readSegments(read);
		const tags = readTags(read, segments);
		return tags && describe(file, segments, tags);
	});
}
function readNeeded(read) {
	return orMalformed(() => {
		const segments = readSegments(read);
		const tags = readTags(read, segments) ?? [];
		const needed = tags.filter(({ tag }) => tag === TAG$1.needed);
		if (needed.length === 0) return [];
		const strings = read(offsetOf(lookUp(tags, TAG$1.strtab) ?? 0, segments), lookUp(tags, TAG$1.strsz) ?? 0);
		return needed.map(({ value: at }) => cString(strings, at));
	});
}
function orMalformed(read) {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new ToolError("elf-malformed", "an ELF file is damaged", "make the archive again from intact files", { cause: error });
	}
}
function ofFile(name, read) {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof ToolError && error.code === "elf-malformed")) throw error;
		throw new ToolError(error.code, `${name} is a damaged ELF file`, error.hint, { cause: error });
	}
}
function describe(file, segments, tags) {
	const value = (tag) => lookUp(tags, tag);
	const table = offsetOf(value(TAG$1.strtab) ?? 0, segments);
	const string = (at) => cString(file, table + at);
	const versions = (start, count) => start === void 0 ? void 0 : {
		offset: offsetOf(start, segments),
		count: count ?? 0
	};
	const interpreter = segments.find((segment) => segment.type === PT.interp);
	const soname = value(TAG$1.soname);
	const runpath = value(TAG$1.runpath) ?? value(TAG$1.rpath);
	const verdef = versions(value(TAG$1.verdef), value(TAG$1.verdefnum));
	const verneed = versions(value(TAG$1.verneed), value(TAG$1.verneednum));
	return {
		file,
		string,
		needed: tags.filter(({ tag }) => tag === TAG$1.needed).map(({ value: at }) => string(at)),
		...interpreter && { interpreter: cString(file, interpreter.offset) },
		...soname !== void 0 && { soname: string(soname) },
		...runpath !== void 0 && { runpath: {
			text: string(runpath),
			offset: table + runpath
		} },
		...verdef && { verdef },
		...verneed && { verneed }
	};
}
function cString(file, at) {
	const end = file.indexOf(0, at);
	if (at > file.length || end < 0) throw new RangeError(`no string at ${at}`);
	return file.toString("latin1", at, end);
}
// src/components/shared-libraries.ts
function hashLibraries(libraries) {
	return Promise.all(libraries.map(async ({ soname, file }) => `${soname} ${await hashFile(file)}`));
}
function neededLibraries(file) {
	const fd = openSync(file, "r");
	try {
		const { size } = fstatSync(fd);
		const read = readerOf$1(fd, size);
		const header = readElfHeader(read(0, Math.min(20, size)));
		if (header?.bits !== 64 || header.machine !== MACHINE.x86_64) return void 0;
		return ofFile(file, () => readNeeded(read));
	} finally {
		closeSync(fd);
	}
}
function readerOf$1(fd, size) {
	return (offset, length) => {
		if (offset + length > size) throw new RangeError(`no ${length} bytes at ${offset}`);
		const bytes = Buffer.alloc(length);
		return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
	};
}
async function installedLibraries(host) {
	const { stdout } = await host.exec("/sbin/ldconfig", ["-p"]);
	const libraries = new Map();
	for (const [, soname, file] of stdout.matchAll(/^\s+(\S+) \(libc6,x86-64[^)]*\) => (\S+)$/gm)) if (soname && file && !libraries.has(soname)) libraries.set(soname, file);
	return libraries;
}
function libraryClosure(files, installed, present) {
	const found = new Map();
	const queue = files.filter((file) => !NEVER_PROGRAM.test(file));
	for (let file = queue.pop(); file !== void 0; file = queue.pop()) {
		const needed = neededLibraries(file) ?? [];
		for (const soname of needed.filter((name) => !present.has(name) && !found.has(name))) {
			const library = {
				soname,
				file: realpathSync(locate(soname, file, installed))
			};
			found.set(soname, library);
			queue.push(library.file);
		}
	}
	return [...found.values()].sort((a, b) => a.soname < b.soname ? -1 : 1);
}
const NEVER_PROGRAM = /\/include\/|\.(?:a|h|o|py|spec)$/;
function locate(soname, user, installed) {
	const file = installed.get(soname);
	if (file !== void 0) return file;
	throw new ToolError("library-missing", `${user} needs the shared library ${soname}, which is not there`, "reinstall the package that the program belongs to (dpkg -S FILE names it)");
}
// src/components/toolchain/toolchain.ts
const HOST = "x86_64/host";
const LIBRARIES = "x86_64/lib/toolchain";
// src/components/debugger/package.ts
const DEBUGGER_PACKAGE = "gdb-multiarch";
// src/components/debugger/python.ts
const NEEDLESS$2 = /\/(__pycache__|lib-dynload|config-[^/]*|test|idlelib|lib2to3|distutils|ensurepip|pydoc_data|tkinter|venv|turtledemo)\//;
async function pythonPackages(host, libraries) {
	const version = libraries.map(({ soname }) => /^libpython(3\.\d+)\.so/.exec(soname)?.[1]).find(Boolean);
	return version === void 0 ? [] : installedPackages(host, [`libpython${version}-minimal`, `libpython${version}-stdlib`]);
}
async function pythonTree(host, packages, to) {
	const tree = [...(await packageTree(host, packages, {
		to,
		programs: NONE
	})).values()];
	const python = new RegExp(`^${to}/lib/python3[^/]*/`);
	const modules = tree.filter(({ path }) => python.test(path) && path.endsWith(".py") && !NEEDLESS$2.test(path));
	const root = modules.map(({ path }) => python.exec(path)?.[0]).find(Boolean);
	if (root === void 0) return modules;
	return [...modules, {
		type: "directory",
		path: `${root}lib-dynload`,
		mode: 493
	}];
}
const NONE = /(?!)/;
// src/components/debugger/debugger.ts
const DEBUGGER = `${HOST}/gdb`;
const PROGRAM = "bin/gdb-multiarch";
const NAMES$1 = ["aarch64-linux-gdb", "aarch64-linux-gnu-gdb"];
async function debuggerComponent(host) {
	const own = await installedPackages(host, [DEBUGGER_PACKAGE, "gdb"]);
	const main = own.find(({ name }) => name === DEBUGGER_PACKAGE);
	if (main === void 0) return void 0;
	const installed = await installedLibraries(host);
	const libraries = libraryClosure([`/usr/${PROGRAM}`], installed, new Set(RUNTIME_SONAMES));
	const python = await pythonPackages(host, libraries);
	const packages = [...own, ...python];
	const directory = "x86_64/lib/debugger";
	return {
		name: "debugger",
		key: contentKey("debugger", {
			recipe: RECIPES.debugger,
			machine: await buildMachine(),
			packages: packages.map(({ name, version }) => `${name}=${version}`),
			libraries: await hashLibraries(libraries)
		}),
		about: `gdb ${/^[\d.]*\d/.exec(main.version)?.[0] ?? "?"}`,
		directory,
		libraries,
		build: async () => [
			...(await packageTree(host, own, {
				to: DEBUGGER,
				programs: /\/gdb-multiarch$/
			})).values(),
			...await pythonTree(host, python, DEBUGGER),
			...NAMES$1.map((name) => linkEntry(`${HOST}/bin/${name}`, `../gdb/${PROGRAM}`)),
			...libraries.map(({ soname, file }) => fileEntry(`${directory}/${soname}`, file, false)),
			...await noticesFor(host, packages, libraries, "x86_64/share/debugger")
		]
	};
}
// src/elf/fix-address.ts
const ET_EXEC = 2;
const ET_DYN = 3;
const R_X86_64_RELATIVE$1 = 8n;
const RELA_SIZE = 24;
function fixAddress(elf, symbols, address) {
	if (elf.toString("latin1", 0, 5) !== "ELF" || elf.readUInt16LE(16) !== ET_DYN) throw new Error("this is no position-independent program");
	const fixed = Buffer.from(elf);
	const move = (at) => fixed.writeBigUInt64LE(fixed.readBigUInt64LE(at) + address, at);
	const segments = readSegments(partsOf$1(elf));
	relocate(fixed, segments, address);
	const [first, last] = [segments[0]?.header ?? 0, segments.at(-1)?.header ?? 0];
	elf.copy(fixed, offsetOf(symbols.headers, segments), first, last + elf.readUInt16LE(54));
	fixed.writeUInt16LE(ET_EXEC, 16);
	fixed.writeBigUInt64LE(BigInt(symbols.entry) + address, 24);
	for (const { header } of segments.filter(({ type }) => type === PT.load)) {
		move(header + 16);
		move(header + 24);
	}
	return fixed;
}
function relocate(elf, segments, address) {
	const tags = readTags(partsOf$1(elf), segments) ?? [];
	const find = (name) => tags.find(({ tag }) => tag === name);
	const [rela, size, count] = [
		find(TAG$1.rela),
		find(TAG$1.relasz),
		find(TAG$1.relacount)
	];
	if (rela === void 0 || size === void 0 || count === void 0) return;
	const table = offsetOf(rela.value, segments);
	const done = count.value * RELA_SIZE;
	for (let at = table; at < table + done; at += RELA_SIZE) {
		if (elf.readBigUInt64LE(at + 8) !== R_X86_64_RELATIVE$1) throw new Error("DT_RELACOUNT counts others too");
		const place = offsetOf(Number(elf.readBigUInt64LE(at)), segments);
		elf.writeBigUInt64LE(elf.readBigUInt64LE(at + 16) + address, place);
	}
	elf.writeBigUInt64LE(BigInt(rela.value + done), rela.at);
	elf.writeBigUInt64LE(BigInt(size.value - done), size.at);
	elf.writeBigUInt64LE(0n, count.at);
}
// src/components/cpu-model.ts
function modelOf(cpu) {
	return cpu.replace(/,.*$/s, "");
}
// src/components/emulator/apply-hook.ts
async function applyHook(source, native, series, named, host) {
	const destination = join(source, "linux-user", "arm64-on-x86");
	for (const room of ["emulator", "router"]) for (const file of await hookFiles(join(native, room))) await cp(join(native, room, file), join(destination, file), { recursive: true });
	const args = [
		"-p1",
		"--fuzz=0",
		"--forward",
		"--batch",
		"-i",
		series.patch
	];
	const { code, stdout, stderr } = await host.exec("patch", args, {
		cwd: source,
		ignoreExitCode: true
	});
	if (code !== 0) throw rejected(series, named, firstRejected(stdout) ?? stderr.trim());
}
async function hookFiles(directory) {
	return (await readdir(directory)).filter((name) => /\.[ch]$/.test(name)).sort();
}
function firstRejected(output) {
	let file = "";
	let missing = false;
	for (const line of output.split("\n")) {
		file = /^patching file (.+)$/.exec(line)?.[1] ?? file;
		const [, hunk, at] = /^Hunk #(\d+) FAILED at (\d+)/.exec(line) ?? [];
		if (hunk !== void 0) return `hunk ${hunk} of ${file}, at line ${at}`;
		missing ||= line.startsWith("can't find file to patch");
		const absent = missing ? /^\|--- a\/(\S+)/.exec(line)?.[1] : void 0;
		if (absent !== void 0) return `${absent}, which the source does not have`;
		if (/^Reversed \(or previously applied\) patch detected/.test(line)) return `${file}, which has the change already`;
	}
}
function rejected(series, { origin, version }, where) {
	return new ToolError("emulator-patch-rejected", `the hook patch for QEMU ${series.name} does not fit this QEMU ${version} (${origin}): ${where}`, `use emulator-source=upstream, or an unchanged release of that series; how to fit the patch (native/emulator/patches/${series.name}.patch): CONTRIBUTING.md, "How to add a QEMU series"`);
}
// src/components/emulator/fixed-address.ts
const IMAGE_ADDRESS = 134140418588672n;
function fixedAddressSymbols(nm) {
	const address = (name) => {
		const found = new RegExp(`^([0-9a-f]+) \\w ${name}$`, "m").exec(nm)?.[1];
		if (found === void 0) throw new Error(`the emulator has no symbol ${name}`);
		return Number.parseInt(found, 16);
	};
	return {
		entry: address("arm64_on_x86_entry"),
		headers: address("arm64_on_x86_headers")
	};
}
// src/components/emulator/series.ts
async function findSeries(version, patchDirectory) {
	const names = (await readdir(patchDirectory)).filter((file) => file.endsWith(".patch")).map((file) => file.slice(0, -6));
	const name = seriesOf$1(version, names);
	if (name !== void 0) return {
		name,
		patch: join(patchDirectory, `${name}.patch`)
	};
	const supported = names.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b)).join(", ");
	throw new ToolError("qemu-series-unsupported", `there is no hook patch for QEMU ${version}; supported series: ${supported}`, "choose another emulator-source, such as upstream");
}
function seriesOf$1(version, names) {
	return names.find((name) => version === name || version.startsWith(`${name}.`));
}
function atLeast(version, major) {
	return Number.parseInt(version, 10) >= major;
}
// src/components/emulator/configure.ts
function configureArguments({ version, cpu, source }) {
	return [
		"--target-list=aarch64-linux-user",
		"--static",
		"--enable-pie",
		"--without-default-features",
		"--enable-linux-user",
		"--enable-attr",
		"--disable-werror",
		"--disable-install-blobs",
		"--disable-debug-info",
		...atLeast(version, 8) ? ["--disable-download", "--python=/usr/bin/python3"] : [],
		"--prefix=/usr",
		"--interp-prefix=/",
		"--with-pkgversion=arm64-on-x86",
		`--extra-cflags=-DARM64_ON_X86_CPU=${cpu} -DARM64_ON_X86_IMAGE=0x${IMAGE_ADDRESS.toString(16)} -ffile-prefix-map=${source}=.`,
		"--extra-ldflags=-Wl,--build-id=sha1"
	];
}
function cpuModels(text) {
	return [...text.matchAll(/\.name = "([a-z0-9-]+)",\s*\.initfn/g)].map(([, name = ""]) => name);
}
// src/compare-versions.ts
function compareVersions(a, b) {
	const left = a.split(".").map(Number);
	const right = b.split(".").map(Number);
	for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
		const difference = (left[index] ?? 0) - (right[index] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
// src/components/prerequisites.ts
const C_PREREQUISITES = [
	{
		package: "gcc",
		check: ["gcc", "--version"]
	},
	{
		package: "libc6-dev",
		check: [
			"test",
			"-e",
			"/usr/include/stdio.h"
		]
	},
	{
		package: "make",
		check: ["make", "--version"]
	}
];
async function requirePrerequisites(wanted, host) {
	const missing = [];
	for (const { package: name, check } of wanted) if (!await succeeds(check, host)) missing.push(name);
	if (missing.length > 0) throw packagesMissing(missing);
}
async function succeeds([command, ...args], host) {
	const { code } = await host.exec("sh", [
		"-c",
		"exec \"$@\"",
		"sh",
		command,
		...args
	], { ignoreExitCode: true });
	return code === 0;
}
function packagesMissing(packages) {
	const names = [...new Set(packages)].join(" ");
	return new ToolError("packages-missing", `not installed on this machine, but needed to build: ${names}`, `install them: sudo apt-get install ${names}`);
}
// src/components/emulator/prerequisites.ts
const ALWAYS = [
	...C_PREREQUISITES,
	{
		package: "ninja-build",
		check: ["ninja", "--version"]
	},
	{
		package: "patch",
		check: ["patch", "--version"]
	},
	{
		package: "pkg-config",
		check: ["pkg-config", "--version"]
	},
	{
		package: "libglib2.0-dev",
		check: [
			"pkg-config",
			"--exists",
			"glib-2.0"
		]
	},
	{
		package: "python3",
		check: ["/usr/bin/python3", "--version"]
	},
	{
		package: "xz-utils",
		check: ["xz", "--version"]
	}
];
const VENV = [{
	package: "python3-venv",
	check: [
		"/usr/bin/python3",
		"-c",
		"import venv, ensurepip"
	]
}, {
	package: "python3-distlib",
	check: [
		"/usr/bin/python3",
		"-c",
		"try:\n import distlib\nexcept ImportError:\n import pip._vendor.distlib"
	]
}];
const DISTRO = {
	package: "dpkg-dev",
	check: ["dpkg-source", "--version"]
};
async function checkPrerequisites(version, distro, host) {
	await requirePrerequisites([
		...ALWAYS,
		...version && !atLeast(version, 8) ? [] : VENV,
		...distro ? [DISTRO] : []
	], host);
}
const MESON = [
	["9.2", "1.5.0"],
	["9.0", "1.1.0"],
	["8.0", "0.63.0"],
	["7.0", "0.61.3"],
	["6.2", "0.58.2"]
];
async function checkMeson(version, source, host) {
	if (await hasOwnMeson(source)) return;
	const minimum = MESON.find(([qemu]) => compareVersions(version, qemu) >= 0)?.[1] ?? "0.58.2";
	const { code, stdout } = await host.exec("sh", ["-c", "meson --version"], { ignoreExitCode: true });
	if (code !== 0) throw packagesMissing(["meson"]);
	const installed = stdout.trim();
	if (compareVersions(installed, minimum) >= 0) return;
	throw new ToolError("meson-too-old", `QEMU ${version} needs meson ${minimum} or newer, and this machine has ${installed}`, "use emulator-source=upstream, whose tarball brings its own meson, or install a newer meson");
}
async function hasOwnMeson(source) {
	return (await ifThere(readdir(join(source, "python", "wheels"))) ?? []).some((name) => name.startsWith("meson-")) || await isThere$1(join(source, "meson", "meson.py"));
}
// src/components/emulator/python-tooling.ts
async function omitTooling(source) {
	const file = join(source, "pythondeps.toml");
	const text = await readOptional(file) ?? "";
	const changed = withoutTooling(text);
	if (changed !== text) await writeFile(file, changed);
}
function withoutTooling(pythondeps) {
	return pythondeps.replace(/^(\[tooling\]\n)(?:(?!\[).*\n)*/m, "$1\n");
}
// src/components/emulator/smoke.ts
const EXIT = [
	3531606952,
	3531603968,
	3556769793
];
const ADDRESS = 4194304n;
const HEADERS = 120;
function smallestProgram() {
	const file = Buffer.alloc(HEADERS + EXIT.length * 4);
	file.set([
		127,
		69,
		76,
		70,
		2,
		1,
		1
	]);
	file.writeUInt16LE(2, 16);
	file.writeUInt16LE(183, 18);
	file.writeUInt32LE(1, 20);
	file.writeBigUInt64LE(ADDRESS + BigInt(HEADERS), 24);
	file.writeBigUInt64LE(64n, 32);
	[
		64,
		56,
		1
	].forEach((value, index) => {
		file.writeUInt16LE(value, 52 + index * 2);
	});
	file.writeUInt32LE(1, 64);
	file.writeUInt32LE(5, 68);
	[
		0n,
		ADDRESS,
		ADDRESS,
		BigInt(file.length),
		BigInt(file.length),
		65536n
	].forEach((value, index) => {
		file.writeBigUInt64LE(value, 72 + index * 8);
	});
	EXIT.forEach((instruction, index) => {
		file.writeUInt32LE(instruction, HEADERS + index * 4);
	});
	return file;
}
async function checkStarts(emulator, cpu, host) {
	const program = `${emulator}.test`;
	await writeFile(program, smallestProgram(), { mode: 493 });
	const { code, stderr } = await host.exec(emulator, [program], { ignoreExitCode: true });
	if (code === 0) return;
	throw new ToolError("cpu-unknown", `the emulator does not start a program as cpu "${cpu}": ${stderr.trim()}`, "leave out the properties behind the model, or use those that QEMU documents for Arm (cpu-features)");
}
// src/components/emulator/build.ts
async function buildEmulator(source, origin, native, cpu, host) {
	const version = await readVersion(source);
	const series = await findSeries(version, join(native, "emulator", "patches"));
	await checkCpu(source, version, series, cpu);
	await checkMeson(version, source, host);
	await applyHook(source, native, series, {
		origin,
		version
	}, host);
	await omitTooling(source);
	const build = join(source, "build-arm64-on-x86");
	await mkdir(build);
	host.progress(`configuring QEMU ${version}`);
	const env = await compilerEnvironment(host);
	await host.exec(join(source, "configure"), configureArguments({
		version,
		cpu,
		source
	}), {
		cwd: build,
		env
	});
	await host.exec("ninja", [
		"-C",
		build,
		"qemu-aarch64"
	], {
		env,
		onLine: (line) => ninjaProgress(line, version, host)
	});
	const program = join(build, "qemu-aarch64");
	const { stdout: symbols } = await host.exec("nm", ["--defined-only", program]);
	await host.exec("strip", ["--strip-all", program]);
	if (await keepsTranslations(series)) {
		const fixed = fixAddress(await readFile(program), fixedAddressSymbols(symbols), IMAGE_ADDRESS);
		await writeFile(program, fixed);
	}
	await checkStarts(program, cpu, host);
	return {
		program,
		source,
		version,
		series
	};
}
function ninjaProgress(line, version, host) {
	const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
	if (total === void 0) return;
	host.progress(`compiling QEMU ${version}: ${done}/${total}`, Number(done) / Number(total));
}
async function readVersion(source) {
	try {
		return (await readFile(join(source, "VERSION"), "utf8")).trim();
	} catch (cause) {
		throw new ToolError("emulator-source-broken", "the emulator source has no file VERSION", "give a QEMU release tarball, as from https://download.qemu.org", { cause });
	}
}
async function keepsTranslations(series) {
	return (await readFile(series.patch, "utf8")).includes("/cache_place.c");
}
async function checkCpu(source, version, series, cpu) {
	const added = cpuModels(await readFile(series.patch, "utf8"));
	const models = [...new Set([...await knownCpuModels(join(source, "target", "arm")), ...added])].sort();
	if (models.includes(modelOf(cpu))) return;
	throw new ToolError("cpu-unknown", `cpu "${cpu}" is not a model of QEMU ${version}`, `use one of: ${models.join(", ")}; or another emulator-source: newer series have more`);
}
async function knownCpuModels(directory) {
	const files = (await readdir(directory, { recursive: true })).filter((name) => /^(tcg\/)?cpu.*\.c$/.test(name));
	return (await Promise.all(files.map((name) => readFile(join(directory, name), "utf8")))).flatMap(cpuModels);
}
// src/components/packages/apt-complaint.ts
function aptComplaint(stderr) {
	return (/^E: (.*)$/m.exec(stderr) ?? /^W: (.*)$/m.exec(stderr))?.[1];
}
// src/components/emulator/apt-sources.ts
async function writeAptConfiguration(directory, host) {
	const parts = join(directory, "sources.list.d");
	await mkdir(parts);
	await mkdir(join(directory, "lists", "partial"), { recursive: true });
	await mkdir(join(directory, "cache", "archives", "partial"), { recursive: true });
	for (const file of await distributionLists(host)) {
		const text = sourceEntries(await readFile(file, "utf8"), file.endsWith(".sources"));
		await writeFile(join(parts, file.replaceAll("/", "_").replace(/^_/, "")), text);
	}
	const configuration = join(directory, "apt.conf");
	await writeFile(configuration, [
		"Dir::Etc::SourceList \"/dev/null\";",
		`Dir::Etc::SourceParts "${parts}";`,
		`Dir::State::Lists "${join(directory, "lists")}";`,
		`Dir::Cache "${join(directory, "cache")}";`,
		"Acquire::Languages \"none\";",
		"Acquire::Retries \"3\";",
		"APT::Sandbox::User \"\";",
		""
	].join("\n"));
	return configuration;
}
async function distributionLists(host) {
	const { stdout } = await host.exec("apt-get", [
		"indextargets",
		"--format",
		"$(ORIGIN)	$(SOURCESENTRY)",
		"Created-By: Packages"
	]);
	const lists = parseIndexTargets(stdout);
	if (lists.length > 0) return lists;
	throw new ToolError("apt-lists-missing", "emulator-source \"distro\": this machine's apt knows no repository of Debian or Ubuntu", "run: sudo apt-get update, or use emulator-source=upstream");
}
function parseIndexTargets(output) {
	const files = [...output.matchAll(/^(?:Debian|Ubuntu)\t(\/.*):\d+$/gm)].map(([, file = ""]) => file);
	return [...new Set(files)].sort();
}
function sourceEntries(text, deb822) {
	if (deb822) return text.replace(/^Types:.*$/gim, "Types: deb-src").replace(/^Architectures:.*\n?/gim, "");
	return text.split("\n").filter((line) => /^\s*deb\s/.test(line)).map((line) => `${line.replace(/^\s*deb\s/, "deb-src ").replace(/\s?arch=[^\s\]]*/, "")}\n`).join("");
}
// src/components/emulator/distro.ts
const WITNESS = "qemu-utils";
async function distroSource(host) {
	const version = await sourceVersion(host);
	return {
		identity: `debian ${version}`,
		origin: `source package qemu ${version} of the build machine's distribution`,
		version: upstreamVersion(version),
		fetch: (directory) => fetchSource(version, directory, host)
	};
}
async function sourceVersion(host) {
	const { code, stdout } = await host.exec("apt-cache", [
		...await keptLists(host),
		"policy",
		WITNESS
	], {
		env: {
			...host.env,
			LC_ALL: "C"
		},
		ignoreExitCode: true
	});
	const version = code === 0 ? parseCandidate(stdout) : void 0;
	if (version !== void 0) return version;
	throw new ToolError("qemu-source-unknown", "emulator-source \"distro\": apt's package lists on this machine do not name a QEMU", "run: sudo apt-get update (on Ubuntu with the components main and universe), or use emulator-source=upstream");
}
async function keptLists({ localDirectory }) {
	if (localDirectory === void 0 || existsSync("/var/cache/apt/pkgcache.bin")) return [];
	const directory = resolve(localDirectory, "apt");
	await makeDirectory(directory).catch(() => void 0);
	return ["-o", `Dir::Cache::pkgcache=${join(directory, "pkgcache.bin")}`];
}
function parseCandidate(policy) {
	const candidate = /^ {2}Candidate: (\S+)$/m.exec(policy)?.[1];
	return candidate === "(none)" ? void 0 : candidate?.replace(/\+b\d+$/, "");
}
function upstreamVersion(version) {
	return /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? version;
}
async function fetchSource(version, directory, host) {
	const state = await host.tempDir("apt");
	const configuration = await writeAptConfiguration(state, host);
	const env = {
		...host.env,
		LC_ALL: "C.UTF-8",
		APT_CONFIG: configuration
	};
	const update = await host.exec("apt-get", ["update"], { env });
	const args = [
		"source",
		"--only-source",
		"--download-only",
		`qemu=${version}`
	];
	const result = await host.exec("apt-get", args, {
		env,
		cwd: state,
		ignoreExitCode: true
	});
	if (result.code !== 0) throw notInArchive(version, aptComplaint(update.stderr) ?? aptComplaint(result.stderr));
	const file = version.replace(/^\d+:/, "");
	const tree = join(directory, "qemu");
	await host.exec("dpkg-source", [
		"--no-check",
		"-x",
		join(state, `qemu_${file}.dsc`),
		tree
	]);
	return tree;
}
function notInArchive(version, reason = "apt-get source failed") {
	return new ToolError("qemu-source-not-found", `the distribution's archive does not give the source package qemu ${version} (${reason})`, "bring this machine's package lists up to date (sudo apt-get update), or use emulator-source=upstream");
}
// src/source/checksum.ts
function requireChecksum({ location, sha256 }, actual, input) {
	if (sha256 === void 0 || sha256 === actual) return;
	throw new ToolError("checksum-mismatch", `${input}: ${location} has sha256 ${actual}, not ${sha256}`, "the file was changed or damaged: get it again, or correct what follows #sha256=");
}
// src/source/spec.ts
function parseSource(spec, input) {
	const [, location = spec, hex] = /^(.*)#sha256=(.*)$/s.exec(spec) ?? [];
	if (hex !== void 0 && !/^[0-9a-fA-F]{64}$/.test(hex)) throw new ToolError("source-checksum-syntax", `${input}: #sha256=${hex} is not a SHA-256 checksum`, "write #sha256= and 64 hexadecimal digits (sha256sum FILE prints them)");
	const checksum = hex === void 0 ? {} : { sha256: hex.toLowerCase() };
	if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return {
		kind: "file",
		location,
		...checksum
	};
	requireSafeUrl(location, input);
	return {
		kind: "url",
		location: shownAddress(location),
		url: location,
		...checksum
	};
}
function requireSafeUrl(url, input) {
	const parsed = URL.canParse(url) ? new URL(url) : void 0;
	if (parsed?.protocol === "https:") return parsed;
	if (parsed?.protocol === "http:" && isLoopback(parsed)) return parsed;
	throw new ToolError("source-protocol", `${input}: ${shownAddress(url)} is not an https address`, "give a path or an https URL; http is taken from this machine only");
}
// src/source/part.ts
var BadStatus = class extends Error {
	response;
	constructor(response) {
		super(`the server answered ${response.status} ${response.statusText}`.trim());
		this.name = "BadStatus";
		this.response = response;
	}
};
function getPart(url, input, transport, signal, patienceMs) {
	let first;
	async function open(offset) {
		const response = await get(url, input, offset === 0 ? {} : rangeHeaders(offset, first && (first.tag ?? first.date)), {
			transport,
			signal
		});
		const start = contentStart(response);
		const version = versionOf(response);
		if (start > offset || offset > 0 && first !== void 0 && !isSame(first, version)) {
			await response.body?.cancel();
			throw changed$1(url, input);
		}
		first ??= version;
		return {
			response,
			start
		};
	}
	return async function* part(offset) {
		const { response, start } = await open(offset);
		const length = response.headers.get("content-length");
		const total = length === null ? void 0 : start + Number(length);
		let skip = offset - start;
		for await (const bytes of pacedBody(response, patienceMs)) {
			const chunk = bytes.subarray(skip);
			skip = Math.max(0, skip - bytes.length);
			if (chunk.length > 0) yield {
				chunk,
				total
			};
		}
	};
}
function rangeHeaders(offset, validator) {
	return {
		range: `bytes=${offset}-`,
		...validator === void 0 ? {} : { "if-range": validator }
	};
}
function versionOf({ headers, status }) {
	const tag = headers.get("etag") ?? void 0;
	const whole = status === 200;
	const size = whole ? headers.get("content-length") : /^bytes \d+-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
	return {
		tag: tag?.startsWith("\"") ? tag : void 0,
		date: headers.get("last-modified") ?? void 0,
		size: size === void 0 || size === null ? void 0 : Number(size),
		whole
	};
}
function isSame(before, now) {
	const agree = (a, b) => a === b || a === void 0 || b === void 0;
	if (!agree(before.size, now.size)) return false;
	if (before.tag !== void 0 && now.tag !== void 0) return before.tag === now.tag;
	if (now.whole && before.tag !== now.tag) return false;
	return now.whole ? before.date === now.date : agree(before.date, now.date);
}
async function get(url, input, range, options) {
	const { response } = await send({
		method: "GET",
		url: requireSafeUrl(url, input),
		headers: {
			...range,
			"accept-encoding": "identity"
		}
	}, {
		...options,
		resolve: (location, base) => requireSafeUrl(new URL(location, base).href, input)
	});
	if (response.status === 200 || response.status === 206 && "range" in range) return response;
	await response.body?.cancel();
	throw new BadStatus(response);
}
function changed$1(url, input) {
	return new ToolError("download-changed", `${input}: ${shownAddress(url)} became another file while it was downloaded`, "run again");
}
// src/source/download.ts
async function download(url, input, host, limits = DEFAULT_RETRY) {
	hideSecrets(url, host);
	const shown = shownAddress(url);
	const path = join(await host.tempDir("download"), "file");
	let received = 0;
	const { patienceMs } = limits;
	const part = getPart(url, input, createTransport({
		env: host.env,
		...patienceMs !== void 0 && { patienceMs }
	}), host.signal, patienceMs);
	async function* bytes(offset) {
		try {
			for await (const { chunk, total } of part(offset)) {
				received += chunk.length;
				const done = total === void 0 ? void 0 : received / total;
				host.progress(`downloading ${shown}: ${progressText(received, total)}`, done);
				yield chunk;
			}
		} catch (error) {
			host.signal.throwIfAborted();
			throw mayPass(shown, input, error);
		}
	}
	await pipeline$1(resumed(bytes, limits, host.signal), createWriteStream(path), { signal: host.signal });
	return path;
}
function progressText(received, total) {
	const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
	return total === void 0 ? `${megabytes(received)} MB` : `${megabytes(received)} of ${megabytes(total)} MB`;
}
function mayPass(shown, input, error) {
	if (error instanceof ToolError) return error;
	if (error instanceof BadStatus) return transientIfStatus(error.response, failed$1(shown, input, error));
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	return transientIfCode(cause instanceof Error && "code" in cause ? String(cause.code) : "", failed$1(shown, input, cause));
}
function failed$1(shown, input, cause) {
	return new ToolError("download-failed", `${input}: cannot download ${shown}: ${cause instanceof Error ? cause.message : String(cause)}`, "check the address and the network, or download the file yourself and give its path", { cause });
}
// src/source/file.ts
async function openSource$1(spec, input, host) {
	const source = parseSource(spec, input);
	const { location, sha256 } = source;
	if (source.kind === "url" && sha256 !== void 0) {
		const fetch = async () => {
			const path = await download(source.url, input, host);
			requireChecksum(source, await hashSource(path, source, input, host), input);
			return path;
		};
		return {
			location,
			sha256,
			fetch
		};
	}
	if (source.kind === "url") host.warning(`${input}: ${location} has no checksum: add #sha256=… to be sure of what it is`);
	const path = source.kind === "url" ? await download(source.url, input, host) : resolve(location);
	const actual = await hashSource(path, source, input, host);
	requireChecksum(source, actual, input);
	if (source.kind === "url") return {
		location,
		sha256: actual,
		fetch: async () => path
	};
	return {
		location,
		sha256: actual,
		fetch: () => ownCopy$1(path, {
			...source,
			sha256: actual
		}, input, host)
	};
}
async function ownCopy$1(path, source, input, host) {
	const copy = join(await host.tempDir("source"), "file");
	await explained(() => copyFile(path, copy, constants.COPYFILE_FICLONE), source, input, host);
	if (await hashSource(copy, source, input, host) === source.sha256) return copy;
	throw new ToolError("source-changed", `${input}: ${source.location} was changed after its checksum was taken`, "run again, and let nothing write to the file meanwhile");
}
async function hashSource(path, source, input, host) {
	const { digest } = await explained(() => digestFile(path, host.signal), source, input, host);
	return digestHex(digest);
}
async function explained(work, source, input, host) {
	try {
		return await work();
	} catch (cause) {
		host.signal.throwIfAborted();
		const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
		throw new ToolError(code === "ENOENT" ? "source-not-found" : "source-unreadable", code === "ENOENT" ? `${input}: there is no file ${source.location}` : `${input}: cannot read ${source.location}: ${cause instanceof Error ? cause.message : String(cause)}`, `give the path or https URL of a tarball, or another value that ${input} takes`, { cause });
	}
}
// src/source/unpack.ts
async function unpackTarball(file, directory, host, { strip = 0, only = [] } = {}) {
	const patterns = only.length === 0 ? [] : [
		"--wildcards",
		"--no-wildcards-match-slash",
		...only
	];
	const options = [
		`--strip-components=${strip}`,
		"--no-same-owner",
		...patterns
	];
	const { code, stderr } = await host.exec("tar", [
		"-xf",
		file,
		"-C",
		directory,
		...options
	], { ignoreExitCode: true });
	return code === 0 ? void 0 : stderr.trim().split("\n")[0] ?? "";
}
// src/versions.json
var qemu = {
	"version": "10.0.2",
	"url": "https://download.qemu.org/qemu-10.0.2.tar.xz",
	"sha256": "ef786f2398cb5184600f69aef4d5d691efd44576a3cff4126d38d4c6fec87759"
};
var buildroot = {
	"repository": "https://gitlab.com/buildroot.org/buildroot.git",
	"releases": {
		"2019.02": {
			"version": "2019.02.11",
			"commit": "5a6d31c87e1573bc83986471c194b944d7a365b7"
		},
		"2019.05": {
			"version": "2019.05.3",
			"commit": "ea8686068f5ba060181823bdd4ec04a6fa73af39"
		},
		"2019.08": {
			"version": "2019.08.3",
			"commit": "21e50b5598625bda1f6f98566113cce1dba976ae"
		},
		"2019.11": {
			"version": "2019.11.3",
			"commit": "7d3fc9d795f757f3191750491555495626e3bfdb"
		},
		"2020.02": {
			"version": "2020.02.12",
			"commit": "1a6bd98fa87996f50f42a27857a9e9f029cc83e0"
		},
		"2020.05": {
			"version": "2020.05.3",
			"commit": "0269b2e6e224bd0ca04e4f25ccef86809108df0c"
		},
		"2020.08": {
			"version": "2020.08.3",
			"commit": "b6a0f0d08de2d3942b63506cb4432f428ae3796f"
		},
		"2020.11": {
			"version": "2020.11.4",
			"commit": "f748088fa65b6862f943ed28e669db4b0f52c679"
		},
		"2021.02": {
			"version": "2021.02.12",
			"commit": "ef68ba43d965528bd5c622407dfb9a5e3b343493"
		},
		"2021.05": {
			"version": "2021.05.3",
			"commit": "0d4c604da8e202f3a354080ea9f010abf3d0b240"
		},
		"2021.08": {
			"version": "2021.08.3",
			"commit": "a5f7844cbe67e6dc8dc1aa4405fee1420d75ea5f"
		},
		"2021.11": {
			"version": "2021.11.3",
			"commit": "d30542dde748f4d3b04ac5d1a238c8280de611fb"
		},
		"2022.02": {
			"version": "2022.02.13",
			"commit": "8dd8f39494c95aed70b23bb3af08e36dab022657"
		},
		"2022.05": {
			"version": "2022.05.3",
			"commit": "4dc1fffca00d07462f59d195a8a8b73b1a885110"
		},
		"2022.08": {
			"version": "2022.08.3",
			"commit": "1fad7a933d28a17ce4064898e49e2ad4d6ba8bd3"
		},
		"2022.11": {
			"version": "2022.11.3",
			"commit": "904c8b538e71fcc565f39b72d93b9dd6c67211c0"
		},
		"2023.02": {
			"version": "2023.02.11",
			"commit": "cc34b5b2abf2588f0ef55e46a4fe85a60c19ba1f"
		},
		"2023.05": {
			"version": "2023.05.3",
			"commit": "70638523a704aca46313aba05b74783340b11b32"
		},
		"2023.08": {
			"version": "2023.08.4",
			"commit": "5abe7bd726493acd0b9ea4600b7a33ccfaefce2f"
		},
		"2023.11": {
			"version": "2023.11.3",
			"commit": "c2e4b76d0328203b0aa5280e6154aeba19839bd6"
		},
		"2024.02": {
			"version": "2024.02.13",
			"commit": "e687e3815f76c1c5ea9fb52b6558bedfe53ab117"
		},
		"2024.05": {
			"version": "2024.05.3",
			"commit": "e4a5ab3b319753f41e2b5cf22e90b6b0304ca225"
		},
		"2024.08": {
			"version": "2024.08.4",
			"commit": "4bffec37bb500ad2d7163fdce51a23d05fedfaf1"
		},
		"2024.11": {
			"version": "2024.11.4",
			"commit": "c9e65c2cd7d81f775bf17b2e480c7e86fe419c3b"
		},
		"2025.02": {
			"version": "2025.02.16",
			"commit": "135af563b945b8c3d18f8fd370370075b9edb140"
		},
		"2025.05": {
			"version": "2025.05.4",
			"commit": "85c588cdf9bafa37eb2a2c24e50ffe070e85d2b9"
		},
		"2025.08": {
			"version": "2025.08.4",
			"commit": "ea71eadd504b18e29cafa36c98545bda05c99b93"
		},
		"2025.11": {
			"version": "2025.11.3",
			"commit": "ffbffaea9f3fa08a5bdbad772441ee8e0e506401"
		},
		"2026.02": {
			"version": "2026.02.3",
			"commit": "679b9ead7620bbf193620d1ebf56f53c1764d37a"
		},
		"2026.05": {
			"version": "2026.05.1",
			"commit": "cb857ba4c87a93e5265a9e4a3f32071abf39e14a"
		}
	}
};
// src/components/emulator/tarball.ts
async function upstreamSource(host) {
	const { url, sha256, version } = qemu;
	return {
		...await tarballSource(`${url}#sha256=${sha256}`, host),
		version
	};
}
async function tarballSource(spec, host) {
	const source = await openSource$1(spec, "emulator-source", host);
	const { location, sha256 } = source;
	return {
		identity: `tarball ${sha256}`,
		origin: `${/^https?:/.test(location) ? location : basename(location)} sha256 ${sha256}`,
		fetch: async (directory) => unpack$2(await source.fetch(), location, directory, host)
	};
}
async function unpack$2(file, name, directory, host) {
	const complaint = await unpackTarball(file, directory, host);
	const [top, ...others] = complaint === void 0 ? await readdir(directory) : [];
	if (top !== void 0 && others.length === 0) return join(directory, top);
	throw new ToolError("emulator-source-broken", `${name} is not a QEMU source tarball: ${complaint || "more than one directory in it"}`, "give a release tarball as from https://download.qemu.org (tar needs xz-utils for .tar.xz)");
}
// src/components/emulator/source.ts
function selectEmulatorSource(spec, host) {
	if (spec === "distro") return distroSource(host);
	if (spec === "upstream") return upstreamSource(host);
	return tarballSource(spec, host);
}
// src/components/emulator/emulator.ts
const EMULATOR = "x86_64/bin/qemu-aarch64";
const SHARE$1 = "x86_64/share/emulator";
async function emulatorComponent(inputs, host) {
	const native = join(repositoryRoot(), "native");
	const source = await selectEmulatorSource(inputs.emulatorSource, host);
	const series = source.version && (await findSeries(source.version, join(native, "emulator", "patches"))).name;
	return {
		name: "emulator",
		key: contentKey("emulator", {
			source: source.identity,
			cpu: inputs.cpu,
			recipe: RECIPES.emulator,
			machine: await buildMachine(),
			emulator: await hookSources(join(native, "emulator"), series),
			router: await hashTree(join(native, "router"))
		}),
		about: source.version === void 0 ? source.origin : `QEMU ${source.version}`,
		prepare: () => checkPrerequisites(source.version, inputs.emulatorSource === "distro", host),
		build: async (workDirectory) => {
			host.progress(`fetching QEMU: ${source.origin}`);
			return emulatorTree(await buildEmulator(await source.fetch(workDirectory), source.origin, native, inputs.cpu, host), source, native, inputs.cpu);
		}
	};
}
async function hookSources(directory, series) {
	return (await hashTree(directory)).filter((line) => !series || !isOtherPatch(line.replace(/ [0-9a-f]+$/, ""), series));
}
function isOtherPatch(path, series) {
	return path.endsWith(".patch") && !path.endsWith(`patches/${series}.patch`);
}
async function emulatorTree(built, source, native, cpu) {
	const entries = [fileEntry(EMULATOR, built.program, true), textEntry(`${SHARE$1}/SOURCE`, sourceNotice(built, source, cpu))];
	for (const name of [
		"COPYING",
		"COPYING.LIB",
		"LICENSE"
	]) entries.push(textEntry(`${SHARE$1}/${name}`, await readFile(join(built.source, name), "utf8")));
	const changes = [...await directoryEntries(join(native, "router"), `${SHARE$1}/source/router`), ...await directoryEntries(join(native, "emulator"), `${SHARE$1}/source/emulator`)];
	return [...entries, ...changes.filter(({ path }) => !isOtherPatch(path, built.series.name))];
}
function sourceNotice({ version, series }, { origin }, cpu) {
	return [
		`qemu-aarch64 was built from QEMU ${version}: ${origin}.`,
		`Applied to it: source/emulator/patches/${series.name}.patch, with source/emulator/*.[ch] and source/router/*.[ch]`,
		"in linux-user/arm64-on-x86. QEMU is licensed under GPL-2.0 (LICENSE, COPYING, COPYING.LIB), and so is this",
		"program as a whole.",
		`Default CPU: ${cpu}.`,
		""
	].join("\n");
}
// src/lazily.ts
function lazily(make) {
	let made;
	return (...given) => {
		made ??= make(...given);
		return made;
	};
}
// src/components/packages/libraries.ts
async function librariesIn(from, host) {
	const usual = (await filesOf(from, host, (await packagesOf$1(from, host)).map(({ name }) => name))).filter((file) => !file.includes("/glibc-hwcaps/"));
	const inLib64 = (file) => file.includes("/lib64/");
	return librariesAmong([...usual.filter(inLib64), ...usual.filter((file) => !inLib64(file))]);
}
function librariesAmong(files) {
	return new Map(files.flatMap((file) => /\.so(\.|$)/.test(file) ? [[posix.basename(file), file]] : []));
}
// src/components/natives/gawk.ts
const GAWK_EXTENSIONS = {
	from: ["/usr/lib/x86_64-linux-gnu/gawk", "/usr/lib64/gawk"],
	to: "/x86_64/lib/gawk"
};
async function gawkEntries(programs, root) {
	if (!programs.some(({ name }) => name === "gawk")) return [];
	for (const from of GAWK_EXTENSIONS.from.map((directory) => `${root}${directory}`)) if ((await ifThere(readdir(from), "ENOTDIR") ?? []).length > 0) return directoryEntries(from, GAWK_EXTENSIONS.to.slice(1));
	return [];
}
// src/elf/references.ts
const R_X86_64_RELATIVE = 8;
function findReferences(elf, segments) {
	const references = new Map();
	const add = (address, reference) => {
		const known = references.get(address);
		if (known === void 0) references.set(address, [reference]);
		else known.push(reference);
	};
	for (const segment of segments) if (segment.executable) scanCode(elf, segment, add);
	else scanData(elf, segment, add);
	return references;
}
function scanCode(elf, { offset, address, size }, add) {
	const end = offset + size - 5;
	for (let at = elf.indexOf(141, offset + 1); at >= 0 && at < end; at = elf.indexOf(141, at + 1)) {
		const rex = elf.readUInt8(at - 1);
		if (rex !== 72 && rex !== 76 || (elf.readUInt8(at + 1) & 199) !== 5) continue;
		const base = address + (at + 6 - offset);
		add(base + elf.readInt32LE(at + 2), {
			at: at + 2,
			base
		});
	}
}
function scanData(elf, { offset, address, size, writable }, add) {
	const first = offset + (8 - address % 8) % 8;
	for (let at = first; at + 8 <= offset + size; at += 8) if ((writable || at >= first + 8 && isRelative(elf, at - 8)) && elf.readUInt32LE(at + 4) === 0) add(elf.readUInt32LE(at), { at });
}
function isRelative(elf, at) {
	return elf.readUInt32LE(at) === R_X86_64_RELATIVE && elf.readUInt32LE(at + 4) === 0;
}
// src/elf/retarget.ts
const PAGE = 4096;
function retargetStrings(elf, marker, replace) {
	const segments = loadSegments(elf);
	if (!segments.some(({ writable, offset, size }) => !writable && elf.subarray(offset, offset + size).includes(marker))) return void 0;
	const references = findReferences(elf, segments);
	let result;
	const names = linkerNames(elf);
	const strings = findStrings(elf, segments, marker, references);
	for (const [address, text] of [...strings].filter(([at]) => at < names.start || at >= names.end)) {
		const replacement = replace(text);
		if (replacement === void 0 || replacement === text) continue;
		const places = references.get(address);
		if (places === void 0) throw new Error(`nothing points to "${text}"`);
		result ??= Buffer.from(elf);
		const to = addString(result, replacement);
		for (const { at, base } of places) if (base === void 0) result.writeBigUInt64LE(BigInt(to), at);
		else result.writeInt32LE(to - base, at);
	}
	return result;
}
function linkerNames(elf) {
	const read = partsOf$1(elf);
	const tags = readTags(read, readSegments(read)) ?? [];
	const start = lookUp(tags, TAG$1.strtab) ?? 0;
	return {
		start,
		end: start + (lookUp(tags, TAG$1.strsz) ?? 0)
	};
}
function findStrings(elf, segments, marker, references) {
	const found = new Map();
	for (const { offset, address, size } of segments.filter(({ writable }) => !writable)) {
		const bytes = elf.subarray(offset, offset + size);
		for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) {
			const end = bytes.indexOf(0, at);
			const first = textStart(bytes, at);
			const used = Array.from({ length: at - first + 1 }, (_, index) => first + index).filter((start) => references.has(address + start));
			for (const start of used.length > 0 ? used : [first]) found.set(address + start, bytes.toString("latin1", start, end));
		}
	}
	return found;
}
function textStart(bytes, at) {
	let start = at;
	for (let byte = bytes[start - 1]; byte !== void 0 && byte >= 32 && byte < 127; byte = bytes[start - 1]) start -= 1;
	return start;
}
function addString(elf, text) {
	const bytes = Buffer.from(`${text}\0`, "latin1");
	for (const { header, offset, address, size, writable } of loadSegments(elf)) {
		const inMemory = Number(elf.readBigUInt64LE(header + 40));
		const end = offset + size + 1;
		const room = PAGE - (address + size) % PAGE - 1;
		if (writable || inMemory !== size || room < bytes.length || (address + size) % PAGE === 0) continue;
		if (end + bytes.length > elf.length || elf.subarray(end - 1, end + bytes.length).some((byte) => byte !== 0)) continue;
		bytes.copy(elf, end);
		const longer = BigInt(size + 1 + bytes.length);
		elf.writeBigUInt64LE(longer, header + 32);
		elf.writeBigUInt64LE(longer, header + 40);
		return address + size + 1;
	}
	throw new Error(`no room for "${text}"`);
}
// src/components/natives/guest-strings.ts
const MARKERS = [
	"x86_64",
	"amd64",
	"/usr/lib64/gawk"
];
function guestString(text, program, { machineTypes, multiarch }) {
	if (text === "x86_64") return "aarch64";
	if (GAWK_EXTENSIONS.from.some((directory) => directory === text)) return GAWK_EXTENSIONS.to;
	if (program.startsWith("dpkg") && /\bamd64\b/.test(text)) return text.replaceAll("amd64", "arm64");
	if (/^x86_64-[a-z0-9]+-linux-gnu$/.test(text)) return machineTypes[program] ?? machineTypes.bash ?? "aarch64-unknown-linux-gnu";
	return multiarch !== void 0 && DIRECTORIES$1.test(text) ? directories(text, multiarch) : void 0;
}
const DIRECTORIES$1 = /^\/[^:]*\bx86_64-linux-gnu\b[^:]*(:\/[^:]*)*$|^\/[^:]*(:\/[^:]*)*:\/[^:]*\bx86_64-linux-gnu\b/;
const COMPANIONS = /i386|x32|lib32/;
function directories(list, multiarch) {
	return list.split(":").filter((directory) => !COMPANIONS.test(directory)).map((directory) => directory.replace("x86_64-linux-gnu", multiarch)).join(":");
}
// src/components/natives/programs.ts
async function findPrograms$1(host, packages, profile, from = THIS_MACHINE) {
	const programs = [];
	for (const item of packages) for (const path of await filesOf(from, host, [item.package])) {
		const name = nameOf$1(path.slice(from.root.length), item);
		const { level, directory = DIRECTORIES[0] } = item;
		if (name === void 0 || isOther(directory, name, profile.programLinks)) continue;
		if (await isDynamic(path)) programs.push({
			name,
			directory,
			file: path,
			level
		});
	}
	return programs.sort((a, b) => a.name < b.name ? -1 : 1);
}
async function privateLibraries(host, packages) {
	const names = packages.map((item) => item.package);
	return librariesAmong(await filesOf(THIS_MACHINE, host, names));
}
const DIRECTORIES = ["/usr/bin", "/bin"];
function isOther(directory, name, links) {
	const places = (directory === DIRECTORIES[0] ? DIRECTORIES : [directory]).map((place) => `${place}/${name}`);
	return places.some((path) => {
		const target = links[path];
		return target !== void 0 && !places.includes(target);
	});
}
function nameOf$1(path, { only, except, directory }) {
	const name = posix.basename(path);
	if (!(directory === void 0 ? DIRECTORIES : [directory]).includes(posix.dirname(path)) || except?.includes(name)) return void 0;
	return only === void 0 || only.includes(name) ? name : void 0;
}
async function isDynamic(path) {
	if (!(await lstat(path)).isFile()) return false;
	return (neededLibraries(path) ?? []).length > 0;
}
async function nativeEntry(path, { name, file }, profile, executable) {
	const elf = await readFile(file);
	try {
		const bytes = MARKERS.reduce((program, marker) => retargetStrings(program, marker, (text) => guestString(text, name, profile)) ?? program, elf);
		if (bytes === elf) return fileEntry(path, file, executable);
		return {
			type: "file",
			path,
			mode: executable ? 493 : 420,
			source: { bytes }
		};
	} catch (cause) {
		throw new ToolError("native-unknown", `${file} cannot be made to say aarch64`, "use accelerate: compiler, and report the version of the package that it belongs to (dpkg -S names it)", { cause });
	}
}
// src/components/natives/contents.ts
const NATIVE_LIBRARIES = "x86_64/lib/natives";
async function findContents(packages, from, profile, host) {
	const ours = from === THIS_MACHINE;
	const found = await findPrograms$1(host, packages, profile, from);
	const known = ours ? new Map([...await privateLibraries(host, packages), ...await installedLibraries(host)]) : await librariesIn(from, host);
	const closure = async (files) => libraryClosure(files, known, new Set(RUNTIME_SONAMES));
	const programs = [];
	for (const program of found) {
		const missing = ours ? void 0 : await refusal(closure([program.file]), "library-missing");
		if (missing === void 0) programs.push(program);
		else host.info(`natives: ${program.name} is left emulated: ${missing.message}`);
	}
	return {
		programs,
		libraries: await closure(programs.map(({ file }) => file))
	};
}
async function contentEntries({ programs, libraries }, from, profile, host) {
	const entries = [];
	for (const program of programs) {
		const entry = nativeEntry(`x86_64/native/${program.level}${program.directory}/${program.name}`, program, profile, true);
		const refused = from === THIS_MACHINE ? void 0 : await refusal(entry, "native-unknown");
		if (refused === void 0) entries.push(await entry);
		else host.info(`natives: ${program.name} is left emulated: ${refused.message}`);
	}
	for (const { soname, file } of libraries) {
		const path = `${NATIVE_LIBRARIES}/${soname}`;
		const entry = nativeEntry(path, {
			name: basename(file),
			file
		}, profile, false);
		const refused = from === THIS_MACHINE ? void 0 : await refusal(entry, "native-unknown");
		entries.push(refused === void 0 ? await entry : fileEntry(path, file, false));
	}
	const changed = entries.filter((entry) => entry.type === "file" && "bytes" in entry.source);
	return [
		...entries,
		...await gawkEntries(programs, from.root),
		...await noticesFor(host, [], [...programs, ...libraries], "x86_64/share/natives", from),
		textEntry("x86_64/share/natives/CHANGES", CHANGES$1 + changed.map(({ path }) => `${path}\n`).join(""))
	];
}
const CHANGES$1 = "In these files the names x86_64, x86_64-pc-linux-gnu and x86_64-linux-gnu were replaced by those that the root\nfilesystem's own builds of the programs have:\n\n";
async function refusal(work, code) {
	try {
		await work;
		return;
	} catch (error) {
		if (error instanceof ToolError && error.code === code) return error;
		throw error;
	}
}
// src/components/natives/machine-libc.ts
function hasOldLocales({ kind, version }) {
	return kind === "glibc" && version !== "" && compareVersions(version, "2.27") < 0;
}
async function isNewerThanMachines({ version }, host) {
	const { stdout } = await host.exec("getconf", ["GNU_LIBC_VERSION"]);
	return compareVersions(version, /^glibc (\d+(?:\.\d+)*)$/m.exec(stdout)?.[1] ?? "") > 0;
}
// src/components/natives/choose.ts
function choosePackages(packages, level, guest, machine, sameRelease) {
	const pairs = packagesOf(packages, level).map((item) => ({
		item,
		theirs: guest[item.package],
		ours: machine[item.package]
	}));
	const fits = (theirs, ours) => theirs === void 0 ? sameRelease : visibleVersion(theirs) === visibleVersion(ours);
	return {
		chosen: pairs.flatMap(({ item, theirs, ours }) => ours !== void 0 && fits(theirs, ours) ? [item] : []),
		missing: pairs.flatMap(({ item, theirs, ours }) => theirs !== void 0 && ours === void 0 ? [item.package] : []),
		different: pairs.flatMap(({ item, theirs, ours }) => theirs !== void 0 && ours !== void 0 && !fits(theirs, ours) ? [`${item.package} (${theirs} there, ${ours} here)`] : [])
	};
}
function packagesOf(packages, level) {
	return packages.filter((item) => level === "full" || item.level === "build");
}
function withoutReplaced(packages, guest) {
	const there = packages.filter((item) => item.insteadOf === void 0 || guest[item.package] !== void 0);
	return there.filter((item) => !there.some(({ insteadOf }) => insteadOf === item.package));
}
function visibleVersion(version) {
	return /^(?:\d+:)?(\d+(?:\.\d+)?)/.exec(version)?.[1] ?? version;
}
// src/cache/record.ts
const FILE = "record.json";
async function saveRecord(key, record, host) {
	const directory = await host.tempDir("record");
	await writeFile(join(directory, FILE), JSON.stringify(record));
	await host.cache.save(key, directory);
}
async function restoreRecord(key, host, isWhole = () => true) {
	const directory = await host.tempDir("record");
	if (!await host.cache.restore(key, directory)) return void 0;
	const record = parse(await readOptional(join(directory, FILE)) ?? "", isWhole);
	if (record !== void 0) return record;
	host.warning(`the cache entry ${key} is damaged; making it anew`);
	await host.cache.discard(key);
}
function parse(text, isWhole) {
	try {
		const record = JSON.parse(text);
		return record !== null && isWhole(record) ? record : void 0;
	} catch {
		return;
	}
}
// src/components/natives/archive-error.ts
function archiveError(why, cause, hint = "check the network and the root filesystem's /etc/apt; natives: machine takes this machine's packages instead") {
	return new ToolError("guest-archive", `natives: the x86-64 packages of the root filesystem's release cannot be had: ${why}`, hint, { cause });
}
// src/components/natives/guest-sources.ts
const PORTS = {
	from: /^https?:\/\/ports\.ubuntu\.com\/ubuntu-ports\/?$/,
	to: "http://archive.ubuntu.com/ubuntu"
};
async function writeSources({ sources, keyrings }, directory) {
	const named = new Map();
	for (const [index, [path, content]] of Object.entries(keyrings).entries()) {
		const key = Buffer.from(content, "base64");
		const trusted = path.startsWith("/etc/apt/trusted.gpg");
		const extension = key.subarray(0, 5).equals(Buffer.from("-----")) ? "asc" : "gpg";
		const file = join(directory, trusted ? "trusted" : ".", `${index}.${extension}`);
		await writeFile(file, key);
		named.set(path, file);
	}
	const lines = [];
	for (const [index, source] of sources.entries()) {
		const { uri, suite, components, signedBy } = source;
		const words = [
			uri,
			suite,
			...components
		];
		if (!/^https?:/.test(uri) || words.some((word) => /[^\w.:~+%@/-]/.test(word))) continue;
		const keys = await keysOf(signedBy, join(directory, `source-${index}.asc`), named);
		if (keys === void 0) continue;
		const options = [
			"arch=amd64",
			"target=Packages",
			...keys === "" ? [] : [`signed-by=${keys}`]
		];
		lines.push(`deb [${options.join(" ")}] ${addressOf(uri)} ${suite} ${components.join(" ")}`);
	}
	return lines;
}
async function keysOf(signedBy, file, named) {
	if (signedBy === void 0) return "";
	if (signedBy.startsWith("-----BEGIN")) {
		await writeFile(file, `${signedBy}\n`);
		return file;
	}
	const keys = signedBy.split(/\s+/).map((key) => /^[0-9A-F]{16,}!?$/i.test(key) ? key : named.get(key));
	return keys.includes(void 0) ? void 0 : keys.join(",");
}
function addressOf(uri) {
	return PORTS.from.test(uri) ? PORTS.to : uri;
}
// src/components/natives/guest-apt.ts
async function openGuestApt(apt, directory, host) {
	for (const name of [
		"lists/partial",
		"cache/archives/partial",
		"trusted"
	]) await mkdir(join(directory, name), { recursive: true });
	const sources = await writeSources(apt, directory);
	if (sources.length === 0) throw archiveError("its apt has no repository whose address and keys could be used here");
	await writeFile(join(directory, "sources.list"), sources.map((line) => `${line}\n`).join(""));
	await writeFile(join(directory, "status"), "");
	const configuration = join(directory, "apt.conf");
	await writeFile(configuration, configurationFor(directory));
	const start = (command, args, cwd) => host.exec(command, [
		"-c",
		configuration,
		"--quiet",
		...args
	], {
		cwd,
		env: {
			...host.env,
			LC_ALL: "C.UTF-8"
		},
		ignoreExitCode: true
	}).catch((error) => {
		host.signal.throwIfAborted();
		throw archiveError(`${command} cannot be run on this machine`, error);
	});
	const update = await start("apt-get", ["update"], directory);
	const { code } = await start("apt-cache", ["show", "libc6"], directory);
	const complaint = aptComplaint(update.stderr);
	if (code !== 0) throw archiveError(complaint ?? "its repositories have none for amd64");
	if (complaint !== void 0) host.notice(`natives: a repository of the root filesystem is left out: ${complaint}`);
	return {
		complete: complaint === void 0,
		run: async (command, args, cwd = directory) => {
			const { code, stdout, stderr } = await start(command, args, cwd);
			if (code === 0) return stdout;
			throw archiveError(aptComplaint(stderr) ?? `${command} ${args[0]} failed with exit code ${code}`);
		}
	};
}
function configurationFor(directory) {
	const settings = {
		"Dir::Etc::SourceList": join(directory, "sources.list"),
		"Dir::Etc::SourceParts": "/dev/null",
		"Dir::Etc::Trusted": "/dev/null",
		"Dir::Etc::TrustedParts": join(directory, "trusted"),
		"Dir::Etc::Preferences": "/dev/null",
		"Dir::Etc::PreferencesParts": "/dev/null",
		"Dir::State::Lists": join(directory, "lists"),
		"Dir::State::Status": join(directory, "status"),
		"Dir::Cache": join(directory, "cache"),
		"Dir::Cache::pkgcache": "pkgcache.bin",
		"Dir::Cache::srcpkgcache": "srcpkgcache.bin",
		"APT::Architecture": "amd64",
		"APT::Default-Release": "",
		"APT::Get::AllowUnauthenticated": "false",
		"Acquire::AllowInsecureRepositories": "false",
		"Acquire::Languages": "none",
		"Acquire::Retries": "1",
		"APT::Sandbox::User": ""
	};
	return [
		...[
			"APT::Architectures",
			"APT::Update::Post-Invoke",
			"APT::Update::Post-Invoke-Success"
		].map((name) => `#clear ${name};`),
		...Object.entries(settings).map(([name, value]) => `${name} "${value}";`),
		"APT::Architectures { \"amd64\"; };",
		""
	].join("\n");
}
// src/components/natives/guest-packages.ts
const BASE$2 = [
	"libc6",
	"libgcc-s1",
	"libstdc++6",
	"libc-gconv-modules-extra"
];
const LIBRARY$2 = /^(?:lib(?!.*-(?:perl|dev|data|common|bin|mgc)$)|zlib1g$)/;
async function choosePackagesOf(apt, packages, guest) {
	const names = packages.map((item) => item.package);
	const offered = await show(apt, names, "--all-versions");
	const candidates = await show(apt, names, "--no-all-versions");
	const found = new Map();
	const different = [];
	for (const name of names) {
		const theirs = guest[name];
		const all = offered.filter((item) => item.name === name);
		const chosen = theirs === void 0 ? candidates.find((item) => item.name === name) : nearest(theirs, all);
		if (chosen !== void 0) found.set(name, chosen);
		else if (theirs !== void 0) different.push(`${name} ${theirs}`);
	}
	let wanted = [...BASE$2, ...librariesOf([...found.values()])];
	while (wanted.length > 0) {
		const added = await show(apt, wanted, "--no-all-versions");
		for (const item of added) found.set(item.name, item);
		wanted = librariesOf(added).filter((name) => !found.has(name));
	}
	return {
		found: [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1),
		different
	};
}
function nearest(version, offered) {
	return offered.find((item) => item.version === version) ?? offered.find((item) => visibleVersion(item.version) === visibleVersion(version));
}
function librariesOf(packages) {
	const names = packages.flatMap(({ depends }) => depends.split(",")).map((group) => /^\s*([a-z0-9][a-z0-9+.-]*)/.exec(group)?.[1] ?? "");
	return [...new Set(names.filter((name) => LIBRARY$2.test(name)))];
}
async function show(apt, names, versions) {
	return parsePackages(await apt.run("apt-cache", [
		versions,
		"show",
		"libc6",
		...names
	])).filter(({ name }) => names.includes(name));
}
function parsePackages(text) {
	return text.split(/\n{2,}/).flatMap((stanza) => {
		const field = (name) => new RegExp(`^${name}: *(.*)$`, "m").exec(stanza)?.[1] ?? "";
		const [name, version, sha256] = [
			field("Package"),
			field("Version"),
			field("SHA256")
		];
		if (name === "" || sha256 === "") return [];
		return [{
			name,
			version,
			sha256,
			depends: [field("Pre-Depends"), field("Depends")].join()
		}];
	});
}
// src/components/natives/unpack.ts
async function downloadPackages(apt, packages, directory, host) {
	const archives = join(directory, "archives");
	await mkdir(archives);
	await apt.run("apt-get", ["download", ...packages.map(({ name, version }) => `${name}=${version}`)], archives);
	const expected = new Set(packages.map(({ sha256 }) => sha256));
	const files = (await readdir(archives)).sort().map((name) => join(archives, name));
	for (const file of files) if (!expected.delete(await hashFile(file))) throw archiveError(`the archive has another ${basename(file)}`);
	if (expected.size > 0) throw archiveError(`${expected.size} packages were not downloaded`);
	return unpackPackages(files, join(directory, "root"), host);
}
async function unpackPackages(files, root, host) {
	const records = join(root, "var/lib/dpkg");
	await mkdir(join(records, "info"), { recursive: true });
	let status = "";
	for (const file of files) {
		const { stdout: control } = await host.exec("dpkg-deb", ["--field", file]);
		const name = /^Package: *([a-z0-9.+-]+)$/m.exec(control)?.[1] ?? "";
		const paths = await unpackArchive("dpkg-deb --fsys-tarfile \"$1\"", file, root, host);
		await writeFile(join(records, "info", `${name}.list`), paths.map((path) => `${path}\n`).join(""));
		status += `${control.trimEnd()}\nStatus: install ok installed\n\n`;
	}
	await writeFile(join(records, "status"), status);
	return { root };
}
async function unpackArchive(toTar, file, root, host) {
	const { stdout } = await host.exec("sh", [
		"-c",
		`${toTar} | ${UNPACK}`,
		"sh",
		file,
		root
	]);
	await removeForeign(root);
	return stdout.split("\n").map((member) => posix.join("/", member).replace(/(?<=.)\/$/, "")).filter((path) => path !== "/");
}
const UNPACK = "tar -xv --no-same-owner -C \"$2\" --exclude=./usr/share/locale --exclude=./usr/share/man --exclude=./usr/share/info --exclude=./usr/lib/.build-id --exclude=./var";
async function removeForeign(root) {
	for (const item of await readdir(root, {
		recursive: true,
		withFileTypes: true
	})) {
		const path = join(item.parentPath, item.name);
		if (!(item.isSymbolicLink() ? staysIn(root, item.parentPath, await readlink(path)) : item.isFile() || item.isDirectory())) await rm(path);
	}
}
function staysIn(root, directory, target) {
	const parts = target.split("/");
	return !parts.slice(parts.findIndex((part) => !/^\.*$/.test(part))).includes("..") && resolve(directory, target).startsWith(`${root}/`);
}
// src/components/natives/guest-debs.ts
function debRepositories(apt, host) {
	if (apt === void 0) throw archiveError("it names no repository in /etc/apt");
	const open = lazily(async () => openGuestApt(apt, await host.tempDir("guest-apt"), host));
	return {
		sources: JSON.stringify(apt),
		choose: async (packages, guest) => {
			const { complete, ...opened } = await open();
			return {
				...await choosePackagesOf(opened, packages, guest),
				complete
			};
		},
		download: async (packages, directory) => {
			host.progress(`natives: downloading ${packages.length} packages`);
			return downloadPackages(await open(), packages, directory, host);
		}
	};
}
// src/components/natives/rpm/choose.ts
const BASE$1 = [
	"glibc",
	"glibc-common",
	"glibc-gconv-extra",
	"libgcc",
	"libstdc++"
];
const FORMAT$1 = "@%{name} %{evr}\n%{requires}\n=\n%{provides}";
async function chooseRpms(dnf, packages, guest) {
	const names = withoutReplaced(packages, guest).map((item) => item.package);
	const exact = await query(dnf, names.flatMap((name) => specs$1(name, guest[name], exactly)));
	const newest = await query(dnf, [
		"--latest-limit=1",
		...names.flatMap((name) => specs$1(name, guest[name], visibly)),
		...BASE$1
	]);
	const found = new Map();
	for (const name of [...BASE$1, ...names]) {
		const same = (item) => item.name === name;
		const chosen = exact.find(same) ?? newest.find(same);
		if (chosen !== void 0) found.set(name, chosen);
	}
	await addLibraries(dnf, found, guest);
	const missing = names.filter((name) => guest[name] !== void 0 && !found.has(name));
	return {
		found: [...found.values()].map(({ name, version }) => ({
			name,
			version
		})).sort((a, b) => a.name < b.name ? -1 : 1),
		different: missing.map((name) => `${name} ${guest[name]}`)
	};
}
const exactly = (name, version) => [`${name}-${version}`];
const visibly = (name, version) => {
	const visible = visibleVersion(version);
	return [`${name}-${visible}-*`, `${name}-${visible}.*`];
};
function specs$1(name, version, of) {
	if (version !== void 0) return of(name, version);
	return of === exactly ? [] : [name];
}
async function addLibraries(dnf, found, guest) {
	const asked = new Set();
	for (;;) {
		const all = [...found.values()];
		const wanted = [...new Set(all.flatMap(({ needs }) => needs))].filter((need) => !asked.has(need) && !all.some(({ gives }) => gives.has(need)));
		if (wanted.length === 0) return;
		const offered = await query(dnf, ["--latest-limit=1", `--whatprovides=${wanted.join(",")}`]);
		for (const need of wanted) {
			asked.add(need);
			const givers = offered.filter(({ gives }) => gives.has(need));
			const giver = givers.find(({ name }) => guest[name] !== void 0) ?? givers.sort((a, b) => a.name.length - b.name.length)[0];
			if (giver !== void 0) found.set(giver.name, giver);
		}
	}
}
async function query(dnf, args) {
	if (args.length === 0) return [];
	return parseRpms(await dnf.run("repoquery", [
		"--arch=x86_64",
		`--queryformat=${FORMAT$1}`,
		...args
	]));
}
function parseRpms(text) {
	return text.split(/^@/m).slice(1).flatMap((part) => {
		const [head = "", ...lines] = part.split("\n");
		const [name = "", version] = head.split(" ");
		if (version === void 0) return [];
		const middle = lines.indexOf("=");
		const libraries = (of) => of.filter((line) => LIBRARY$1.test(line));
		return [{
			name,
			version,
			needs: libraries(lines.slice(0, middle)),
			gives: new Set(libraries(lines.slice(middle)))
		}];
	});
}
const LIBRARY$1 = /^[^\s()/]+\.so[^\s()/]*\(\)\(64bit\)$/;
// src/rootfs/rpm/repositories.ts
const OPTIONS = [...[
	"baseurl",
	"mirrorlist",
	"metalink",
	"excludepkgs",
	"exclude",
	"includepkgs"
], ...[
	"priority",
	"cost",
	"module_hotfixes"
]];
function parseRepositories(text) {
	return text.split(/^(?=\[)/m).flatMap((section) => {
		const id = /^\[([\w.:-]+)\]/.exec(section)?.[1];
		if (id === void 0 || id === "main") return [];
		const values = new Map([...section.replaceAll(/^[#;].*\n?/gm, "").matchAll(OPTION)].map(([, name = "", value = ""]) => [name.toLowerCase(), words$1(value)]));
		if (/^(0|no|false|off)$/i.test(values.get("enabled")?.[0] ?? "")) return [];
		const options = OPTIONS.flatMap((name) => {
			const value = values.get(name);
			return value === void 0 || value.length === 0 ? [] : [[name, value.join(" ")]];
		});
		return [{
			id,
			options: Object.fromEntries(options),
			keys: values.get("gpgkey") ?? []
		}];
	});
}
const OPTION = /^(\w+)[ \t]*[=:](.*(?:\n[ \t]+.*)*)/gm;
function words$1(text) {
	return text.split(/[\s,]+/).filter((word) => word !== "");
}
function substitute(text, variables) {
	const own = new Map(Object.entries(variables));
	return text.replaceAll(/\$(?:(\w+)|\{(\w+)\})/g, (whole, plain, braced) => own.get(plain ?? braced ?? "") ?? whole);
}
// src/components/natives/rpm/configuration.ts
const OF_THE_MACHINE = ["arch", "basearch"];
const ADDRESSES = [
	"baseurl",
	"mirrorlist",
	"metalink"
];
async function writeConfiguration({ repositories, variables, keys: named }, directory) {
	const installroot = join(directory, "root");
	const keys = new Map(Object.entries(named));
	for (const name of [
		"repos",
		"vars",
		"plugins"
	]) await mkdir(join(installroot, name), { recursive: true });
	for (const [name, value] of Object.entries(variables)) if (!OF_THE_MACHINE.includes(name)) await writeFile(join(installroot, "vars", name), `${value}\n`);
	const usable = [...new Map(repositories.map((item) => [item.id, item])).values()].filter((item) => isRemote(item, variables) && item.keys.some((address) => keys.has(address)));
	await writeFile(join(installroot, "repos/guest.repo"), usable.map(sectionOf).join(""));
	const files = [];
	for (const address of new Set(usable.flatMap((item) => item.keys))) {
		const key = keys.get(address);
		if (key === void 0) continue;
		const file = join(directory, `key-${files.length}`);
		await writeFile(file, Buffer.from(key, "base64"));
		files.push(file);
	}
	const file = join(directory, "dnf.conf");
	const settings = Object.entries({
		...SETTINGS,
		installroot
	}).map(([name, value]) => `${name}=${value}\n`);
	await writeFile(file, `[main]\n${settings.join("")}`);
	const { releasever = "" } = variables;
	return {
		file,
		releasever,
		repositories: usable.map(({ id }) => id),
		keys: files
	};
}
const SETTINGS = {
	reposdir: "/repos",
	varsdir: "/vars",
	pluginconfpath: "/plugins",
	cachedir: "/cache",
	logdir: "/log",
	persistdir: "/state",
	skip_if_unavailable: "True",
	metadata_expire: "never",
	retries: "3",
	timeout: "30",
	assumeyes: "True",
	color: "never",
	install_weak_deps: "False"
};
function isRemote({ options }, variables) {
	const given = ADDRESSES.flatMap((name) => options[name]?.split(" ") ?? []);
	return given.length > 0 && given.every((address) => /^https?:\/\//.test(substitute(address, variables)));
}
function sectionOf({ id, options }) {
	return `[${id}]\nname=${id}\n${Object.entries(options).map(([name, value]) => ADDRESSES.includes(name) ? `${name}=${value.replaceAll(/\baarch64\b/g, "x86_64")}\n` : `${name}=${value}\n`).join("")}\n`;
}
// src/components/natives/rpm/dnf.ts
const PREREQUISITES$1 = [
	{
		package: "dnf",
		check: ["dnf", "--version"]
	},
	{
		package: "dnf-plugins-core",
		check: [
			"dnf",
			"download",
			"--help"
		]
	},
	{
		package: "rpm",
		check: [
			"sh",
			"-c",
			"command -v rpm rpmkeys rpm2archive"
		]
	}
];
async function openGuestDnf(yum, directory, host) {
	await requirePrerequisites(PREREQUISITES$1, host).catch((error) => {
		host.signal.throwIfAborted();
		throw rpmError(error.message, error.hint, error);
	});
	const { file, releasever, repositories, keys } = await writeConfiguration(yum, directory);
	if (repositories.length === 0) throw rpmError("it has no repository whose address and keys could be used here");
	const start = (command, args) => host.exec("dnf", [
		"--config",
		file,
		`--releasever=${releasever}`,
		command,
		...args
	], {
		cwd: directory,
		env: {
			...host.env,
			HOME: directory,
			LC_ALL: "C.UTF-8"
		},
		ignoreExitCode: true
	});
	const { code, stdout, stderr } = await start("makecache", []);
	const ignored = /^Ignoring repositories: (.*)$/m.exec(`${stdout}\n${stderr}`)?.[1]?.split(", ") ?? [];
	const complaint = complaintIn(stderr);
	if (code !== 0 || repositories.every((id) => ignored.includes(id))) throw rpmError(complaint ?? `dnf makecache failed with exit code ${code}`);
	if (ignored.length > 0) host.notice(`natives: a repository of the root filesystem is left out: ${complaint ?? ignored.join(", ")}`);
	const without = ignored.map((id) => `--disablerepo=${id}`);
	return {
		complete: ignored.length === 0,
		keys,
		run: async (command, args) => {
			const { code, stdout, stderr } = await start(command, [...without, ...args]);
			if (code === 0) return stdout;
			throw rpmError(complaintIn(`${stderr}\n${stdout}`) ?? `dnf ${command} failed with exit code ${code}`);
		}
	};
}
function complaintIn(text) {
	return /^(?:Error:|.*: error:|\[FAILED\]) (.+)$/m.exec(text)?.[1];
}
function rpmError(why, hint = "check the network and the root filesystem's /etc/yum.repos.d and keys; or use accelerate: compiler", cause) {
	return archiveError(why, cause, hint);
}
// src/components/natives/rpm/describe.ts
const FORMAT = "%{NAME}\\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\t%{SOURCERPM}\\t%{LICENSE}\\n";
async function describeRpms(files, database, host) {
	if (files.length === 0) return [];
	const { stdout } = await host.exec("rpm", [...[
		"--dbpath",
		database,
		"--nosignature",
		"--query",
		"--package",
		"--queryformat",
		FORMAT
	], ...files]);
	const lines = stdout.split("\n");
	return Promise.all(files.map(async (file, index) => {
		const [name = "", version = "", source = "", licence = ""] = (lines[index] ?? "").split("	");
		return {
			file,
			name,
			licence,
			sha256: await hashFile(file),
			version: version.replace(/^0:/, ""),
			source: source.replace(/\.(?:no)?src\.rpm$/, "").replace(/-([^-]+-[^-]+)$/, " $1")
		};
	}));
}
// src/components/natives/rpm/fetch.ts
async function fetchRpms(dnf, packages, directory, host) {
	const [archives, database] = [join(directory, "archives"), join(directory, "keys")];
	await mkdir(archives);
	await mkdir(database);
	host.progress(`natives: downloading ${packages.length} packages`);
	const names = packages.map(({ name, version }) => `${name}-${version}.x86_64`);
	await dnf.run("download", [`--destdir=${archives}`, ...names]);
	const files = (await readdir(archives)).sort().map((name) => join(archives, name));
	if (files.length > 0) await checkSignatures(files, dnf.keys, database, host);
	const rpms = await describeRpms(files, database, host);
	const other = rpms.find((rpm) => !packages.some((item) => isThatOne(rpm, item)));
	if (other !== void 0) throw rpmError(`a repository has another ${other.name} ${other.version}`);
	if (rpms.length < packages.length) throw rpmError(`${packages.length - rpms.length} packages were not downloaded`);
	return rpms;
}
function isThatOne(rpm, { name, version, sha256 = rpm.sha256 }) {
	return rpm.name === name && rpm.version === version && rpm.sha256 === sha256;
}
async function checkSignatures(files, keys, database, host) {
	const rpmkeys = (...args) => host.exec("rpmkeys", [
		"--dbpath",
		database,
		...args
	], {
		env: {
			...host.env,
			HOME: database,
			LC_ALL: "C.UTF-8"
		},
		ignoreExitCode: true
	});
	for (const key of keys) await rpmkeys("--import", key);
	const { code, stdout } = await rpmkeys("--define", "_pkgverify_level all", "--checksig", ...files);
	if (code === 0) return;
	throw rpmError(`${/^.*\/([^/]+\.rpm): .*NOT OK/m.exec(stdout)?.[1] ?? "a package"} is not signed with a key that the root filesystem has for its repositories`);
}
// src/components/natives/rpm/unpack.ts
async function unpackRpms(files, root, host) {
	await mkdir(root);
	const rpms = [];
	for (const { file, name, version, source, licence } of files) {
		const paths = await unpackArchive(TO_TAR, file, root, host);
		rpms.push({
			name,
			version,
			source,
			depends: "",
			licence,
			files: paths
		});
	}
	return {
		root,
		rpms
	};
}
const TO_TAR = "rpm2archive - < \"$1\" | gzip -dc";
// src/components/natives/rpm/repositories.ts
function rpmRepositories(yum, host) {
	if (yum === void 0) throw rpmError("it names no repository in /etc/yum.repos.d");
	const open = lazily(async () => openGuestDnf(yum, await host.tempDir("guest-dnf"), host));
	let fetched;
	const fetch = async (packages) => fetchRpms(await open(), packages, await host.tempDir("guest-rpms"), host);
	return {
		sources: JSON.stringify(yum),
		choose: async (packages, guest) => {
			const dnf = await open();
			const { found, different } = await chooseRpms(dnf, packages, guest);
			fetched = await fetch(found);
			const sums = new Map(fetched.map(({ name, sha256 }) => [name, sha256]));
			return {
				found: found.map(({ name, version }) => ({
					name,
					version,
					sha256: sums.get(name) ?? ""
				})),
				different,
				complete: dnf.complete
			};
		},
		download: async (packages, directory) => unpackRpms(fetched ?? await fetch(packages), join(directory, "root"), host)
	};
}
// src/components/natives/guest-archive.ts
async function guestArchive(packages, profile, host) {
	const { packages: guest = {}, distribution } = profile;
	const repositories = profile.packageFormat === "rpm" ? rpmRepositories(profile.yum, host) : debRepositories(profile.apt, host);
	const release = `${distribution.id} ${distribution.version}`;
	const names = packages.map((item) => item.package);
	const key = contentKey("guest-archive", {
		recipe: RECIPES.natives,
		sources: repositories.sources,
		packages: names.map((name) => `${name}=${guest[name] ?? ""}`)
	});
	const chosen = await restoreRecord(key, host) ?? await choose(repositories, packages, guest, key, host);
	return {
		packages: chosen,
		open: lazily(async () => {
			try {
				const directory = await realpath(await host.tempDir("guest-packages"));
				return {
					...await repositories.download(chosen, directory),
					release
				};
			} catch (error) {
				await host.cache.discard(key);
				throw error;
			}
		})
	};
}
async function choose(repositories, packages, guest, key, host) {
	const { found, different, complete } = await repositories.choose(packages, guest);
	if (different.length > 0) host.info(`natives: the archive has other versions now, left emulated: ${different.join(", ")}`);
	if (complete) await saveRecord(key, found, host);
	return found;
}
// src/components/natives/source.ts
const PACKAGES$2 = [
	{
		"package": "make",
		"level": "build"
	},
	{
		"package": "ninja-build",
		"level": "build"
	},
	{
		"package": "cmake",
		"level": "build"
	},
	{
		"package": "m4",
		"level": "build"
	},
	{
		"package": "ccache",
		"level": "build"
	},
	{
		"package": "tar",
		"level": "build"
	},
	{
		"package": "gzip",
		"level": "build"
	},
	{
		"package": "bzip2",
		"level": "build"
	},
	{
		"package": "xz-utils",
		"level": "build"
	},
	{
		"package": "zstd",
		"level": "build"
	},
	{
		"package": "bash",
		"level": "full"
	},
	{
		"package": "dash",
		"level": "full"
	},
	{
		"package": "coreutils",
		"level": "full",
		"except": [
			"chroot",
			"numfmt",
			"printf",
			"seq",
			"stdbuf"
		]
	},
	{
		"package": "sed",
		"level": "full"
	},
	{
		"package": "grep",
		"level": "full"
	},
	{
		"package": "gawk",
		"level": "full"
	},
	{
		"package": "mawk",
		"level": "full"
	},
	{
		"package": "findutils",
		"level": "full"
	},
	{
		"package": "diffutils",
		"level": "full"
	},
	{
		"package": "patch",
		"level": "full"
	},
	{
		"package": "bison",
		"level": "full"
	},
	{
		"package": "flex",
		"level": "full"
	},
	{
		"package": "file",
		"level": "full"
	},
	{
		"package": "gettext",
		"level": "full"
	},
	{
		"package": "pkgconf",
		"level": "full"
	},
	{
		"package": "pkgconf-bin",
		"level": "full"
	},
	{
		"package": "pkg-config",
		"level": "full"
	},
	{
		"package": "git",
		"level": "full"
	},
	{
		"package": "man-db",
		"level": "full",
		"only": ["mandb"]
	},
	{
		"package": "apt",
		"level": "full",
		"directory": "/usr/lib/apt/methods",
		"only": [
			"copy",
			"file",
			"http",
			"rred",
			"store"
		]
	},
	{
		"package": "dpkg",
		"level": "full",
		"only": [
			"dpkg-deb",
			"dpkg-divert",
			"dpkg-query",
			"dpkg-split",
			"dpkg-statoverride",
			"dpkg-trigger",
			"update-alternatives"
		]
	}
];
async function chooseSource(level, asked, profile, guest, host) {
	if (asked === "guest") return fromArchive(PACKAGES$2, level, profile, host);
	const installed = await installedPackages(host, PACKAGES$2.map((item) => item.package));
	const machine = Object.fromEntries(installed.map(({ name, version }) => [name, version]));
	const { id, version } = profile.distribution;
	const sameRelease = version !== "" && await buildMachine() === `${id} ${version}`;
	const { chosen, missing, different } = choosePackages(PACKAGES$2, level, guest, machine, sameRelease);
	if (asked === "auto" && !(sameRelease && missing.length === 0)) try {
		return await fromArchive(PACKAGES$2, level, profile, host);
	} catch (error) {
		if (!(error instanceof ToolError && error.code === "guest-archive")) throw error;
		host.notice(`${error.message}; this machine's are taken where they are of the same version`);
	}
	if (missing.length > 0) throw new ToolError("natives-missing", `accelerate: ${level} runs the root filesystem's tools as this machine's; not installed here: ${missing.join(", ")}`, `install them: sudo apt-get install ${missing.join(" ")}; or use accelerate: compiler`);
	if (different.length > 0) host.info(`natives: other versions, left emulated: ${different.join(", ")}`);
	return { packages: chosen };
}
async function fromArchive(list, level, profile, host) {
	const wanted = packagesOf(list, level);
	const archive = await guestArchive(wanted, profile, host);
	const names = new Set(archive.packages.map(({ name }) => name));
	return {
		packages: wanted.filter((item) => names.has(item.package)),
		archive
	};
}
// src/components/natives/rpm/source.ts
const PACKAGES$1 = [
	{
		"package": "make",
		"level": "build"
	},
	{
		"package": "ninja-build",
		"level": "build"
	},
	{
		"package": "cmake",
		"level": "build"
	},
	{
		"package": "cmake3",
		"level": "build"
	},
	{
		"package": "m4",
		"level": "build"
	},
	{
		"package": "ccache",
		"level": "build"
	},
	{
		"package": "tar",
		"level": "build"
	},
	{
		"package": "gzip",
		"level": "build"
	},
	{
		"package": "bzip2",
		"level": "build"
	},
	{
		"package": "xz",
		"level": "build"
	},
	{
		"package": "zstd",
		"level": "build"
	},
	{
		"package": "bash",
		"level": "full"
	},
	{
		"package": "dash",
		"level": "full"
	},
	{
		"package": "coreutils",
		"level": "full",
		"except": [
			"chroot",
			"numfmt",
			"printf",
			"seq",
			"stdbuf"
		]
	},
	{
		"package": "coreutils-single",
		"level": "full",
		"insteadOf": "coreutils"
	},
	{
		"package": "sed",
		"level": "full"
	},
	{
		"package": "grep",
		"level": "full"
	},
	{
		"package": "gawk",
		"level": "full"
	},
	{
		"package": "findutils",
		"level": "full"
	},
	{
		"package": "diffutils",
		"level": "full"
	},
	{
		"package": "patch",
		"level": "full"
	},
	{
		"package": "bison",
		"level": "full"
	},
	{
		"package": "flex",
		"level": "full"
	},
	{
		"package": "file",
		"level": "full"
	},
	{
		"package": "gettext",
		"level": "full"
	},
	{
		"package": "gettext-runtime",
		"level": "full"
	},
	{
		"package": "pkgconf",
		"level": "full"
	},
	{
		"package": "pkgconfig",
		"level": "full"
	},
	{
		"package": "git-core",
		"level": "full"
	}
];
async function chooseRpmSource(level, asked, profile, host) {
	if (asked === "machine") {
		host.warning(`natives: machine: this machine's programs are no stand-ins for those of an rpm root filesystem: ${EMULATED}; leave natives out, and they are downloaded from its own release`);
		return;
	}
	try {
		return await fromArchive(PACKAGES$1, level, profile, host);
	} catch (error) {
		if (asked === "guest" || !(error instanceof ToolError && error.code === "guest-archive")) throw error;
		host.warning(`${error.message}: ${EMULATED}; ${error.hint}`);
		return;
	}
}
const EMULATED = "all but the compiler stays emulated, as with accelerate: compiler";
// src/components/natives/natives.ts
async function nativesComponent(inputs, profile, host) {
	const level = inputs.accelerate;
	if (level !== "build" && level !== "full") return void 0;
	if (profile.packages === void 0) {
		const { packageManager: manager = "no package manager" } = profile;
		host.warning(`accelerate: ${level}: there are native stand-ins where dpkg's or rpm's record of packages can be read, and this root filesystem has ${manager}: ${EMULATED}`);
		return;
	}
	const source = profile.packageFormat === "rpm" ? await chooseRpmSource(level, inputs.natives, profile, host) : await chooseSource(level, inputs.natives, profile, profile.packages, host);
	if (source === void 0) return void 0;
	if (hasOldLocales(profile.libc)) host.notice(`accelerate: ${level}: native tools cannot read the locales of glibc ${profile.libc.version}: where LANG or LC_ALL names another than C, POSIX and C.UTF-8, set ARM64_ON_X86_ACCELERATE=compiler`);
	const { packages, archive } = source;
	return archive === void 0 ? machineNatives(packages, profile, host) : guestNatives(packages, archive, profile, host);
}
async function machineNatives(packages, profile, host) {
	const contents = await findContents(packages, THIS_MACHINE, profile, host);
	const { programs, libraries } = contents;
	const versions = await installedPackages(host, packages.map((item) => item.package));
	return {
		name: "natives",
		key: contentKey("natives", {
			...commonParts(profile),
			machine: await buildMachine(),
			packages: versions.map(({ name, version }) => `${name}=${version}`),
			programs: programs.map(({ name, directory, level: lowest }) => `${lowest} ${directory}/${name}`),
			libraries: await hashLibraries(libraries)
		}),
		directory: NATIVE_LIBRARIES,
		parts: libraries.map(({ soname }) => soname),
		libraries: async () => libraries,
		build: () => contentEntries(contents, THIS_MACHINE, profile, host)
	};
}
async function guestNatives(packages, archive, profile, host) {
	const newer = await isNewerThanMachines(profile.libc, host);
	const contents = lazily(async () => findContents(packages, await archive.open(), profile, host));
	const key = contentKey("natives", {
		...commonParts(profile),
		packages: archive.packages.map(({ name, version, sha256 }) => `${name}=${version} ${sha256 ?? ""}`),
		programs: packages.map(({ package: name, level }) => `${level} ${name}`),
		links: Object.keys(profile.programLinks).sort()
	});
	return {
		name: "natives",
		key,
		directory: NATIVE_LIBRARIES,
		parts: [key],
		libraries: async () => (await contents()).libraries,
		...newer && { base: archive.open },
		build: async () => contentEntries(await contents(), await archive.open(), profile, host)
	};
}
function commonParts({ multiarch, machineTypes }) {
	return {
		recipe: RECIPES.natives,
		multiarch: multiarch ?? "",
		machineTypes: JSON.stringify(Object.entries(machineTypes).sort())
	};
}
// src/components/native-programs.ts
function checkNativePrerequisites(host) {
	return requirePrerequisites(C_PREREQUISITES, host);
}
const SOURCES = [
	"Makefile",
	"router",
	"preload",
	"launch"
];
async function buildNativePrograms(directory, host) {
	for (const name of SOURCES) await symlink(join(repositoryRoot(), "native", name), join(directory, name));
	await host.exec("make", [
		`--jobs=${availableParallelism()}`,
		"OUT=build",
		"CC=gcc",
		"all"
	], {
		cwd: directory,
		env: await compilerEnvironment(host)
	});
	const built = join(directory, "build");
	return {
		launch: join(built, "launch"),
		preload: join(built, "libarm64-on-x86.so"),
		tool: join(built, "tool"),
		explain: join(built, "explain")
	};
}
// src/components/runtime/enter.ts
function enterEntries(programs) {
	return [...new Set(programs.map((path) => posix.basename(path)))].sort().map((name) => linkEntry(`x86_64/enter/${name}`, "../bin/launch"));
}
// src/components/runtime/gconv.ts
const GCONV = [{
	from: "/usr/lib/x86_64-linux-gnu/gconv",
	to: "/x86_64/lib/./././././././gconv"
}, {
	from: "/usr/lib64/gconv",
	to: "/x86_64/.//gconv"
}];
async function gconvEntries(root) {
	for (const place of GCONV) {
		if ((await ifThere(readdir(`${root}${place.from}`), "ENOTDIR") ?? []).length === 0) continue;
		const entries = await directoryEntries(`${root}${place.from}`, CONVERTERS);
		const link = posix.normalize(place.to).slice(1);
		return [...entries.filter(({ path }) => posix.basename(path) !== "gconv-modules.cache"), ...link === CONVERTERS ? [] : [linkEntry(link, posix.relative(posix.dirname(link), CONVERTERS))]];
	}
	return [];
}
const CONVERTERS = "x86_64/lib/gconv";
function privateGconv(libc) {
	let result;
	for (const { from, to } of GCONV) for (let at = libc.indexOf(from); at >= 0; at = libc.indexOf(from, at + 1)) {
		result ??= Buffer.from(libc);
		result.write(to, at, "latin1");
	}
	return result;
}
// src/components/runtime/ld-cache.ts
const HEADER_SIZE = 48;
const ENTRY_SIZE = 24;
const FLAGS_X86_64_LIBC6 = 771;
const LITTLE_ENDIAN = 2;
function writeLdCache(libraries) {
	const sorted = [...libraries].sort((a, b) => compareLibraryNames(b.soname, a.soname));
	const twice = sorted.find((entry, index) => entry.soname === sorted[index + 1]?.soname);
	if (twice) throw new Error(`two libraries named ${twice.soname}`);
	const start = HEADER_SIZE + ENTRY_SIZE * sorted.length;
	const strings = [];
	const entries = Buffer.alloc(ENTRY_SIZE * sorted.length);
	let offset = start;
	const add = (text) => {
		const at = offset;
		strings.push(Buffer.from(`${text}\0`));
		offset += Buffer.byteLength(text) + 1;
		return at;
	};
	sorted.forEach(({ soname, path }, index) => {
		entries.writeUInt32LE(FLAGS_X86_64_LIBC6, index * ENTRY_SIZE);
		entries.writeUInt32LE(add(soname), index * ENTRY_SIZE + 4);
		entries.writeUInt32LE(add(path), index * ENTRY_SIZE + 8);
	});
	return Buffer.concat([
		header(sorted.length, offset - start),
		entries,
		...strings
	]);
}
function header(count, stringsSize) {
	const bytes = Buffer.alloc(HEADER_SIZE);
	bytes.write("glibc-ld.so.cache1.1", 0, "latin1");
	bytes.writeUInt32LE(count, 20);
	bytes.writeUInt32LE(stringsSize, 24);
	bytes.writeUInt8(LITTLE_ENDIAN, 28);
	return bytes;
}
function compareLibraryNames(a, b) {
	const left = a.match(/\d+|[^\d]/g) ?? [];
	const right = b.match(/\d+|[^\d]/g) ?? [];
	for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
		const order = compareParts(left[index] ?? "", right[index] ?? "");
		if (order !== 0) return order;
	}
	return 0;
}
function compareParts(a, b) {
	const digits = Number(isDigit(a)) - Number(isDigit(b));
	if (digits !== 0) return digits;
	return isDigit(a) ? Number(a) - Number(b) : codeOf(a) - codeOf(b);
}
function isDigit(part) {
	return /^\d/.test(part);
}
function codeOf(part) {
	return part === "" ? 0 : part.charCodeAt(0);
}
// src/components/runtime/loader.ts
const LOADER_NAMES = [{
	from: "/etc/ld.so.preload",
	to: "/x86_64/ld.preload"
}, {
	from: "/etc/ld.so.cache",
	to: "/x86_64/ld.cache"
}];
function patchLoader(loader) {
	const patched = Buffer.from(loader);
	for (const { from, to } of LOADER_NAMES) {
		const name = Buffer.from(`\0${from}\0`);
		const at = patched.indexOf(name);
		if (at < 0 || patched.indexOf(name, at + 1) >= 0) throw unknownLoader(from);
		patched.write(to, at + 1, "latin1");
	}
	return patched;
}
function unknownLoader(name) {
	return new ToolError("loader-unknown", `this machine's x86-64 loader does not name ${name} exactly once, so it cannot be made private`, "run on a distribution with glibc, such as Debian or Ubuntu, and report its glibc version if it is one");
}
// src/components/runtime/libraries.ts
function libraryPlaces$1(groups) {
	const places = new Map();
	for (const { directory, libraries } of groups) for (const { soname } of libraries) if (!places.has(soname)) places.set(soname, {
		soname,
		path: `/${directory}/${soname}`
	});
	return [...places.values()];
}
async function libraryEntry({ soname, file }) {
	const path = `x86_64/lib/${soname}`;
	const change = {
		[LOADER]: patchLoader,
		"libc.so.6": privateGconv
	}[soname];
	const bytes = change?.(await readFile(file));
	return bytes === void 0 ? fileEntry(path, file, change !== void 0) : {
		type: "file",
		path,
		mode: 493,
		source: { bytes }
	};
}
async function runtimeLibraries(from, host) {
	const ours = from === THIS_MACHINE;
	const installed = ours ? await installedLibraries(host) : await librariesIn(from, host);
	const libraries = [{
		soname: LOADER,
		file: await findLoader(ours ? `/lib64/${LOADER}` : installed.get("ld-linux-x86-64.so.2") ?? "")
	}];
	for (const soname of RUNTIME_LIBRARIES) {
		const file = installed.get(soname);
		if (file !== void 0) libraries.push({
			soname,
			file: await realpath(file)
		});
	}
	return libraries;
}
async function findLoader(file) {
	try {
		return await realpath(file);
	} catch (cause) {
		throw new ToolError("loader-missing", `this machine has no ${file}`, "run on an x86-64 distribution with glibc, such as Debian or Ubuntu", { cause });
	}
}
// src/components/runtime/shadows.ts
const TOOL = "libexec/tool";
const OTHER_LINKERS = [
	"ld.gold",
	"ld.lld",
	"ld.mold"
];
function shadowEntries(tools) {
	const links = tools.map((name) => linkEntry(`x86_64/native/usr/bin/${name}`, `../../../${TOOL}`));
	const linkers = OTHER_LINKERS.map((name) => linkEntry(`x86_64/libexec/linkers/${name}`, `/usr/bin/${name}`));
	return [
		...links,
		...linkers,
		linkEntry("x86_64/native/bin", "usr/bin")
	];
}
// src/components/runtime/tool.ts
function toolFor(program, toolchain) {
	const key = contentKey("toolchain", toolchain);
	const length = Number.parseInt(key.slice(-4), 16);
	return Buffer.concat([program, Buffer.alloc(length)]);
}
// src/components/runtime/runtime.ts
const PRELOAD = "libarm64-on-x86.so";
async function runtimeComponent(inputs, profile, host, toolchain, others = [], natives) {
	const shadows = inputs.accelerate === "none" ? [] : toolchain.tools;
	return {
		name: "runtime",
		key: contentKey("runtime", {
			recipe: RECIPES.runtime,
			native: await nativeSources(),
			machine: await buildMachine(),
			libraries: natives?.base === void 0 ? await hashLibraries(await runtimeLibraries(THIS_MACHINE, host)) : "",
			toolchain: contentKey("toolchain", toolchain.parts),
			toolchainLibraries: toolchain.libraries.map(({ soname }) => soname),
			otherLibraries: others.flatMap(({ directory, libraries }) => libraries.map(({ soname }) => `${directory}/${soname}`)),
			nativeLibraries: natives?.parts ?? [],
			lib64: profile.lib64,
			shadows,
			programs: profile.programs
		}),
		prepare: () => checkNativePrerequisites(host),
		build: async (workDirectory) => {
			const base = await natives?.base?.() ?? THIS_MACHINE;
			const libraries = await runtimeLibraries(base, host);
			const ours = [{
				directory: LIBRARIES,
				libraries: toolchain.libraries
			}, ...others];
			const theirs = natives === void 0 ? [] : [{
				directory: natives.directory,
				libraries: await natives.libraries()
			}];
			const cache = writeLdCache(libraryPlaces$1([{
				directory: "x86_64/lib",
				libraries
			}, ...base === THIS_MACHINE ? [...ours, ...theirs] : [...theirs, ...ours]]));
			return [
				...await ownPrograms(workDirectory, {
					...toolchain,
					tools: shadows
				}, host),
				...enterEntries(profile.programs),
				linkEntry(`${profile.lib64}/${LOADER}`, `/x86_64/lib/${LOADER}`),
				{
					type: "file",
					path: "x86_64/ld.cache",
					mode: 420,
					source: { bytes: cache }
				},
				...await Promise.all(libraries.map(libraryEntry)),
				...await gconvEntries(base.root),
				...await notices(host, libraries, base)
			];
		}
	};
}
async function nativeSources() {
	const native = join(repositoryRoot(), "native");
	const rooms = await Promise.all([
		"router",
		"preload",
		"launch"
	].map((room) => hashTree(join(native, room))));
	return [await hashFile(join(native, "Makefile")), ...rooms.flat()];
}
async function ownPrograms(directory, { tools, parts }, host) {
	const { launch, preload, tool, explain } = await buildNativePrograms(directory, host);
	return [
		fileEntry("x86_64/bin/launch", launch, true),
		fileEntry("x86_64/bin/arm64-on-x86", explain, true),
		linkEntry("x86_64/host/bin/arm64-on-x86", "../../bin/arm64-on-x86"),
		fileEntry(`x86_64/lib/${PRELOAD}`, preload, false),
		textEntry("x86_64/ld.preload", `/x86_64/lib/${PRELOAD}\n`),
		{
			type: "file",
			path: `x86_64/${TOOL}`,
			mode: 493,
			source: { bytes: toolFor(await readFile(tool), parts) }
		},
		...tools.length > 0 ? shadowEntries(tools) : []
	];
}
async function notices(host, libraries, from) {
	const own = await readFile(join(repositoryRoot(), "LICENSE"), "utf8");
	return [
		...await noticesFor(host, [], libraries, "x86_64/share/runtime", from),
		textEntry("x86_64/share/runtime/licenses/arm64-on-x86", own),
		textEntry("x86_64/share/runtime/CHANGES", CHANGES)
	];
}
const CHANGES = `In x86_64/lib/ld-linux-x86-64.so.2 two strings were replaced by others of the same length:
/etc/ld.so.preload by /x86_64/ld.preload and /etc/ld.so.cache by /x86_64/ld.cache.
In x86_64/lib/libc.so.6 one was: ${GCONV.map(({ from, to }) => `${from} by ${to}`).join(", or ")}.\n`;
// src/components/toolchain/buildroot/plan/default-gcc.json
var majors = {
	"amzn": {
		"2": 7,
		"2023": 11
	},
	"debian": {
		"11": 10,
		"12": 12,
		"13": 14
	},
	"ubuntu": {
		"20.04": 9,
		"22.04": 11,
		"24.04": 13,
		"26.04": 15
	},
	"rhel": {
		"8": 8,
		"9": 11,
		"10": 14
	},
	"alpine": {
		"3.18": 12,
		"3.19": 13,
		"3.20": 13,
		"3.21": 14,
		"3.22": 14,
		"3.23": 15,
		"3.24": 15
	},
	"fedora": {
		"42": 15,
		"43": 15,
		"44": 16,
		"45": 16
	}
};
// src/components/toolchain/buildroot/plan/distribution-rows.ts
const SAME_AS = {
	almalinux: "rhel",
	rocky: "rhel",
	centos: "rhel",
	ol: "rhel"
};
function distributionRows(table, id) {
	return table[SAME_AS[id] ?? id] ?? {};
}
// src/components/toolchain/buildroot/plan/default-gcc.ts
function defaultGcc({ id, version }) {
	const majors$1 = distributionRows(majors, id);
	const release = Object.keys(majors$1).find((name) => name === version || version.startsWith(`${name}.`));
	return release === void 0 ? void 0 : majors$1[release];
}
// src/components/toolchain/buildroot/plan/libstdcxx.json
var glibcxx = {
	"4.8.3": "3.4.19",
	"4.9.0": "3.4.20",
	"5.1.0": "3.4.21",
	"6.1.0": "3.4.22",
	"7.1.0": "3.4.23",
	"7.2.0": "3.4.24",
	"8.1.0": "3.4.25",
	"9.1.0": "3.4.26",
	"9.2.0": "3.4.27",
	"9.3.0": "3.4.28",
	"10.1.0": "3.4.28",
	"11.1.0": "3.4.29",
	"12.1.0": "3.4.30",
	"13.1.0": "3.4.31",
	"13.2.0": "3.4.32",
	"14.1.0": "3.4.33",
	"15.1.0": "3.4.34",
	"16.1.0": "3.4.35"
};
// src/components/toolchain/buildroot/plan/releases.json
var releases = {
	"2019.02": {
		"glibc": "2.28",
		"musl": "1.1.22",
		"gcc": [
			"5.5.0",
			"6.5.0",
			"7.4.0",
			"8.3.0"
		],
		"binutils": [
			"2.28.1",
			"2.29.1",
			"2.30",
			"2.31.1"
		],
		"defaultBinutils": "2.29.1",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"4.20"
		]
	},
	"2019.05": {
		"glibc": "2.29",
		"musl": "1.1.22",
		"gcc": [
			"5.5.0",
			"6.5.0",
			"7.4.0",
			"8.3.0"
		],
		"binutils": [
			"2.30",
			"2.31.1",
			"2.32"
		],
		"defaultBinutils": "2.31.1",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.0",
			"5.1"
		]
	},
	"2019.08": {
		"glibc": "2.29",
		"musl": "1.1.23",
		"gcc": [
			"5.5.0",
			"7.4.0",
			"8.3.0",
			"9.1.0"
		],
		"binutils": [
			"2.30",
			"2.31.1",
			"2.32"
		],
		"defaultBinutils": "2.31.1",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.1",
			"5.2"
		]
	},
	"2019.11": {
		"glibc": "2.30",
		"musl": "1.1.24",
		"gcc": [
			"7.4.0",
			"8.3.0",
			"9.2.0"
		],
		"binutils": [
			"2.30",
			"2.31.1",
			"2.32"
		],
		"defaultBinutils": "2.31.1",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.3"
		]
	},
	"2020.02": {
		"glibc": "2.30",
		"musl": "1.1.24",
		"gcc": [
			"7.5.0",
			"8.4.0",
			"9.3.0"
		],
		"binutils": [
			"2.31.1",
			"2.32",
			"2.33.1"
		],
		"defaultBinutils": "2.32",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4"
		]
	},
	"2020.05": {
		"glibc": "2.30",
		"musl": "1.2.0",
		"gcc": [
			"7.5.0",
			"8.4.0",
			"9.3.0"
		],
		"binutils": [
			"2.31.1",
			"2.32",
			"2.33.1"
		],
		"defaultBinutils": "2.32",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.5",
			"5.6"
		]
	},
	"2020.08": {
		"glibc": "2.31",
		"musl": "1.2.0",
		"gcc": [
			"7.5.0",
			"8.4.0",
			"9.3.0",
			"10.2.0"
		],
		"binutils": [
			"2.32",
			"2.33.1",
			"2.34"
		],
		"defaultBinutils": "2.33.1",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.7"
		]
	},
	"2020.11": {
		"glibc": "2.31",
		"musl": "1.2.1",
		"gcc": [
			"8.4.0",
			"9.3.0",
			"10.2.0"
		],
		"binutils": [
			"2.32",
			"2.33.1",
			"2.34",
			"2.35.2"
		],
		"defaultBinutils": "2.34",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.8",
			"5.9"
		]
	},
	"2021.02": {
		"glibc": "2.32",
		"musl": "1.2.2",
		"gcc": [
			"8.4.0",
			"9.4.0",
			"10.3.0"
		],
		"binutils": [
			"2.32",
			"2.34",
			"2.35.2",
			"2.36.1"
		],
		"defaultBinutils": "2.35.2",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.10"
		]
	},
	"2021.05": {
		"glibc": "2.32",
		"musl": "1.2.2",
		"gcc": [
			"8.4.0",
			"9.4.0",
			"10.3.0"
		],
		"binutils": [
			"2.32",
			"2.34",
			"2.35.2",
			"2.36.1"
		],
		"defaultBinutils": "2.35.2",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.11",
			"5.12"
		]
	},
	"2021.08": {
		"glibc": "2.33",
		"musl": "1.2.2",
		"gcc": [
			"9.4.0",
			"10.3.0",
			"11.2.0"
		],
		"binutils": [
			"2.32",
			"2.35.2",
			"2.36.1",
			"2.37"
		],
		"defaultBinutils": "2.36.1",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.11",
			"5.12",
			"5.13"
		]
	},
	"2021.11": {
		"glibc": "2.34",
		"musl": "1.2.2",
		"gcc": [
			"9.4.0",
			"10.3.0",
			"11.2.0"
		],
		"binutils": [
			"2.32",
			"2.35.2",
			"2.36.1",
			"2.37"
		],
		"defaultBinutils": "2.36.1",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.14",
			"5.15"
		]
	},
	"2022.02": {
		"glibc": "2.34",
		"musl": "1.2.2",
		"gcc": [
			"9.4.0",
			"10.4.0",
			"11.3.0"
		],
		"binutils": [
			"2.32",
			"2.35.2",
			"2.36.1",
			"2.37"
		],
		"defaultBinutils": "2.36.1",
		"headers": [
			"4.4",
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"5.16"
		]
	},
	"2022.05": {
		"glibc": "2.35",
		"musl": "1.2.3",
		"gcc": [
			"9.4.0",
			"10.4.0",
			"11.3.0"
		],
		"binutils": [
			"2.36.1",
			"2.37",
			"2.38"
		],
		"defaultBinutils": "2.37",
		"headers": [
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"5.17"
		]
	},
	"2022.08": {
		"glibc": "2.35",
		"musl": "1.2.3",
		"gcc": [
			"10.4.0",
			"11.3.0",
			"12.1.0"
		],
		"binutils": [
			"2.36.1",
			"2.37",
			"2.38"
		],
		"defaultBinutils": "2.37",
		"headers": [
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"5.17"
		]
	},
	"2022.11": {
		"glibc": "2.36",
		"musl": "1.2.3",
		"gcc": [
			"10.4.0",
			"11.3.0",
			"12.2.0"
		],
		"binutils": [
			"2.37",
			"2.38",
			"2.39"
		],
		"defaultBinutils": "2.38",
		"headers": [
			"4.9",
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"5.19",
			"6.0"
		]
	},
	"2023.02": {
		"glibc": "2.36",
		"musl": "1.2.3",
		"gcc": [
			"10.4.0",
			"11.4.0",
			"12.3.0"
		],
		"binutils": [
			"2.37",
			"2.38",
			"2.39"
		],
		"defaultBinutils": "2.38",
		"headers": [
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"6.1"
		]
	},
	"2023.05": {
		"glibc": "2.37",
		"musl": "1.2.3",
		"gcc": [
			"10.4.0",
			"11.4.0",
			"12.3.0"
		],
		"binutils": [
			"2.37",
			"2.38",
			"2.39"
		],
		"defaultBinutils": "2.38",
		"headers": [
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.3"
		]
	},
	"2023.08": {
		"glibc": "2.37",
		"musl": "1.2.4",
		"gcc": [
			"11.4.0",
			"12.3.0",
			"13.2.0"
		],
		"binutils": [
			"2.39",
			"2.40",
			"2.41"
		],
		"defaultBinutils": "2.40",
		"headers": [
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.4"
		]
	},
	"2023.11": {
		"glibc": "2.38",
		"musl": "1.2.4",
		"gcc": [
			"11.4.0",
			"12.3.0",
			"13.2.0"
		],
		"binutils": [
			"2.39",
			"2.40",
			"2.41"
		],
		"defaultBinutils": "2.40",
		"headers": [
			"4.14",
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.5",
			"6.6"
		]
	},
	"2024.02": {
		"glibc": "2.38",
		"musl": "1.2.4",
		"gcc": [
			"11.4.0",
			"12.4.0",
			"13.3.0"
		],
		"binutils": [
			"2.39",
			"2.40",
			"2.41"
		],
		"defaultBinutils": "2.40",
		"headers": [
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.6"
		]
	},
	"2024.05": {
		"glibc": "2.39",
		"musl": "1.2.5",
		"gcc": [
			"12.4.0",
			"13.3.0",
			"14.2.0"
		],
		"binutils": [
			"2.40",
			"2.41",
			"2.42"
		],
		"defaultBinutils": "2.41",
		"headers": [
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.8"
		]
	},
	"2024.08": {
		"glibc": "2.39",
		"musl": "1.2.5",
		"gcc": [
			"12.4.0",
			"13.3.0",
			"14.2.0"
		],
		"binutils": [
			"2.40",
			"2.41",
			"2.42"
		],
		"defaultBinutils": "2.41",
		"headers": [
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.10"
		]
	},
	"2024.11": {
		"glibc": "2.40",
		"musl": "1.2.5",
		"gcc": [
			"12.4.0",
			"13.3.0",
			"14.2.0"
		],
		"binutils": [
			"2.41",
			"2.42",
			"2.43.1"
		],
		"defaultBinutils": "2.42",
		"headers": [
			"4.19",
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.11"
		]
	},
	"2025.02": {
		"glibc": "2.41",
		"musl": "1.2.6",
		"gcc": [
			"12.5.0",
			"13.4.0",
			"14.4.0"
		],
		"binutils": [
			"2.42",
			"2.43.1",
			"2.44"
		],
		"defaultBinutils": "2.43.1",
		"headers": [
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.12"
		]
	},
	"2025.05": {
		"glibc": "2.41",
		"musl": "1.2.5",
		"gcc": [
			"12.4.0",
			"13.4.0",
			"14.3.0"
		],
		"binutils": [
			"2.42",
			"2.43.1",
			"2.44"
		],
		"defaultBinutils": "2.43.1",
		"headers": [
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.12",
			"6.14"
		]
	},
	"2025.08": {
		"glibc": "2.41",
		"musl": "1.2.5",
		"gcc": [
			"13.4.0",
			"14.3.0",
			"15.2.0"
		],
		"binutils": [
			"2.42",
			"2.43.1",
			"2.44"
		],
		"defaultBinutils": "2.43.1",
		"headers": [
			"5.4",
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.12",
			"6.16"
		]
	},
	"2025.11": {
		"glibc": "2.42",
		"musl": "1.2.5",
		"gcc": [
			"13.4.0",
			"14.3.0",
			"15.2.0"
		],
		"binutils": [
			"2.42",
			"2.43.1",
			"2.44"
		],
		"defaultBinutils": "2.43.1",
		"headers": [
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.12",
			"6.17",
			"6.18"
		]
	},
	"2026.02": {
		"glibc": "2.42",
		"musl": "1.2.6",
		"gcc": [
			"13.4.0",
			"14.3.0",
			"15.2.0"
		],
		"binutils": [
			"2.43.1",
			"2.44",
			"2.45.1"
		],
		"defaultBinutils": "2.44",
		"headers": [
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.12",
			"6.18",
			"6.19"
		]
	},
	"2026.05": {
		"glibc": "2.43",
		"musl": "1.2.6",
		"gcc": [
			"13.4.0",
			"14.4.0",
			"15.3.0"
		],
		"binutils": [
			"2.44",
			"2.45.1",
			"2.46.0"
		],
		"defaultBinutils": "2.45.1",
		"headers": [
			"5.10",
			"5.15",
			"6.1",
			"6.6",
			"6.12",
			"6.18",
			"7.0"
		]
	}
};
var cpus = {
	"cortex-a35": {
		"since": "2019.02",
		"gcc": 6
	},
	"cortex-a53": {
		"since": "2019.02",
		"gcc": 0
	},
	"cortex-a57": {
		"since": "2019.02",
		"gcc": 0
	},
	"cortex-a72": {
		"since": "2019.02",
		"gcc": 5
	},
	"cortex-a73": {
		"since": "2019.02",
		"gcc": 7
	},
	"exynos-m1": {
		"since": "2019.02",
		"gcc": 5
	},
	"falkor": {
		"since": "2019.02",
		"gcc": 7
	},
	"qdf24xx": {
		"since": "2019.02",
		"gcc": 6
	},
	"thunderx": {
		"since": "2019.02",
		"gcc": 5
	},
	"thunderxt81": {
		"since": "2019.02",
		"gcc": 7
	},
	"thunderxt83": {
		"since": "2019.02",
		"gcc": 7
	},
	"thunderxt88": {
		"since": "2019.02",
		"gcc": 7
	},
	"thunderxt88p1": {
		"since": "2019.02",
		"gcc": 7
	},
	"xgene1": {
		"since": "2019.02",
		"gcc": 5
	},
	"thunderx2t99": {
		"since": "2019.02",
		"gcc": 7
	},
	"thunderx2t99p1": {
		"since": "2019.02",
		"gcc": 7
	},
	"vulcan": {
		"since": "2019.02",
		"gcc": 7
	},
	"cortex-a55": {
		"since": "2019.02",
		"gcc": 8
	},
	"cortex-a75": {
		"since": "2019.02",
		"gcc": 8
	},
	"saphira": {
		"since": "2019.02",
		"gcc": 8
	},
	"emag": {
		"since": "2019.08",
		"gcc": 9
	},
	"phecda": {
		"since": "2019.08",
		"gcc": 9
	},
	"cortex-a76": {
		"since": "2019.08",
		"gcc": 9
	},
	"neoverse-n1": {
		"since": "2019.08",
		"gcc": 9
	},
	"tsv110": {
		"since": "2019.08",
		"gcc": 9
	},
	"cortex-a78": {
		"since": "2025.02",
		"gcc": 11
	},
	"cortex-a710": {
		"since": "2025.02",
		"gcc": 12
	},
	"neoverse-n2": {
		"since": "2025.02",
		"gcc": 11
	},
	"cortex-a720": {
		"since": "2025.08",
		"gcc": 14
	},
	"neoverse-v1": {
		"since": "2026.05",
		"gcc": 11
	},
	"neoverse-v2": {
		"since": "2026.05",
		"gcc": 13
	},
	"neoverse-v3": {
		"since": "2026.05",
		"gcc": 15
	},
	"neoverse-v3ae": {
		"since": "2026.05",
		"gcc": 15
	}
};
// src/components/toolchain/buildroot/plan/releases.ts
const PINS = buildroot.releases;
const RELEASES = Object.entries(releases).flatMap(([series, offers]) => {
	const pin = PINS[series];
	return pin === void 0 ? [] : [{
		version: pin.version,
		...offers
	}];
});
function seriesOf(version) {
	return version.slice(0, 7);
}
function isLongTerm({ version }) {
	return seriesOf(version).endsWith(".02");
}
function majorOf(gcc) {
	return Number.parseInt(gcc, 10);
}
function knowsCpu(cpu, release, gcc) {
	const entry = cpus[cpu];
	return entry !== void 0 && seriesOf(release.version) >= entry.since && majorOf(gcc) >= entry.gcc;
}
function glibcxxOf(gcc) {
	const versions = glibcxx;
	const since = Object.keys(versions).filter((version) => majorOf(version) === majorOf(gcc) && compareVersions(version, gcc) <= 0).sort(compareVersions).at(-1);
	return since === void 0 ? void 0 : versions[since];
}
// src/components/toolchain/buildroot/plan/candidates.ts
function rankCandidates(releases, profile) {
	return releases.flatMap((release) => release.gcc.map((gcc) => judge(release, gcc, profile))).sort((a, b) => compare(a, b, profile));
}
function judge(release, gcc, profile) {
	const libcVersion = profile.libc.kind === "musl" ? release.musl : release.glibc;
	const libcFits = compareVersions(libcVersion, profile.libc.version) <= 0;
	return {
		release,
		gcc,
		libcVersion,
		libcFits,
		library: libraryFor(gcc, libcFits, profile)
	};
}
function libraryFor(gcc, libcFits, profile) {
	const glibcxx = glibcxxOf(gcc);
	const cxxFits = profile.glibcxx !== void 0 && glibcxx !== void 0 && compareVersions(glibcxx, profile.glibcxx) <= 0;
	if (libcFits && cxxFits) return "toolchain";
	if (profile.libstdcxx?.some(({ major }) => major === majorOf(gcc))) return "guest";
	if (libcFits) return "static";
	return cxxFits ? "toolchain" : "none";
}
function compare(a, b, { gccMajor, distribution }) {
	const wanted = gccMajor ?? defaultGcc(distribution);
	const own = ({ gcc }) => majorOf(gcc) === wanted ? 0 : 1;
	return rank(a) - rank(b) || own(a) - own(b) || Number(b.libcFits) - Number(a.libcFits) || majorOf(b.gcc) - majorOf(a.gcc) || compareVersions(b.libcVersion, a.libcVersion) * (a.libcFits ? 1 : -1) || Number(isLongTerm(b.release)) - Number(isLongTerm(a.release)) || compareVersions(b.release.version, a.release.version);
}
function rank({ library, libcFits }) {
	if (library === "guest" || library === "toolchain" && libcFits) return 0;
	return {
		static: 1,
		toolchain: 2,
		none: 3
	}[library];
}
// src/components/toolchain/buildroot/plan/constraints.ts
function readConstraints(lines, location) {
	for (const line of lines) if (!LINE.test(line)) throw configInvalid(location, `"${line}" is no line of a .config`);
	const value = (symbol) => lastValue(lines, symbol);
	const chosen = (pattern) => lines.map((line) => pattern.exec(line)?.[1]).filter((match) => match !== void 0).at(-1);
	if (lines.some((line) => /^BR2_ARCH="(?!aarch64")/.test(line))) throw configInvalid(location, "it is for another architecture");
	if (value("BR2_TOOLCHAIN_EXTERNAL") === "y") throw configInvalid(location, "it takes an external toolchain instead of building one");
	const release = chosen(/^# Buildroot (\d{4}\.\d{2})\S* Configuration$/);
	const gcc = chosen(/^BR2_GCC_VERSION_(\d+)(?:_\d+)?_X=y$/);
	const headers = chosen(/^BR2_KERNEL_HEADERS_(\d+_\d+)=y$/);
	const binutils = chosen(/^BR2_BINUTILS_VERSION_(\d+_\d+)_X=y$/);
	const gold = chosen(/^BR2_BINUTILS_EXTRA_CONFIG_OPTIONS=.*--((?:enable|disable)-gold(?:=no\b)?)/);
	const cpu = chosen(/^BR2_((?:cortex|neoverse|thunderx|octeontx|tsv|saphira|falkor|emag|xgene)\w*)=y$/);
	const libc = libcOf(value, location);
	const cxx = value("BR2_TOOLCHAIN_BUILDROOT_CXX");
	const fortran = value("BR2_TOOLCHAIN_BUILDROOT_FORTRAN");
	return {
		...release !== void 0 && { release },
		...gcc !== void 0 && { gcc: Number(gcc) },
		...headers !== void 0 && { headers: headers.replace("_", ".") },
		...binutils !== void 0 && { binutils: binutils.replace("_", ".") },
		...gold !== void 0 && { gold: gold === "enable-gold" },
		...cpu !== void 0 && { cpu },
		...libc !== void 0 && { libc },
		...cxx !== void 0 && { cxx: cxx === "y" },
		...fortran !== void 0 && { fortran: fortran === "y" }
	};
}
const LINE = /^(\s*|#.*|BR2_\w+=.*)$/;
function lastValue(lines, symbol) {
	for (const line of [...lines].reverse()) {
		if (line === `# ${symbol} is not set`) return "n";
		if (line.startsWith(`${symbol}=`)) return line.slice(symbol.length + 1);
	}
}
function libcOf(value, location) {
	if (value("BR2_TOOLCHAIN_BUILDROOT_UCLIBC") === "y") throw configInvalid(location, "it builds uClibc");
	if (value("BR2_TOOLCHAIN_BUILDROOT_MUSL") === "y") return "musl";
	return value("BR2_TOOLCHAIN_BUILDROOT_GLIBC") === "y" ? "glibc" : void 0;
}
const HINT = "give a fragment with lines as BR2_GCC_ENABLE_GRAPHITE=y, or a whole .config of an aarch64 toolchain";
function configInvalid(location, why, hint = HINT) {
	return new ToolError("buildroot-config-invalid", `buildroot-config: ${location}: ${why}`, hint);
}
// src/rootfs/compiler-defaults.ts
function readCompilerDefaults(text) {
	return {
		pie: /--enable-default-pie\b|!no-pie:Scrt1\.o/.test(text),
		stackProtector: /--enable-default-ssp\b|:-fstack-protector-strong/.test(text),
		stackClash: /:-fstack-clash-protection/.test(text),
		branchProtection: /--enable-standard-branch-protection\b|:-mbranch-protection=standard/.test(text),
		fortify: Number(/:-D_FORTIFY_SOURCE=(\d)/.exec(text)?.[1] ?? 0),
		bindNow: /-z now\b/.test(text),
		asNeeded: /(?<!--push-state )--as-needed(?! -l)/.test(text),
		gnuHash: /--hash-style=gnu\b|--with-linker-hash-style=gnu\b/.test(text),
		buildId: /--enable-linker-build-id\b|%\{!r:--build-id\}/.test(text)
	};
}
// src/components/toolchain/compiler.ts
const TRUSTING = "--no-poison-system-directories";
async function readCompiler$1(compiler, host) {
	const ask = async (option) => (await host.exec(compiler, [option])).stdout.trim();
	const specs = (await host.exec(compiler, ["-dumpspecs"])).stdout.trimEnd();
	const { stderr: configuration } = await host.exec(compiler, ["-v"]);
	const sysroot = await ask("-print-sysroot");
	const linker = await ask("-print-prog-name=ld");
	return {
		specs,
		rootSysroot: sysroot === "/" || sysroot === "",
		multiarch: await ask("-print-multiarch") !== "",
		suspiciousLinker: await isSuspicious(linker, host),
		defaults: readCompilerDefaults(`${configuration}\n${specs}`)
	};
}
async function isSuspicious(linker, host) {
	if (!linker.startsWith("/")) return false;
	return (await host.exec(linker, ["--help"], { ignoreExitCode: true })).stdout.includes(TRUSTING);
}
function coreOf(cpu) {
	const name = modelOf(cpu);
	return /^(cortex-[ax]|neoverse-|a64fx$)/.test(name) ? name : void 0;
}
// src/components/toolchain/cores.ts
const N1_AND_MORE = /^(neoverse-[nv]\d\w*|neoverse-e1|cortex-a(76|77|78|710|715|720)|cortex-x\d)$/;
const BASELINE$1 = /^(cortex-a(34|35|53|57|72|73))$/;
function runsOn(core, model) {
	const name = modelOf(model);
	if (core === "" || core === name || name === "max" || BASELINE$1.test(core)) return true;
	return core === "neoverse-n1" && N1_AND_MORE.test(name);
}
// src/components/toolchain/buildroot/plan/cpu.ts
const BASELINE = "cortex-a72";
function configuredCpu(name, location, release, gcc) {
	const cpu = name.replaceAll("_", "-");
	if (knowsCpu(cpu, release, gcc)) return {
		cpu,
		native: cpu
	};
	throw configInvalid(location, `BR2_${name} is not among the cores of Buildroot ${release.version} with gcc ${gcc}`, "leave the core out of it (the input cpu says which it is), or use another buildroot-version or gcc-version");
}
function planCpu(input, release, gcc) {
	const wanted = modelOf(input);
	if (knowsCpu(wanted, release, gcc)) return {
		cpu: wanted,
		native: wanted
	};
	if (coreOf(wanted) === void 0) return {
		cpu: BASELINE,
		reason: `${wanted} is no core: ${BASELINE}, the Armv8.0 baseline; -mcpu=native is refused`
	};
	const n1 = N1_AND_MORE.test(wanted) && knowsCpu("neoverse-n1", release, gcc);
	const cpu = n1 ? "neoverse-n1" : BASELINE;
	const level = n1 ? "of which it is a superset" : "the Armv8.0 baseline";
	return {
		cpu,
		native: cpu,
		reason: `Buildroot ${release.version} with gcc ${gcc} has no core ${wanted}: ${cpu}, ${level}`
	};
}
// src/components/toolchain/buildroot/plan/release-files.ts
const RELEASE_FILES = [
	"package/gcc/Config.in.host",
	"package/binutils/Config.in.host",
	"package/linux-headers/Config.in.host",
	"package/glibc/glibc.mk",
	"package/musl/musl.mk"
];
async function readRelease(version, show) {
	const binutilsConfig = await show("package/binutils/Config.in.host");
	const binutils = all(binutilsConfig, /default "([\d.]+)"\s+if BR2_BINUTILS_VERSION_[\d_]+X/g);
	const series = last(binutilsConfig, /^\tdefault BR2_BINUTILS_VERSION_(\d+_\d+)_X(?: if !BR2_arc(?: && !BR2_csky)?)?$/gm);
	const headers = all(await show("package/linux-headers/Config.in.host"), /^config BR2_KERNEL_HEADERS_(\d+_\d+)$/gm);
	return {
		version,
		glibc: last(await show("package/glibc/glibc.mk"), /^GLIBC_VERSION = (?:glibc-)?(2\.\d+)/gm),
		musl: last(await show("package/musl/musl.mk"), /^MUSL_VERSION = ([\d.]+)$/gm),
		gcc: gccVersions(await show("package/gcc/Config.in.host")),
		binutils,
		defaultBinutils: binutils.find((full) => `${full}.`.startsWith(`${series.replace("_", ".")}.`)) ?? "",
		headers: headers.map((name) => name.replace("_", "."))
	};
}
function gccVersions(text) {
	const withoutGlibc = [...text.matchAll(/^config BR2_GCC_VERSION_(\d+)_X\n(?:\t.*\n)*/gm)].filter(([block]) => block.includes("depends on !BR2_TOOLCHAIN_USES_GLIBC")).map(([, major = ""]) => `${major}.`);
	return all(text, /default "([\d.]+)" +if BR2_GCC_VERSION_\d+_X/g).filter((version) => !withoutGlibc.some((major) => version.startsWith(major)));
}
function all(text, pattern) {
	const found = [...new Set([...text.matchAll(pattern)].map(([, value = ""]) => value))];
	if (found.length === 0) throw new Error(`nothing matches ${pattern}`);
	return found.sort(compareVersions);
}
function last(text, pattern) {
	const value = [...text.matchAll(pattern)].at(-1)?.[1];
	if (value === void 0) throw new Error(`nothing matches ${pattern}`);
	return value;
}
// src/components/toolchain/buildroot/plan/given-release.ts
function versionGiven({ buildrootVersion, buildrootSource }, configured) {
	if (buildrootVersion !== void 0 || configured !== void 0 || buildrootSource === void 0) return buildrootVersion ?? configured;
	const named = /buildroot-v?(\d{4}\.\d{2}(?:\.\d+)?)/.exec(buildrootSource)?.[1];
	if (named !== void 0) return named;
	throw new ToolError("plan-release-unknown", `buildroot-source: the name ${shownAddress(buildrootSource)} does not tell which release of Buildroot it is`, "say so with buildroot-version: YYYY.MM");
}
function findReleases(version, { sourceRelease, buildrootSource }) {
	if (sourceRelease !== void 0) return [sourceRelease];
	if (version === void 0) return RELEASES;
	const row = RELEASES.find((release) => seriesOf(release.version) === seriesOf(version));
	if (row === void 0) throw unknownSeries(version);
	if ([row.version, seriesOf(row.version)].includes(version)) return [row];
	if (buildrootSource === void 0) throw unknownPointRelease(version, row);
	return [{
		...row,
		version
	}];
}
function unknownSeries(version) {
	const series = RELEASES.map((release) => seriesOf(release.version));
	return new ToolError("plan-release-unknown", `buildroot-version: ${version} is not a release that can be used`, `use one from ${series[0]} to ${series.at(-1)}, or a newer one's tarball as buildroot-source; older ones do not work with a make of today`);
}
function unknownPointRelease(version, row) {
	return new ToolError("plan-release-unknown", `buildroot-version: of the series ${seriesOf(version)} only ${row.version} can be used, and not ${version}`, `use ${row.version}, or give the tarball of ${version} as buildroot-source`);
}
function isNewerThanTable(version) {
	return seriesOf(version) > seriesOf(RELEASES.at(-1)?.version ?? "");
}
async function readGivenRelease(spec, version, host) {
	const source = await openSource$1(spec, "buildroot-source", host);
	const directory = await host.tempDir("buildroot-release");
	const broken = (why, cause) => new ToolError("buildroot-source-broken", `buildroot-source: ${source.location} does not say what it offers: ${why}`, "give a release tarball as from https://buildroot.org/downloads, or one that is not newer than the known ones", { cause });
	const only = RELEASE_FILES.map((path) => `*/${path}`);
	const complaint = await unpackTarball(await source.fetch(), directory, host, {
		strip: 1,
		only
	});
	if (complaint !== void 0) throw broken(complaint);
	try {
		return await readRelease(version, (path) => readFile(join(directory, path), "utf8"));
	} catch (error) {
		throw broken(error instanceof Error ? error.message : String(error), error);
	} finally {
		await rm(directory, { recursive: true });
	}
}
// src/components/toolchain/buildroot/plan/kernels.json
var kernels = {
	"amzn": {
		"2": "4.14",
		"2023": "6.1"
	},
	"debian": {
		"11": "5.10",
		"12": "6.1",
		"13": "6.12"
	},
	"ubuntu": {
		"20.04": "5.4",
		"22.04": "5.15",
		"24.04": "6.8",
		"26.04": "7.0"
	},
	"rhel": {
		"7": "3.10",
		"8": "4.18",
		"9": "5.14",
		"10": "6.12"
	},
	"alpine": {
		"3.18": "6.1",
		"3.19": "6.6",
		"3.20": "6.6",
		"3.21": "6.12",
		"3.22": "6.12",
		"3.23": "6.18"
	},
	"fedora": {
		"42": "6.14",
		"43": "6.17",
		"44": "6.19"
	}
};
// src/components/toolchain/buildroot/plan/headers.ts
function planHeaders(release, distribution) {
	const kernel = kernelOf(distribution);
	const fitting = release.headers.filter((series) => kernel && compareVersions(series, kernel) <= 0);
	const series = fitting.at(-1) ?? release.headers[0] ?? "";
	if (kernel === void 0) return {
		series,
		reason: `kernel headers ${series}: the oldest, the distribution's kernel is not known`
	};
	return {
		series,
		reason: fitting.length > 0 ? `kernel headers ${series}: no newer than the distribution's kernel, ${kernel}` : `kernel headers ${series}: the oldest that Buildroot ${release.version} has; the distribution's kernel is ${kernel}`
	};
}
function kernelOf({ id, version }) {
	const releases = distributionRows(kernels, id);
	return releases[Object.keys(releases).filter((name) => compareVersions(name, version) <= 0).sort(compareVersions).at(-1) ?? ""];
}
// src/components/toolchain/buildroot/plan/linkers.ts
const GOLD_COMPILES = "2.33";
const WITHOUT_GOLD = "2.44";
function planLinkers(binutils, configured) {
	const without = (why) => ({
		gold: false,
		reason: `linkers: bfd alone; ${why}`
	});
	if (compareVersions(binutils, WITHOUT_GOLD) >= 0) return without(`binutils ${binutils} has no gold any more`);
	if (configured === false) return without("buildroot-config says that gold is not built");
	if (configured === void 0 && compareVersions(binutils, GOLD_COMPILES) < 0) return without(`the gold of binutils ${binutils} does not compile with gcc 10 and newer`);
	return {
		gold: true,
		reason: `linkers: bfd and gold, from binutils ${binutils}`
	};
}
// src/components/toolchain/buildroot/plan/static-libraries.ts
const OPTIONAL$1 = ["atomic"];
const SANITIZERS = [
	"asan",
	"hwasan",
	"lsan",
	"tsan",
	"ubsan"
];
function sharedInRootfs(library, { gccLibraries = [] }) {
	if (library === "static" || library === "guest") return [];
	const names = [...OPTIONAL$1, ...SANITIZERS];
	return gccLibraries.filter((soname) => names.some((name) => soname.startsWith(`lib${name}.so.`)));
}
function staticLibraries(files, shared) {
	const names = new Set(files.map((file) => basename(file)));
	const sonames = [...names].filter((name) => /\.so\.\d+$/.test(name));
	return [...OPTIONAL$1, ...SANITIZERS].filter((name) => names.has(`lib${name}.a`) && sonames.some((soname) => soname.startsWith(`lib${name}.so.`) && !shared.includes(soname)));
}
function sharedDirectory(triplet) {
	return `${HOST}/${triplet}/shared`;
}
function movedAside(entries, triplet) {
	const moved = new Map();
	for (const entry of entries) {
		const name = basename(entry.path);
		const path = `${sharedDirectory(triplet)}/${name}`;
		const target = entry.type === "symlink" ? basename(entry.target) : void 0;
		if (moved.has(path) || target === name) continue;
		moved.set(path, target === void 0 ? {
			...entry,
			path
		} : linkEntry(path, target));
	}
	return [...moved.values()];
}
function movedLibraries(names) {
	return names.filter((name) => OPTIONAL$1.includes(name));
}
function staticSanitizers(names) {
	return names.filter((name) => SANITIZERS.includes(name));
}
function absentLibraries({ gccLibraries = [] }) {
	const lacks = (name) => !gccLibraries.some((soname) => soname.startsWith(`lib${name}.so.`));
	return [...OPTIONAL$1.filter(lacks).map((name) => `lib${name}`), ...SANITIZERS.every(lacks) ? ["the sanitizers' libraries"] : []];
}
// src/components/toolchain/buildroot/plan/reasons.ts
function explainCandidate(candidate, profile) {
	return [
		libcReason(candidate, profile),
		gccReason(candidate, profile),
		cxxReason(candidate, profile)
	];
}
function fortranReason({ gcc, library }, { libstdcxx }) {
	if (library !== "guest") return [];
	return libstdcxx?.find(({ major }) => major === majorOf(gcc))?.fortran ? [`Fortran: libgfortran of the root filesystem's own gcc ${majorOf(gcc)}`] : [`Fortran: the toolchain's libgfortran, linked statically; the root filesystem's gcc ${majorOf(gcc)} has none`];
}
function librariesReasons(candidate, profile, fortran) {
	return [...fortran ? fortranReason(candidate, profile) : [], ...librariesReason(candidate, profile)];
}
function librariesReason({ library }, profile) {
	const absent = library === "static" || library === "guest" ? [] : absentLibraries(profile);
	return absent.length === 0 ? [] : [`linked statically into programs, since the root filesystem has no shared ones: ${absent.join(", ")}`];
}
function libcReason({ release, libcVersion, libcFits }, { libc, libcDevelopment }) {
	const brings = `Buildroot ${release.version} brings ${libc.kind} ${libcVersion}`;
	if (libcFits) return `${brings}, no newer than the root filesystem's ${libc.version}`;
	const older = `${brings}, and no release that can be used has one as old as the root filesystem's ${libc.version}`;
	return libcDevelopment ? `${older}: programs are linked against the root filesystem's own` : `${older}: nothing can be linked until its development files are installed`;
}
function gccReason({ gcc }, { gccMajor, distribution }) {
	const wanted = gccMajor ?? defaultGcc(distribution);
	if (wanted === void 0) return `gcc ${gcc}: the newest that goes with it; the root filesystem has none`;
	const whose = gccMajor === void 0 ? `that of ${distribution.name || distribution.id} by default (the root filesystem has none)` : "the root filesystem's own";
	return majorOf(gcc) === wanted ? `gcc ${gcc}: the major is ${whose}, ${wanted}` : `gcc ${gcc}: ${whose}, ${wanted}, is not on offer`;
}
function cxxReason({ gcc, library, libcFits }, { glibcxx }) {
	const own = glibcxxOf(gcc);
	const rootfs = glibcxx === void 0 ? "has none" : `has GLIBCXX_${glibcxx}`;
	switch (library) {
		case "toolchain": return `C++: the toolchain's libstdc++ (GLIBCXX_${own}), which the root filesystem's (GLIBCXX_${glibcxx}) can stand in for${libcFits ? "" : "; what it needs of libc is checked when it is built"}`;
		case "guest": return `C++: headers and library of the root filesystem's own gcc ${majorOf(gcc)}`;
		case "static": return `C++: libstdc++ and libgcc are linked statically, since the toolchain's is GLIBCXX_${own} and the root filesystem ${rootfs}`;
		case "none": return `C++: none; the toolchain's libstdc++ would need a newer libc, and the root filesystem ${rootfs} and no headers for gcc ${majorOf(gcc)}. Its own g++, once it is installed, runs emulated`;
	}
}
// src/components/toolchain/buildroot/plan/choose-plan.ts
function planToolchain(profile, overrides) {
	const { kind } = profile.libc;
	if (kind === "none") throw noLibc();
	const constraints = readConfig(overrides);
	if (constraints.libc !== void 0 && constraints.libc !== kind) throw libcDiffers(constraints.libc, kind);
	const best = chooseCandidate(findReleases(versionGiven(overrides, constraints.release), overrides), overrides.gccVersion ?? constraints.gcc, profile);
	const { release, gcc, libcVersion, libcFits, library } = best;
	const cpu = constraints.cpu === void 0 ? planCpu(overrides.cpu, release, gcc) : configuredCpu(constraints.cpu, overrides.buildrootConfig?.location ?? "", release, gcc);
	const untried = overrides.sourceRelease === void 0 ? [] : [`Buildroot ${release.version} is newer than all that is known here: what it offers is read from its own files`];
	const headers = constraints.headers === void 0 ? planHeaders(release, profile.distribution) : {
		series: constraints.headers,
		reason: `kernel headers ${constraints.headers}: buildroot-config says so`
	};
	const linkers = planLinkers(constraints.binutils ?? release.defaultBinutils, constraints.gold);
	const libc = {
		kind,
		version: libcVersion
	};
	const { fortran = false } = constraints;
	return {
		release: seriesOf(release.version),
		source: sourceOf(overrides, release),
		gcc: majorOf(gcc),
		gccVersion: gcc,
		libc,
		headers: headers.series,
		cpu: cpu.cpu,
		cxx: library !== "none" && constraints.cxx !== false,
		fortran,
		gold: linkers.gold,
		config: overrides.buildrootConfig?.lines ?? [],
		cxxLibrary: library,
		...cpu.native !== void 0 && { nativeCpu: cpu.native },
		ownSysroot: libcFits,
		reasons: [
			...untried,
			...explainCandidate(best, profile),
			...librariesReasons(best, profile, fortran),
			linkers.reason,
			headers.reason,
			...cpu.reason === void 0 ? [] : [cpu.reason]
		]
	};
}
function readConfig({ buildrootConfig, gccVersion }) {
	if (buildrootConfig === void 0) return {};
	const { lines, location } = buildrootConfig;
	const constraints = readConstraints(lines, location);
	const { gcc } = constraints;
	if (gcc === void 0 || gccVersion === void 0 || gcc === gccVersion) return constraints;
	throw configInvalid(location, `it chooses gcc ${gcc}, and gcc-version says ${gccVersion}`, "leave out gcc-version, or the lines BR2_GCC_VERSION_… of the file");
}
function chooseCandidate(releases, major, profile) {
	const ranked = rankCandidates(releases, profile);
	const best = ranked.find(({ gcc }) => major === void 0 || majorOf(gcc) === major);
	if (best !== void 0) return best;
	const offered = [...new Set(ranked.map(({ gcc }) => majorOf(gcc)))].sort((a, b) => a - b);
	throw new ToolError("plan-gcc-not-offered", `gcc-version: gcc ${major} is in no release of Buildroot that can be used` + (releases.length === 1 ? ` (${releases[0]?.version})` : ""), `use one of: ${offered.join(", ")}`);
}
function sourceOf({ buildrootSource }, { version }) {
	return buildrootSource === void 0 ? {
		kind: "release",
		version
	} : {
		kind: "given",
		spec: buildrootSource
	};
}
function noLibc() {
	return new ToolError("plan-no-libc", "the root filesystem has no C library that a toolchain could be fitted to", "give one with glibc or musl, or the path of an SDK tarball as toolchain");
}
function libcDiffers(config, rootfs) {
	return new ToolError("plan-libc-differs", `buildroot-config: it is for ${config} and the root filesystem has ${rootfs}`, `leave the C library out of it, or choose BR2_TOOLCHAIN_BUILDROOT_${rootfs.toUpperCase()}`);
}
// src/components/toolchain/buildroot/plan/plan-inputs.ts
async function readOverrides(inputs, host) {
	const overrides = await readInputs(inputs);
	const { buildrootSource, buildrootConfig } = overrides;
	if (buildrootSource === void 0) return overrides;
	const version = versionGiven(overrides, (buildrootConfig && readConstraints(buildrootConfig.lines, buildrootConfig.location))?.release);
	if (version === void 0 || !isNewerThanTable(version)) return overrides;
	host.warning(`Buildroot ${version} is newer than all releases that were tried: what it offers is read from its own files`);
	return {
		...overrides,
		sourceRelease: await readGivenRelease(buildrootSource, version, host)
	};
}
async function readInputs(inputs) {
	const { cpu, buildrootVersion, buildrootSource, buildrootConfig, gccVersion } = inputs;
	return {
		cpu,
		...buildrootVersion !== void 0 && { buildrootVersion },
		...buildrootSource !== void 0 && { buildrootSource },
		...gccVersion !== void 0 && { gccVersion },
		...buildrootConfig !== void 0 && { buildrootConfig: {
			location: buildrootConfig,
			lines: await readLines(buildrootConfig)
		} }
	};
}
async function readLines(path) {
	try {
		return (await readFile(path, "utf8")).split("\n").map((line) => line.trimEnd());
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new ToolError("buildroot-config-unreadable", `buildroot-config: cannot read ${path}: ${reason}`, "give the path of a file with lines of a .config", { cause });
	}
}
// src/components/toolchain/gate.ts
function fitLimits(profile) {
	return Object.entries(limitsOf(profile)).map(([prefix, version]) => `${prefix}${version ?? ""}`);
}
function checkToolchainFits(toolchain, needs, profile, hint = ANOTHER_TOOLCHAIN) {
	const refuse = (why) => unfit(toolchain, why, hint);
	const rootfs = `the root filesystem (${profile.distribution.name || "unknown distribution"})`;
	const { kind } = profile.libc;
	if (kind !== "none" && kind !== needs.libc) throw refuse(`it builds for ${needs.libc} and ${rootfs} has ${kind}`);
	const missing = needs.versions.filter(({ version }) => isNewer(version, profile)).sort(byVersion);
	if (missing.length > 0) throw refuse(`${listSymbols(missing)}; ${rootfs} has ${listLimits(missing, profile)}`);
}
const ANOTHER_TOOLCHAIN = "use a toolchain made for this root filesystem: toolchain=buildroot, or the path of an SDK tarball that is no newer";
function limitsOf({ libc, glibcxx, cxxabi, libgcc }) {
	return {
		GLIBC_: libc.kind === "glibc" && libc.version !== "" ? libc.version : void 0,
		GLIBCXX_: glibcxx,
		CXXABI_: cxxabi,
		GCC_: libgcc
	};
}
const NUMBER_OF = { GLIBC_ABI_DT_RELR: "2.36" };
function isNewer(version, profile) {
	const prefix = prefixOf$1(version);
	const limit = limitsOf(profile)[prefix];
	const number = NUMBER_OF[version] ?? version.slice(prefix.length);
	return limit !== void 0 && /^\d+(\.\d+)*$/.test(number) && compareVersions(number, limit) > 0;
}
const SHOWN = 4;
function byVersion(a, b) {
	const rank = ({ version }) => PREFIXES$1.indexOf(prefixOf$1(version));
	return rank(a) - rank(b) || a.version.localeCompare(b.version, "en", { numeric: true });
}
const PREFIXES$1 = [
	"GLIBC_",
	"GLIBCXX_",
	"CXXABI_",
	"GCC_"
];
function prefixOf$1(version) {
	return /^[A-Z]+_/.exec(version)?.[0] ?? "";
}
function listSymbols(missing) {
	const shown = missing.flatMap(({ version, symbols }) => symbols.map((symbol) => symbol.replace(" ", `@${version} `)));
	const rest = missing.reduce((sum, { count }) => sum + count, 0) - Math.min(shown.length, SHOWN);
	return `they may need ${shown.slice(0, SHOWN).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
function listLimits(missing, profile) {
	return [...new Set(missing.map(({ version }) => prefixOf$1(version)))].map((prefix) => `${prefix}${limitsOf(profile)[prefix]}`).join(", ");
}
function unfit(toolchain, why, hint) {
	return new ToolError("toolchain-does-not-fit", `${toolchain} could build programs that do not start: ${why}`, hint);
}
// src/components/toolchain/hardening.json
var distributions = [
	{
		"ids": ["debian"],
		"since": "9",
		"defaults": {
			"pie": true,
			"buildId": true,
			"gnuHash": true,
			"newDtags": true
		}
	},
	{
		"ids": ["debian"],
		"since": "11",
		"defaults": {
			"pie": true,
			"asNeeded": true,
			"buildId": true,
			"gnuHash": true,
			"newDtags": true
		}
	},
	{
		"ids": ["ubuntu"],
		"since": "19.10",
		"defaults": {
			"pie": true,
			"stackProtector": true,
			"stackClash": true,
			"fortify": 2,
			"bindNow": true,
			"asNeeded": true,
			"buildId": true,
			"gnuHash": true,
			"newDtags": true
		}
	},
	{
		"ids": ["ubuntu"],
		"since": "24.04",
		"defaults": {
			"pie": true,
			"stackProtector": true,
			"stackClash": true,
			"fortify": 3,
			"bindNow": true,
			"asNeeded": true,
			"buildId": true,
			"gnuHash": true,
			"newDtags": true
		}
	},
	{
		"ids": [
			"rhel",
			"almalinux",
			"rocky",
			"centos",
			"ol",
			"fedora",
			"amzn"
		],
		"since": "0",
		"defaults": {
			"pie": false,
			"buildId": true,
			"gnuHash": true
		}
	},
	{
		"ids": ["fedora"],
		"since": "35",
		"defaults": {
			"pie": false,
			"buildId": true,
			"gnuHash": true,
			"newDtags": true
		}
	},
	{
		"ids": [
			"rhel",
			"almalinux",
			"rocky",
			"centos",
			"ol"
		],
		"since": "10",
		"defaults": {
			"pie": false,
			"buildId": true,
			"gnuHash": true,
			"newDtags": true
		}
	},
	{
		"ids": ["alpine"],
		"since": "3.15",
		"defaults": {
			"pie": true,
			"stackProtector": true,
			"fortify": 2,
			"bindNow": true,
			"asNeeded": true
		}
	},
	{
		"ids": ["alpine"],
		"since": "3.19",
		"defaults": {
			"pie": true,
			"stackProtector": true,
			"fortify": 2,
			"bindNow": true,
			"asNeeded": true,
			"buildId": true
		}
	}
];
// src/components/toolchain/hardening.ts
const LEFT_TO_CALLERS = {
	stackProtector: false,
	stackClash: false,
	fortify: 0,
	bindNow: false,
	asNeeded: false
};
function guestDefaults({ distribution: { id, version }, compilerDefaults: read }) {
	const row = distributions.filter(({ ids, since }) => ids.includes(id) && (version === "" || compareVersions(version, since) >= 0)).at(-1);
	const known = row && {
		...LEFT_TO_CALLERS,
		...row.defaults
	};
	if (read === void 0) return known;
	const on = Object.entries(read).filter(([name, value]) => value && (!known || name === "branchProtection"));
	return {
		pie: read.pie,
		...known,
		...Object.fromEntries(on)
	};
}
function defaultLines(profile) {
	return Object.entries(guestDefaults(profile) ?? {}).map(([name, value]) => `${name}=${value}`).sort();
}
function hardeningSpecs(own, wanted) {
	const pie = pieSpecs(own, wanted);
	const compiling = switches(COMPILING, own, wanted);
	const linking = switches(LINKING, own, wanted);
	const fortified = wanted.fortify === 0 && own.fortify > 0 ? [unless(FORTIFY, "-U_FORTIFY_SOURCE")] : [];
	return {
		cc1_options: [...pie.compile, ...compiling.on],
		cpp: fortifySpecs(own, wanted),
		link: [...linking.on, ...linking.off],
		self_spec: [
			...pie.driver,
			...compiling.off,
			...fortified
		]
	};
}
function switches(rows, own, wanted) {
	return {
		on: rows.filter(({ name }) => wanted[name] && !own[name]).map(({ on }) => on),
		off: rows.flatMap(({ name, off = [] }) => wanted[name] === false && own[name] ? off : [])
	};
}
function pieSpecs(own, wanted) {
	if (wanted.pie === true && !own.pie) return {
		compile: [`%{!r:${unless([...PIC, ...NO_PIC], "-fPIE")}}`],
		driver: [unless(NO_PIE_LINK, "-pie")]
	};
	if (wanted.pie === false && own.pie) return {
		compile: [unless([...PIC, ...NO_PIC], "-fno-PIE")],
		driver: [unless([...NO_PIE_LINK, "pie"], "-no-pie")]
	};
	return {
		compile: [],
		driver: []
	};
}
function fortifySpecs(own, { fortify }) {
	if (!fortify || own.fortify > 0) return [];
	return [`%{O*:${unless([
		"O0",
		...FORTIFY,
		"ffreestanding"
	], `-D_FORTIFY_SOURCE=${fortify}`)}}`];
}
function lazilyBound(specs, own, wanted) {
	return own.bindNow && wanted.bindNow === false ? specs.replaceAll(/ -z now\b/g, "") : specs;
}
const PIC = [
	"fpie",
	"fPIE",
	"fpic",
	"fPIC"
];
const NO_PIC = [
	"fno-pie",
	"fno-PIE",
	"fno-pic",
	"fno-PIC"
];
const NO_PIE_LINK = [
	"static",
	"static-pie",
	"shared",
	"r",
	"no-pie"
];
function unless(options, option) {
	return options.reduceRight((inner, name) => `%{!${name}:${inner}}`, option);
}
const FORTIFY = ["D_FORTIFY_SOURCE*", "U_FORTIFY_SOURCE"];
const COMPILING = [
	{
		name: "stackProtector",
		on: unless([
			"fno-stack-protector",
			"fstack-protector*",
			"ffreestanding",
			"nostdlib"
		], "-fstack-protector-strong"),
		off: unless(["fstack-protector*"], "-fno-stack-protector")
	},
	{
		name: "stackClash",
		on: unless(["fno-stack-clash-protection"], "-fstack-clash-protection"),
		off: unless(["fstack-clash-protection"], "-fno-stack-clash-protection")
	},
	{
		name: "branchProtection",
		on: unless(["mbranch-protection=*", "msign-return-address=*"], "-mbranch-protection=standard"),
		off: unless(["mbranch-protection=*", "msign-return-address=*"], "-mbranch-protection=none")
	}
];
const LINKING = [
	{
		name: "bindNow",
		on: "%{!r:-z relro -z now}"
	},
	{
		name: "asNeeded",
		on: "%{!fsanitize=*:--as-needed}",
		off: "--no-as-needed"
	},
	{
		name: "buildId",
		on: "%{!r:--build-id}"
	},
	{
		name: "gnuHash",
		on: "--hash-style=gnu"
	},
	{
		name: "newDtags",
		on: "--enable-new-dtags"
	}
];
// src/components/toolchain/names.ts
const VERSIONED$1 = [...[
	"gcc",
	"g++",
	"gfortran",
	"cpp",
	"gcc-ar",
	"gcc-nm",
	"gcc-ranlib",
	"gcov",
	"gcov-tool",
	"gcov-dump"
]];
const TOOLS = [
	...VERSIONED$1,
	...[
		"as",
		"ld",
		"ld.bfd",
		"ld.gold",
		"ar",
		"nm",
		"ranlib",
		"strip",
		"objdump",
		"objcopy",
		"readelf"
	],
	...[
		"addr2line",
		"size",
		"strings",
		"c++filt",
		"elfedit",
		"gprof",
		"dwp",
		"gdb"
	]
];
const ALIASES = {
	cc: "gcc",
	"c++": "g++"
};
function plainNames(present, gccMajor, guestMajor) {
	const major = guestMajor === void 0 || guestMajor === gccMajor ? gccMajor : void 0;
	const names = new Map();
	for (const tool of TOOLS.filter((name) => name !== "gdb" && present.has(name))) for (const name of spellings(tool, major)) names.set(name, tool);
	return names;
}
function spellings(tool, major) {
	const plain = [tool, ...Object.keys(ALIASES).filter((alias) => ALIASES[alias] === tool)];
	if (major !== void 0 && VERSIONED$1.includes(tool)) plain.push(`${tool}-${major}`);
	return plain.flatMap((name) => name in ALIASES ? [name] : [name, `aarch64-linux-gnu-${name}`]);
}
function nameLinks(programs, names) {
	const links = [];
	for (const [tool, file] of programs) links.push(linkEntry(`${HOST}/bin/aarch64-linux-${tool}`, file));
	for (const [name, tool] of names) {
		const file = programs.get(tool);
		if (file !== void 0) links.push(linkEntry(`${HOST}/plain/${name}`, `../bin/${file}`));
	}
	return links;
}
// src/components/toolchain/own-sysroot.ts
const OWN_SYSROOT = `${HOST}/sysroot`;
const NEEDED = /^(usr\/)?(include|lib|lib64)\//;
const NEEDLESS$1 = /\/(gconv|audit|locale|charmaps|i18n|debug|python\d[^/]*)\/|\.py$/;
function ownSysrootPath(path) {
	return NEEDED.test(path) && !NEEDLESS$1.test(path) ? `${OWN_SYSROOT}/${path}` : void 0;
}
async function withOwnScripts(entries) {
	const places = new Map(entries.map(({ path }) => [basename(path), `/${path}`]));
	return Promise.all(entries.map(async (entry) => {
		const file = sourceFile(entry);
		if (entry.type !== "file" || file === void 0 || !/\.(so|a)$/.test(entry.path)) return entry;
		const text = await readFile(file, "latin1");
		if (!text.startsWith("/* GNU ld script")) return entry;
		const own = text.replaceAll(/(?<=[\s(])\/[\w./+-]+/g, (path) => places.get(basename(path)) ?? path);
		return {
			...entry,
			source: { bytes: Buffer.from(own, "latin1") }
		};
	}));
}
// src/components/toolchain/needless.ts
const NEEDLESS = /\.la$|\/install-tools\/|\/plugin\/|-gdb\.py$/;
const FIXED = /\/include-fixed\/(?!(limits|syslimits)\.h$)/;
function isNeedless(path) {
	return NEEDLESS.test(path) || FIXED.test(path);
}
// src/components/toolchain/sdk-tree.ts
async function findLayout(directory) {
	const names = (path) => namesIn(join(directory, path));
	const programs = new Set(await names("bin"));
	for (const target of await names("lib/gcc")) {
		if (!/^aarch64-.*linux/.test(target) || !programs.has(`${target}-gcc`)) continue;
		const [version] = (await names(`lib/gcc/${target}`)).filter((name) => /^\d/.test(name));
		const inside = await names(target);
		const sysroot = ["sysroot", "libc"].find((name) => inside.includes(name));
		if (version !== void 0) return {
			target,
			version,
			...sysroot !== void 0 && { sysroot: `${target}/${sysroot}` }
		};
	}
}
function sdkPath(path, { target, sysroot }) {
	if (path.startsWith("bin/")) return path.startsWith(`bin/${target}-`) ? `${HOST}/${path.replace(/\.br_real$/, "")}` : void 0;
	if (sysroot !== void 0 && path.startsWith(`${sysroot}/`)) return ownSysrootPath(path.slice(sysroot.length + 1));
	return ([
		"lib/gcc/",
		"libexec/gcc/",
		"lib/bfd-plugins/",
		`${target}/`,
		"share/gdb/"
	].some((start) => path.startsWith(start)) || /^lib\/[^/]+\.so(\.[\d.]+)?$/.test(path)) && !isNeedless(path) ? `${HOST}/${path}` : void 0;
}
async function sdkEntries(directory, layout, withSysroot) {
	const found = new Map();
	const sysroot = [];
	for (const entry of await directoryEntries(directory, "")) {
		const path = sdkPath(entry.path, layout);
		if (path === void 0) continue;
		if (layout.sysroot !== void 0 && entry.path.startsWith(`${layout.sysroot}/`)) sysroot.push({
			...entry,
			path
		});
		else if (!await isWrapper(directory, entry) && (!found.has(path) || entry.path.endsWith(".br_real"))) found.set(path, {
			...entry,
			path
		});
	}
	return [...withoutDanglingLinks([...found.values()]), ...withSysroot ? await withOwnScripts(withoutDanglingLinks(sysroot)) : []];
}
async function isWrapper(directory, { type, path }) {
	if (type !== "symlink" || !path.startsWith("bin/")) return false;
	const file = join(directory, path);
	return basename(await leadsTo(file) ?? await readlink(file)) === "toolchain-wrapper";
}
async function sysrootEntries(directory, { sysroot }) {
	if (sysroot === void 0) return [];
	const entries = [];
	for (const place of [
		"lib",
		"lib64",
		"usr/lib",
		"usr/lib64"
	]) {
		const path = join(directory, sysroot, place);
		for (const name of await namesIn(path)) {
			const file = await leadsTo(join(path, name));
			if (file !== void 0 && /^lib(c|m|pthread|dl|rt)\.so\.\d+$/.test(name)) entries.push(fileEntry(`${HOST}/sysroot/${place}/${name}`, file, false));
		}
	}
	return entries;
}
async function namesIn(directory) {
	return await ifThere(readdir(directory), "ENOTDIR", "ELOOP") ?? [];
}
function leadsTo(file) {
	return ifThere(realpath(file), "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EACCES");
}
// src/components/toolchain/specs.ts
const LIBRARY_DIRECTORIES$1 = [
	"usr/lib64",
	"lib64",
	"usr/lib",
	"lib"
];
async function guestSpecs(compiler, directory, profile, host, options = {}) {
	const described = await readCompiler$1(compiler, host);
	return textEntry(`${directory}/specs`, specsFile(described, {
		profile,
		directory,
		...options
	}));
}
function specsFile(compiler, request) {
	const wanted = guestDefaults(request.profile);
	const all = [
		{ self_spec: [
			...nativeCore(request.cpu),
			sysrootSpec(compiler, request),
			...headerNames(request),
			...(request.staticSanitizers ?? []).map((name) => `-static-lib${name}`)
		] },
		libraryPlaces(request),
		...compiler.suspiciousLinker ? [TRUSTING_LINKER] : [],
		...request.guest === void 0 ? [] : [guestLibraries(request.guest)],
		...wanted === void 0 ? [] : [hardeningSpecs(compiler.defaults, wanted)]
	];
	const changes = [...new Set(all.flatMap((additions) => Object.keys(additions)))].flatMap((name) => {
		const parts = all.flatMap((additions) => additions[name] ?? []);
		return parts.length === 0 ? [] : [`*${name}:\n+ ${parts.join(" ")}`];
	});
	const otherMultilib = multilib(compiler, request);
	const replaced = [`*startfile_prefix_spec:\n${[...otherMultilib === void 0 ? [] : ownPlaces(request), ...startFilePlaces(request)].join(" ")}`];
	if (otherMultilib !== void 0) replaced.push(`*multilib:\n${otherMultilib}`);
	if (request.staticOnly) replaced.push("*libgcc:\n-lgcc -lgcc_eh");
	return `${[
		lazilyBound(compiler.specs, compiler.defaults, wanted ?? {}),
		...replaced,
		...changes
	].join("\n\n")}\n\n`;
}
function nativeCore(cpu) {
	if (cpu === void 0) return [];
	return [
		`%{mcpu=native:%<mcpu=native -mcpu=${cpu}}`,
		`%{march=native:%<march=native -mcpu=${cpu}}`,
		`%{mtune=native:%<mtune=native -mtune=${cpu}}`
	];
}
function multilib({ specs, multiarch }, { profile }) {
	if (profile.multiarch === void 0) return void 0;
	const own = /^\*multilib:\n(.*)$/m.exec(specs)?.[1] ?? "";
	const changed = own.replace(/:\.\.\/lib64(:[^ ;]+)?/g, `:../lib:${profile.multiarch}`);
	if (changed !== own) return changed;
	return multiarch ? void 0 : `.:../lib:${profile.multiarch} ;`;
}
function ownPlaces({ directory }) {
	const [target] = directory?.split("/").slice(-2) ?? [];
	return target === void 0 ? [] : [`/${HOST}/${target}/lib64/`];
}
function sysrootSpec({ rootSysroot }, { profile, ownSysroot }) {
	const headers = [
		...profile.multiarch === void 0 ? [] : [`-isystem /usr/local/include/${profile.multiarch}`],
		"-isystem /usr/local/include",
		...ownSysroot === void 0 ? [] : [`-idirafter ${ownSysroot}/usr/include`]
	];
	return `%{!-sysroot=*:${rootSysroot ? "" : "--sysroot=/ "}%{!nostdinc:${headers.join(" ")}}}`;
}
function headerNames({ directory, profile: { multiarch } }) {
	if (directory === void 0) return [];
	const [target = "", version = ""] = directory.split("/").slice(-2);
	const major = Number.parseInt(version, 10);
	const cxx = `/${HOST}/${target}/include/c++/${version}`;
	const names = [[cxx, `/usr/include/c++/${major}`]];
	if (multiarch !== void 0) names.push([`${cxx}/${target}`, `/usr/include/${multiarch}/c++/${major}`], [`/${directory}`, `/usr/lib/gcc/${multiarch}/${major}`]);
	const option = major < 8 ? "-fdebug-prefix-map" : "-ffile-prefix-map";
	return names.map(([here, there]) => `${option}=${here}=${there}`);
}
function rootDirectories({ multiarch, libc }) {
	if (multiarch !== void 0) return [...[
		`/lib/${multiarch}`,
		`/usr/lib/${multiarch}`,
		"/lib",
		"/usr/lib"
	], `/usr/local/lib/${multiarch}`];
	return libc.kind === "musl" ? ["/lib", "/usr/lib"] : [
		"/lib64",
		"/usr/lib64",
		"/lib",
		"/usr/lib"
	];
}
function ownDirectories(sysroot) {
	return sysroot === void 0 ? [] : LIBRARY_DIRECTORIES$1.map((directory) => `${sysroot}/${directory}`);
}
function startFilePlaces({ profile, ownSysroot, guest }) {
	return [
		...guest === void 0 ? [] : [guest.directory],
		...rootDirectories(profile),
		...ownDirectories(ownSysroot)
	].map((directory) => `${directory}/`);
}
function libraryPlaces({ profile, ownSysroot, sharedDirectory }) {
	const directories = [...rootDirectories(profile), ...ownDirectories(ownSysroot)];
	const shared = sharedDirectory === void 0 ? [] : [`%{shared:-L${sharedDirectory}}`];
	return { link: [`-rpath-link ${directories.join(":")}`, ...shared] };
}
const TRUSTING_LINKER = { link: [`%{!fuse-ld=*:${TRUSTING}}`, `%{fuse-ld=bfd:${TRUSTING}}`] };
function guestLibraries({ headers }) {
	return { cc1plus: [`%{!-sysroot=*:%{!nostdinc:%{!nostdinc++:-nostdinc++ ${headers.map((directory) => `-isystem ${directory}`).join(" ")}}}}`] };
}
// src/elf/archive.ts
const MAGIC$2 = "!<arch>\n";
const HEADER_BYTES$1 = 60;
function archiveMembers$1(bytes) {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (file.toString("latin1", 0, 8) !== MAGIC$2) return void 0;
	return orMalformed(() => readMembers(file));
}
function readMembers(file) {
	const members = [];
	for (let at = 8; at + HEADER_BYTES$1 <= file.length;) {
		const name = file.toString("latin1", at, at + 16).trimEnd();
		const size = Number.parseInt(file.toString("latin1", at + 48, at + 58), 10);
		const start = at + HEADER_BYTES$1;
		if (!(size >= 0) || start + size > file.length) throw new RangeError(`member at ${at} is cut off`);
		if (!/^\/(\/|SYM64\/)?$/.test(name)) members.push(file.subarray(start, start + size));
		at = start + size + size % 2;
	}
	return members;
}
// src/elf/sections.ts
const SECTION = {
	symtab: 2,
	note: 7,
	dynsym: 11,
	versym: 1879048191
};
function readSections(file) {
	const start = Number(file.readBigUInt64LE(40));
	const bytes = file.readUInt16LE(58);
	return Array.from({ length: file.readUInt16LE(60) }, (_, index) => {
		const at = start + index * bytes;
		return {
			type: file.readUInt32LE(at + 4),
			address: Number(file.readBigUInt64LE(at + 16)),
			offset: Number(file.readBigUInt64LE(at + 24)),
			size: Number(file.readBigUInt64LE(at + 32)),
			link: file.readUInt32LE(at + 40)
		};
	});
}
function stringsOf(file, sections, { link }) {
	const table = sections[link];
	if (table === void 0) throw new RangeError(`there is no section ${link}`);
	return (at) => {
		const end = file.indexOf(0, table.offset + at);
		if (end < 0 || at >= table.size) throw new RangeError(`no string at ${at}`);
		return file.toString("latin1", table.offset + at, end);
	};
}
// src/elf/versions.ts
const BASE = 1;
function versionsDefined(bytes) {
	const dynamic = readDynamicSection(bytes);
	if (dynamic?.verdef === void 0) return [];
	return orMalformed(() => [...readDefinitions(dynamic)].map(({ name }) => name));
}
function highestVersion(versions, prefix) {
	return [...versions].filter((version) => version.startsWith(prefix) && /^\d+(\.\d+)*$/.test(version.slice(prefix.length))).map((version) => version.slice(prefix.length)).sort(compareVersions).at(-1);
}
function* readDefinitions({ file, verdef, string }) {
	let at = verdef?.offset ?? 0;
	for (let left = verdef?.count ?? 0; left > 0; left--) {
		const isBase = (file.readUInt16LE(at + 2) & BASE) !== 0;
		const name = string(file.readUInt32LE(at + file.readUInt32LE(at + 12)));
		if (!isBase) yield {
			number: file.readUInt16LE(at + 4),
			name
		};
		const next = file.readUInt32LE(at + 16);
		if (next === 0) break;
		at += next;
	}
}
function* readRequirements(dynamic) {
	const { file, verneed } = dynamic;
	let at = verneed?.offset ?? 0;
	for (let left = verneed?.count ?? 0; left > 0; left--) {
		yield* readAuxiliaries(dynamic, at + file.readUInt32LE(at + 8), file.readUInt16LE(at + 2));
		const next = file.readUInt32LE(at + 12);
		if (next === 0) break;
		at += next;
	}
}
function* readAuxiliaries({ file, string }, start, count) {
	let at = start;
	for (let left = count; left > 0; left--) {
		yield {
			number: file.readUInt16LE(at + 6),
			name: string(file.readUInt32LE(at + 8))
		};
		const next = file.readUInt32LE(at + 12);
		if (next === 0) break;
		at += next;
	}
}
// src/elf/symbols.ts
const SYMBOL_BYTES$1 = 24;
const STB_LOCAL = 0;
const STB_WEAK = 2;
function readSymbols(bytes) {
	const header = readElfHeader(bytes);
	if (header?.bits !== 64 || !header.littleEndian) return [];
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return orMalformed(() => {
		const sections = readSections(file);
		const table = sections.find(({ type }) => type === SECTION.dynsym) ?? sections.find(({ type }) => type === SECTION.symtab);
		return table === void 0 ? [] : readTable(file, sections, table);
	});
}
function readTable(file, sections, table) {
	const versionOf = versionReader(file, sections);
	const strings = stringsOf(file, sections, table);
	const symbols = [];
	for (let index = 1; index < table.size / SYMBOL_BYTES$1; index++) {
		const at = table.offset + index * SYMBOL_BYTES$1;
		const binding = file.readUInt8(at + 4) >> 4;
		const name = strings(file.readUInt32LE(at));
		if (binding === STB_LOCAL || name === "") continue;
		const version = versionOf(index);
		symbols.push({
			name,
			defined: file.readUInt16LE(at + 6) !== 0,
			weak: binding === STB_WEAK,
			...version !== void 0 && { version }
		});
	}
	return symbols;
}
function versionReader(file, sections) {
	const versym = sections.find(({ type }) => type === SECTION.versym);
	const dynamic = readDynamicSection(file);
	if (versym === void 0 || dynamic === void 0) return () => void 0;
	const versions = [...readDefinitions(dynamic), ...readRequirements(dynamic)];
	const names = new Map(versions.map(({ number, name }) => [number, name]));
	return (index) => names.get(file.readUInt16LE(versym.offset + index * 2) & 32767);
}
// src/components/toolchain/needs.ts
const EITHER = "stdc\\+\\+|gomp|atomic|gfortran|itm|quadmath|ssp|asan|hwasan|lsan|tsan|ubsan";
const SHARED = new RegExp(`^lib(gcc_s|${EITHER})([-.\\d]*\\.so(\\.\\d+)*|\\.so)$`);
const STATIC = new RegExp(`^(lib(gcc|gcc_eh|gcov|stdc\\+\\+fs|stdc\\+\\+exp|supc\\+\\+|caf_single|ssp_nonshared|${EITHER})\\.a|crt(begin|end|fastmath)\\w*\\.o|lib\\w+_preinit\\.o)\$`);
const LIBC = /^(libc|libm|libpthread|libdl|librt)(\.so\.[06]|\.so\.[12]|-2\.\d+\.so)$/;
const ALWAYS_THERE = /^(f|l)?stat(at)?(64)?$|^mknod(at)?$/;
const FIRST = 3;
function isTargetFile(path) {
	return [
		SHARED,
		STATIC,
		LIBC
	].some((pattern) => pattern.test(basename(path)));
}
async function collectNeeds(files, libc) {
	const found = new Map();
	const since = await libcVersions(files);
	let musl = false;
	for (const file of named(files, SHARED)) {
		const bytes = await file.read();
		if (isAarch64(bytes)) musl = ofFile(file.path, () => addShared(found, file.path, bytes)) || musl;
	}
	for (const file of named(files, STATIC)) {
		const bytes = await file.read();
		for (const name of ofFile(file.path, () => undefinedNames(bytes))) {
			const version = ALWAYS_THERE.test(name) ? void 0 : since.get(name);
			if (version !== void 0) add$2(found, version, name, file.path);
		}
	}
	const versions = [...found].map(([version, symbols]) => ({
		version,
		count: symbols.size,
		symbols: [...symbols].slice(0, FIRST)
	}));
	return {
		libc: libc ?? (musl ? "musl" : "glibc"),
		versions
	};
}
function named(files, pattern) {
	return files.filter(({ path }) => pattern.test(basename(path)));
}
function add$2(found, version, symbol, path) {
	const symbols = found.get(version) ?? new Set();
	found.set(version, symbols.add(`${symbol} (${basename(path)})`));
}
function addShared(found, path, bytes) {
	for (const { name, version, defined, weak } of readSymbols(bytes)) if (version !== void 0 && name !== version && (defined || !weak)) add$2(found, version, name, path);
	return (readDynamicSection(bytes)?.needed ?? []).some((name) => /^libc\.(so$|musl-)/.test(name));
}
function undefinedNames(bytes) {
	const symbols = (archiveMembers$1(bytes) ?? [bytes]).filter(isAarch64).flatMap((object) => readSymbols(object));
	const defined = new Set(symbols.filter((symbol) => symbol.defined).map(({ name }) => name));
	const needed = symbols.filter((symbol) => !symbol.defined && !symbol.weak && !defined.has(symbol.name));
	return new Set(needed.map(({ name }) => name));
}
async function libcVersions(files) {
	const versions = new Map();
	for (const file of named(files, LIBC)) {
		const bytes = await file.read();
		for (const { name, version, defined } of ofFile(file.path, () => readSymbols(bytes))) {
			if (!defined || version === void 0 || !version.startsWith("GLIBC_2")) continue;
			const known = versions.get(name);
			if (known === void 0 || isOlder(version, known)) versions.set(name, version);
		}
	}
	return versions;
}
function isOlder(a, b) {
	return a.localeCompare(b, "en", { numeric: true }) < 0;
}
function isAarch64(bytes) {
	return readElfHeader(bytes)?.machine === MACHINE.aarch64;
}
// src/components/toolchain/target-files.ts
function targetFiles(entries) {
	return [...entries].flatMap((entry) => {
		if (entry.type !== "file" || !isTargetFile(entry.path)) return [];
		const { source, path } = entry;
		return [{
			path,
			read: async () => "file" in source ? readFile(source.file) : Buffer.from(source.bytes)
		}];
	});
}
// src/components/toolchain/buildroot/build/config.ts
const LISTS = new Set([
	"BR2_EXTRA_GCC_CONFIG_OPTIONS",
	"BR2_BINUTILS_EXTRA_CONFIG_OPTIONS",
	"BR2_PACKAGE_OVERRIDE_FILE"
]);
const CHOICES = [
	/^BR2_GCC_VERSION_/,
	/^BR2_TOOLCHAIN_BUILDROOT_(GLIBC|MUSL|UCLIBC)$/,
	/^BR2_KERNEL_HEADERS_/,
	/^BR2_(cortex|neoverse)_/
];
function configText(fragment, plan, sources, downloads) {
	const given = plan.config.flatMap((line) => symbolOf(line) ?? []);
	const chosen = planLines(plan).filter((line) => !given.some((name) => sameChoice(name, line)));
	const lines = new Map();
	const ours = [
		...fragment.split("\n"),
		...chosen,
		...goldLines(plan)
	];
	for (const line of [
		...ours,
		...plan.config,
		...runLines(sources, downloads)
	]) {
		const name = symbolOf(line);
		if (name === void 0) continue;
		const before = LISTS.has(name) ? stringOf(lines.get(name)) : "";
		lines.delete(name);
		lines.set(name, before === "" ? line.trim() : `${name}="${`${before} ${stringOf(line)}`.trim()}"`);
	}
	return `${[...lines.values()].join("\n")}\n`;
}
function refusedLines(plan, config) {
	const given = plan.config.flatMap((line) => symbolOf(line) ?? []);
	const taken = new Set(config.split("\n"));
	return planLines(plan).filter((line) => !taken.has(line) && !given.some((name) => sameChoice(name, line)));
}
function planLines({ gcc, libc, headers, cpu, cxx, fortran }) {
	return [
		`GCC_VERSION_${gcc}_X`,
		`TOOLCHAIN_BUILDROOT_${libc.kind === "musl" ? "MUSL" : "GLIBC"}`,
		`KERNEL_HEADERS_${headers.replace(".", "_")}`,
		cpu.replaceAll("-", "_"),
		...cxx ? ["TOOLCHAIN_BUILDROOT_CXX"] : [],
		...fortran ? ["TOOLCHAIN_BUILDROOT_FORTRAN"] : []
	].map((symbol) => `BR2_${symbol}=y`);
}
function goldLines({ gold }) {
	return gold ? ["BR2_BINUTILS_EXTRA_CONFIG_OPTIONS=\"--enable-gold\""] : [];
}
function runLines({ mirror, dlDir }, downloads) {
	const site = dlDir === void 0 ? mirror : `file://${dlDir}`;
	return [
		`BR2_DL_DIR="${downloads}"`,
		"BR2_HOST_DIR=\"$(BASE_DIR)/host\"",
		"# BR2_PER_PACKAGE_DIRECTORIES is not set",
		"BR2_DOWNLOAD_FORCE_CHECK_HASHES=y",
		...site === void 0 ? [] : [`BR2_PRIMARY_SITE="${site}"`],
		...dlDir === void 0 ? [] : ["BR2_PRIMARY_SITE_ONLY=y"]
	];
}
function overrideFiles(config) {
	return userPaths(config, "BR2_PACKAGE_OVERRIDE_FILE");
}
function patchDirectories(config) {
	return userPaths(config, "BR2_GLOBAL_PATCH_DIR");
}
const NOT_THE_USERS = /^\$\((TOPDIR|CONFIG_DIR|BR2_EXTERNAL_ARM64_ON_X86_PATH)\)(\/|$)/;
function userPaths(config, symbol) {
	const line = new RegExp(`^${symbol}=.*$`, "m").exec(config)?.[0];
	return stringOf(line).split(/\s+/).filter((path) => path !== "" && !NOT_THE_USERS.test(path));
}
const OVERRIDE = /^(\w+)_OVERRIDE_SRCDIR\s*[:?]?=[ \t]*(.*?)\s*$/gm;
function overriddenPackages(makefile) {
	return [...makefile.matchAll(OVERRIDE)].map(([, name = ""]) => name.toLowerCase().replaceAll("_", "-"));
}
function overrideDirectories(makefile) {
	return [...makefile.matchAll(OVERRIDE)].flatMap(([, name = "", directory = ""]) => /^\/[^$#\s]*$/.test(directory) ? [[`${name}_OVERRIDE_SRCDIR`, directory]] : []);
}
function symbolOf(line) {
	const [, set, unset] = /^\s*(?:(BR2_\w+)=.*|# (BR2_\w+) is not set)\s*$/.exec(line) ?? [];
	return set ?? unset;
}
function stringOf(line) {
	return /="(.*)"\s*$/.exec(line ?? "")?.[1] ?? "";
}
function sameChoice(name, line) {
	const other = symbolOf(line) ?? "";
	return name === other || CHOICES.some((choice) => choice.test(name) && choice.test(other));
}
// src/components/toolchain/buildroot/build/configure.ts
function externalTree() {
	return join(repositoryRoot(), "buildroot");
}
function sharedFragment() {
	return readFile(join(externalTree(), "toolchain.fragment"), "utf8");
}
async function bareConfig(plan) {
	return configText(await sharedFragment(), plan, {}, "");
}
const INCLUDED = [".br-external.mk", ".br2-external.mk"];
async function configure({ plan, sources }, downloads, places, host) {
	const file = join(places.output, "defconfig");
	const config = configText(await sharedFragment(), plan, sources, downloads);
	await writeFile(file, config);
	for (const name of INCLUDED) await writeFile(join(places.output, name), "", { flag: "a" });
	const { code, stdout, stderr } = await buildrootMake(places, ["defconfig"], host, { variables: { BR2_DEFCONFIG: file } });
	const tail = (stdout + stderr).trim().split("\n").slice(-10).join("\n    ");
	if (code !== 0) throw new ToolError("buildroot-config-failed", `toolchain "buildroot": make defconfig failed\n    ${tail}`, "look at buildroot-config, or at what the lines above name");
	const refused = refusedLines(plan, await readFile(join(places.output, ".config"), "utf8"));
	if (refused.length === 0) return config;
	throw new ToolError("buildroot-config-refused", `Buildroot ${plan.release} does not take: ${refused.join(", ")}`, "use another buildroot-version or gcc-version, or say it otherwise in buildroot-config");
}
// src/components/toolchain/buildroot/build/asked.ts
const WGET = /^--[-\d]+ [:\d]+-- {2}(?:\(try: ?\d+\) {2})?(\S+)$/;
const CP = /^cp: cannot stat '(.+)': /;
const BACKUP_SITE = "https://sources.buildroot.net";
function downloadAsked(lines) {
	const redirected = lines.flatMap((line, index) => lines[index - 1]?.startsWith("Location: ") ? placesIn(line) : []);
	const all = lines.flatMap(placesIn).filter((place) => !redirected.includes(place));
	const file = basename(all.at(-1) ?? "");
	if (file === "") return void 0;
	const places = all.filter((place) => basename(place) === file).map((place) => dirname(place));
	const nested = places.filter((place) => places.includes(dirname(place)));
	const directory = basename(nested[0] ?? "");
	const mirrors = new Set(nested.flatMap((place) => [place, dirname(place)]));
	const site = places.find((place) => !mirrors.has(place) && place.includes("://")) ?? (directory === "" ? void 0 : `${BACKUP_SITE}/${directory}`);
	return {
		file,
		directory,
		urls: site === void 0 ? [] : [`${site}/${file}`]
	};
}
function placesIn(line) {
	const place = WGET.exec(line)?.[1] ?? CP.exec(line)?.[1];
	return place === void 0 ? [] : [place];
}
// src/components/toolchain/buildroot/build/failure.ts
function buildFailure(progress, packages, log) {
	const lines = progress.tail();
	const text = lines.join("\n");
	const current = progress.current();
	const [, damaged] = /ERROR: (\S+) has wrong \w+ hash:/.exec(text) ?? [];
	if (damaged !== void 0) return damagedSource(damaged, lines);
	const [, unknown] = /ERROR: No hash found for (\S+)/.exec(text) ?? [];
	if (unknown !== void 0) return sourcesUnchecked([unknown]);
	if (/\.stamp_downloaded\] Error/.test(text)) return missingSource(current?.name, packages, lines, log);
	const what = current === void 0 ? "Buildroot failed" : `${current.title} failed (${current.stage})`;
	return new ToolError("buildroot-failed", [`toolchain "buildroot": ${what}`, ...indented(lines)].join("\n"), `the lines above are the end of its output, all of which is in ${log}; mended, the next run goes on from here`);
}
function sourcesMissing(downloads, reason) {
	const files = downloads.map(({ file, directory, urls }) => `    ${join(directory, file)}  ${urls[0] ?? ""}`);
	return new ToolError("buildroot-source-missing", [`toolchain "buildroot": ${reason}`, ...files].join("\n"), "fetch it and put it into the directory that you give as buildroot-dl-dir, or name a buildroot-mirror that has it");
}
function uncheckedSource(line) {
	return /WARNING: no hash file for (\S+)/.exec(line)?.[1];
}
function sourcesUnchecked(files) {
	return new ToolError("buildroot-source-unchecked", `toolchain "buildroot": Buildroot has no hash to check ${files.join(", ")} with`, "leave out of buildroot-config what asks for it, add its hash to what you give as buildroot-source, or give the package as a directory (<PACKAGE>_OVERRIDE_SRCDIR in a file that BR2_PACKAGE_OVERRIDE_FILE names)");
}
const REASON = /unable to resolve|ERROR|refused|timed out|No such file|cannot stat|not found/;
function missingSource(name, packages, lines, log) {
	const stamp = /\/build\/([^/\s]+)\/\.stamp_downloaded\] Error/.exec(lines.join("\n"))?.[1] ?? "";
	const downloads = ([...packages.values()].filter((item) => stamp.startsWith(`${item.name}-`)).at(-1) ?? packages.get(name ?? ""))?.downloads ?? [downloadAsked(lines) ?? {
		file: stamp,
		directory: "",
		urls: [`see ${log}`]
	}];
	const why = lines.filter((line) => REASON.test(line)).at(-1);
	return sourcesMissing(downloads, `a source cannot be fetched${why === void 0 ? "" : `: ${why.trim()}`}`);
}
function damagedSource(file, lines) {
	const start = lines.findLastIndex((line) => line.includes("ERROR:") && line.includes(file));
	return new ToolError("buildroot-source-damaged", [`toolchain "buildroot": the source ${file} is not what Buildroot expects`, ...indented(lines.slice(start, start + 4))].join("\n"), "the file was changed or damaged: get it again, or from elsewhere (buildroot-mirror, buildroot-dl-dir)");
}
function indented(lines) {
	return lines.map((line) => `    ${line}`);
}
// src/components/toolchain/buildroot/build/info.ts
function parseInfo(text) {
	const start = text.indexOf("{");
	const raw = start < 0 ? {} : tryParse(text.slice(start));
	return new Map(Object.entries(raw).map(([key, item]) => [key, {
		name: key,
		version: item.version ?? "",
		licences: item.licenses === "unknown" ? "" : item.licenses ?? "",
		dependencies: item.dependencies ?? [],
		downloads: (item.downloads ?? []).map(({ source = "", uris = [] }) => ({
			file: source,
			directory: item.dl_dir ?? "",
			urls: uris.map((uri) => `${uri.replace(/^[a-z0-9|]+\+/, "")}/${source}`)
		}))
	}]));
}
function tryParse(text) {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return {};
		throw error;
	}
}
const MACHINE_TOOLS = new Set([
	"host-m4",
	"host-bison",
	"host-flex",
	"host-gawk"
]);
function closure(name, packages) {
	const found = new Map();
	const queue = [name];
	for (let next = queue.pop(); next !== void 0; next = queue.pop()) {
		const item = packages.get(next);
		if (item === void 0 || found.has(next)) continue;
		found.set(next, item);
		queue.push(...item.dependencies);
	}
	return found;
}
function packageOf(directory, names) {
	const known = [...names];
	if (known.length === 0) return /^(.+?)(-\d.*|-custom)?$/.exec(directory)?.[1];
	return known.filter((name) => directory === name || directory.startsWith(`${name}-`)).sort((a, b) => b.length - a.length)[0];
}
// src/components/toolchain/buildroot/build/jobs.ts
function parallelJobs(config) {
	const level = config.flatMap((line) => /^\s*BR2_JLEVEL=(\d+)/.exec(line)?.[1] ?? []).at(-1) ?? "0";
	return Number(level) === 0 ? { PARALLEL_JOBS: String(availableParallelism() + 1) } : {};
}
// src/components/toolchain/buildroot/build/progress.ts
const LINES_KEPT = 50;
const STAGE = /^(?:\u001b\[[0-9;]*m|\u001b\(B)*>>> (\S+) (\S*) ([A-Z][^\u001b]*)/;
function createBuildProgress(total, finished = []) {
	const done = new Set(finished);
	let now;
	let lines = [];
	return {
		line(text) {
			const [, name, version = "", stage = ""] = STAGE.exec(text) ?? [];
			const another = name !== void 0 && name !== now?.name;
			if (another) {
				if (now !== void 0) done.add(now.name);
				lines = [];
			}
			if (name !== void 0) now = {
				name,
				title: `${name} ${version}`.trim(),
				stage: stage.trim()
			};
			lines.push(text);
			if (lines.length > LINES_KEPT) lines.shift();
			return another;
		},
		current: () => now,
		tail: () => lines,
		summary(elapsedMs) {
			const count = total === 0 ? `${done.size}` : `${Math.min(done.size, total)} of ${total}`;
			return `buildroot: ${now === void 0 ? "starting" : `${now.title}: ${now.stage}`} (${count} packages done, ${formatElapsed(elapsedMs)})`;
		},
		fraction: () => total === 0 ? void 0 : Math.min(1, done.size / total)
	};
}
// src/components/toolchain/buildroot/build/sources.ts
const TARGET = "toolchain";
async function toolchainPackages(places, host) {
	const { code, stdout } = await buildrootMake(places, ["-s", "show-info"], host, { variables: {
		BR2_PRIMARY_SITE: "",
		BR2_PRIMARY_SITE_ONLY: ""
	} });
	return closure(TARGET, code === 0 ? parseInfo(stdout) : new Map());
}
function sourcesKey({ identity }, packages, overrides, config) {
	const files = [...packages.values()].flatMap(({ downloads }) => downloads.map(({ directory, file }) => `${directory}/${file}`));
	return contentKey("buildroot-sources", {
		tree: identity,
		files: [...new Set(files)].sort(),
		overrides,
		config: packages.size === 0 ? config : ""
	});
}
async function fetchSources({ key, downloads, packages, local, sources }, places, host) {
	requireLocalSources(packages, local, sources);
	const restored = await isEmpty(downloads) && await restore(key, downloads, host);
	host.progress(restored ? "buildroot: sources are in the cache" : "buildroot: fetching sources");
	const progress = createBuildProgress(packages.size);
	const unchecked = new Set();
	const start = performance.now();
	const { code } = await buildrootMake(places, [`${TARGET}-all-source`], host, { onLine: (line) => {
		const file = uncheckedSource(line);
		if (file !== void 0) unchecked.add(file);
		if (!progress.line(line)) return;
		host.progress(progress.summary(performance.now() - start), progress.fraction());
	} });
	if (code !== 0) throw buildFailure(progress, packages, places.log);
	if (unchecked.size > 0) throw sourcesUnchecked([...unchecked]);
	if (!restored && sources.dlDir === void 0) await host.cache.save(key, downloads);
}
function requireLocalSources(packages, local, { dlDir }) {
	if (dlDir === void 0) return;
	const missing = [...packages.values()].filter(({ name }) => !MACHINE_TOOLS.has(name) && !local.has(name)).flatMap(({ downloads }) => downloads).filter(({ file, directory }) => !isThere(dlDir, directory, file));
	const unique = [...new Map(missing.map((item) => [`${item.directory}/${item.file}`, item])).values()];
	if (unique.length > 0) throw sourcesMissing(unique, `buildroot-dl-dir ${dlDir} does not have`);
}
function isThere(site, directory, file) {
	return existsSync(join(site, directory, file)) || existsSync(join(site, file));
}
async function restore(key, downloads, host) {
	const partial = `${downloads}.restored`;
	await rm(partial, {
		recursive: true,
		force: true
	});
	await mkdir(partial, { recursive: true });
	const found = await host.cache.restore(key, partial);
	if (found) {
		await rm(downloads, {
			recursive: true,
			force: true
		});
		await rename(partial, downloads);
	} else await rm(partial, { recursive: true });
	return found;
}
async function isEmpty(directory) {
	return !existsSync(directory) || (await readdir(directory)).length === 0;
}
// src/components/toolchain/buildroot/build/build.ts
async function buildToolchain(request, { build, compilerCache }, host) {
	const directory = await realpath(build.directory);
	const places = buildrootPlaces(directory, externalTree(), compilerCache.directory);
	for (const path of [
		places.directory,
		places.external,
		places.ccache
	]) requirePlainPath(path, "use a cache-dir (or a place for the action)");
	if (request.sources.dlDir !== void 0) requirePlainPath(request.sources.dlDir, "give as buildroot-dl-dir a directory with a name");
	const { downloads } = places;
	if (await endOrphans(places.directory) > 0) host.info("buildroot: ended what a run that was killed had left running");
	await prepareTree(request.tree, places.tree, host);
	await mkdir(places.output, { recursive: true });
	await rm(places.log, { force: true });
	const finished = await dropUnfinishedPackages(places.output);
	const config = await configure(request, downloads, places, host);
	const packages = await toolchainPackages(places, host);
	const overrides = await Promise.all(overrideFiles(config).map((file) => readFile(file, "utf8")));
	const local = new Set(overrides.flatMap(overriddenPackages));
	await fetchSources({
		key: sourcesKey(request.tree, packages, overrides, await bareConfig(request.plan)),
		downloads,
		packages,
		local,
		sources: request.sources
	}, places, host);
	if (finished.length > 0) host.info(`buildroot: going on after ${finished.length} finished packages`);
	await makeAll(packages, finished, request.plan, places, build, host);
	return {
		output: places.output,
		finished: await finishedPackages(places.output),
		packages
	};
}
function requirePlainPath(path, hint) {
	if (/^[\w./~:@%+,=-]+$/.test(path)) return;
	throw new ToolError("buildroot-path", `Buildroot cannot work in the directory "${path}"`, `${hint} of letters, digits and . _ - + , = @ % : only`);
}
async function prepareTree(tree, directory, host) {
	if (existsSync(directory)) return;
	host.progress(`fetching ${tree.origin}`);
	const partial = `${directory}.partial`;
	await rm(partial, {
		recursive: true,
		force: true
	});
	await mkdir(partial, { recursive: true });
	await tree.fetch(partial);
	await rename(partial, directory);
}
const CONFIGURE_SHELL = { CONFIG_SHELL: "/bin/sh" };
async function makeAll(packages, finished, { libc, config }, places, work, host) {
	const before = finished.flatMap((directory) => packageOf(directory, packages.keys()) ?? []);
	const progress = createBuildProgress(packages.size, before);
	const start = performance.now();
	let shown = Number.NEGATIVE_INFINITY;
	const onLine = (line) => {
		const another = progress.line(line);
		const now = performance.now();
		if (!another && now - shown < 1e3) return;
		shown = now;
		host.progress(progress.summary(now - start), progress.fraction());
	};
	const stages = ["host-gcc-initial", libc.kind].filter((name) => !before.includes(name));
	const variables = {
		...parallelJobs(config),
		...CONFIGURE_SHELL
	};
	for (const stage of [...stages, TARGET]) {
		const { code } = await buildrootMake(places, [stage], host, {
			onLine,
			variables
		});
		if (code !== 0) throw buildFailure(progress, packages, places.log);
		await pruneFinishedPackages(places.output);
		if (stage !== "toolchain") await work.checkpoint(basename(places.downloads));
	}
}
// src/components/toolchain/buildroot/build/override-key.ts
const NOT_COPIED = new Set([
	".svn",
	".git",
	".hg",
	".bzr",
	"CVS"
]);
async function hashOverrides(config) {
	const lines = [];
	const seen = new Map();
	for (const file of overrideFiles(config)) {
		requireThere(file, "BR2_PACKAGE_OVERRIDE_FILE");
		lines.push(await hashFile(file));
		for (const [name, directory] of overrideDirectories(await readFile(file, "utf8"))) {
			requireThere(directory, name);
			const hash = seen.get(directory) ?? await hashSources(directory);
			seen.set(directory, hash);
			lines.push(`${name} ${hash}`);
		}
	}
	for (const directory of patchDirectories(config)) {
		requireThere(directory, "BR2_GLOBAL_PATCH_DIR");
		lines.push(`BR2_GLOBAL_PATCH_DIR ${await hashPatches(directory)}`);
	}
	return lines;
}
function requireThere(path, name) {
	if (isAbsolute(path) && existsSync(path)) return;
	throw new ToolError("buildroot-override-missing", `buildroot-config: ${name} names ${path}, which is ${isAbsolute(path) ? "not there" : "no absolute path"}`, "give an absolute path that is there, or leave the line out");
}
async function hashSources(directory) {
	const hash = createHash("sha256");
	await addDirectory({
		hash,
		root: directory
	}, "");
	return hash.digest("hex");
}
async function hashPatches(directory) {
	const hash = createHash("sha256");
	await addDirectory({
		hash,
		root: directory,
		entered: new Set([realpathSync(directory)])
	}, "");
	return hash.digest("hex");
}
async function addDirectory(walk, directory) {
	const { hash, root, entered } = walk;
	const items = await readdir(join(root, directory), { withFileTypes: true });
	for (const item of items.sort((a, b) => a.name < b.name ? -1 : 1)) {
		const path = join(directory, item.name);
		const whole = join(root, path);
		if (item.isSymbolicLink()) add$1(hash, path, "link", Buffer.from(readlinkSync(whole)));
		const status = entered === void 0 ? lstatSync(whole) : statSync(whole, { throwIfNoEntry: false });
		if (status?.isDirectory() && !NOT_COPIED.has(item.name)) {
			if (isFirst(whole, entered)) await addDirectory(walk, path);
		} else if (status?.isFile()) add$1(hash, path, kindOf$1(status.mode), readFileSync(whole));
	}
}
function kindOf$1(mode) {
	return (mode & 64) === 0 ? "file" : "program";
}
function isFirst(directory, entered) {
	if (entered === void 0) return true;
	const before = entered.size;
	return entered.add(realpathSync(directory)).size > before;
}
function add$1(hash, path, kind, bytes) {
	hash.update(JSON.stringify([
		path,
		kind,
		bytes.length
	])).update(bytes);
}
// src/components/toolchain/buildroot/build/prerequisites.ts
const PERL = [
	"Data::Dumper",
	"English",
	"ExtUtils::MakeMaker",
	"FindBin",
	"IPC::Cmd",
	"Thread::Queue"
];
const programs = (name, ...commands) => commands.map((command) => ({
	package: name,
	check: [command, "--version"]
}));
const PREREQUISITES = [
	...programs("gcc", "gcc"),
	...programs("g++", "g++"),
	{
		package: "libc6-dev",
		check: [
			"test",
			"-e",
			"/usr/include/stdio.h"
		]
	},
	...programs("make", "make"),
	...programs("ccache", "ccache"),
	{
		package: "ccache",
		check: [
			"test",
			"-e",
			"/usr/lib/ccache/g++"
		]
	},
	...programs("m4", "m4"),
	...programs("bison", "bison"),
	...programs("flex", "flex"),
	...programs("gawk", "gawk"),
	{
		package: "file",
		check: [
			"test",
			"-x",
			"/usr/bin/file"
		]
	},
	{
		package: "debianutils",
		check: ["which", "sh"]
	},
	...programs("sed", "sed"),
	...programs("bash", "bash"),
	...programs("patch", "patch"),
	{
		package: "perl",
		check: [
			"perl",
			...PERL.map((name) => `-M${name}`),
			"-e",
			"1"
		]
	},
	...programs("tar", "tar"),
	...programs("wget", "wget"),
	...programs("cpio", "cpio"),
	{
		package: "unzip",
		check: ["unzip", "-v"]
	},
	...programs("rsync", "rsync"),
	...programs("bc", "bc"),
	...programs("diffutils", "diff"),
	...programs("findutils", "find", "xargs"),
	...programs("git", "git"),
	...programs("gzip", "gzip"),
	...programs("xz-utils", "xz"),
	{
		package: "bzip2",
		check: [
			"test",
			"-x",
			"/usr/bin/bzip2"
		]
	},
	...programs("python3", "/usr/bin/python3")
];
function checkBuildrootPrerequisites(host) {
	return requirePrerequisites(PREREQUISITES, host);
}
// src/components/toolchain/buildroot/build/tree.ts
async function openBuildroot(source, host) {
	return source.kind === "given" ? givenTree(source.spec, host) : releaseTree(source.version, host);
}
function releaseTree(version, host) {
	const { repository, releases } = buildroot;
	const pin = Object.values(releases).find((release) => release.version === version);
	if (pin === void 0) throw new Error(`src/versions.json has no Buildroot ${version}`);
	return {
		identity: `commit ${pin.commit}`,
		origin: `Buildroot ${pin.version}, ${repository} commit ${pin.commit}`,
		fetch: (directory) => fetchCommit(repository, pin, directory, host)
	};
}
async function fetchCommit(repository, { version, commit }, directory, host) {
	const clone = await host.tempDir("buildroot-git");
	const git = (...args) => host.exec("git", [`--git-dir=${clone}`, ...args], { ignoreExitCode: true });
	await git("init", "--quiet", "--bare");
	const { code, stderr } = await git("fetch", "--depth=1", "--no-tags", repository, `refs/tags/${version}`);
	if (code !== 0) {
		const reason = stderr.trim().split("\n").at(-1) ?? "";
		throw new ToolError("buildroot-unavailable", `cannot fetch Buildroot ${version} from ${repository}: ${reason}`, "check the network, or give its tarball as buildroot-source: PATH#sha256=…");
	}
	const fetched = (await git("rev-parse", "FETCH_HEAD^{commit}")).stdout.trim();
	if (fetched !== commit) throw new ToolError("checksum-mismatch", `Buildroot ${version} from ${repository} is commit ${fetched}, not ${commit}`, "the tag was moved or somebody stands between: do not use it; give a tarball as buildroot-source");
	const packed = join(clone, "tree.tar");
	await host.exec("git", [
		`--git-dir=${clone}`,
		"archive",
		"--format=tar",
		`--output=${packed}`,
		commit
	]);
	await host.exec("tar", [
		"-xf",
		packed,
		"-C",
		directory,
		"--no-same-owner"
	]);
	await rm(clone, { recursive: true });
}
async function givenTree(spec, host) {
	const source = await openSource$1(spec, "buildroot-source", host);
	const { location, sha256 } = source;
	return {
		identity: `tarball ${sha256}`,
		origin: `${/^https?:/.test(location) ? location : basename(location)} sha256 ${sha256}`,
		fetch: async (directory) => unpack$1(await source.fetch(), location, directory, host)
	};
}
async function unpack$1(file, name, directory, host) {
	const complaint = await unpackTarball(file, directory, host, { strip: 1 });
	const found = new Set(await readdir(directory));
	if (complaint === void 0 && [
		"Makefile",
		"Config.in",
		"package"
	].every((part) => found.has(part))) return;
	throw new ToolError("buildroot-source-broken", `buildroot-source: ${name} is not a Buildroot tarball: ${complaint || "no Makefile and Config.in in its one directory"}`, "give a release tarball as from https://buildroot.org/downloads");
}
// src/components/toolchain/buildroot/graft/fitted-entries.ts
const FORTRAN = /\/lib(gfortran\.(a|spec)|caf_single\.a|quadmath\.a)$/;
const LIBRARY = /\/lib[^/]+\.(a|so[\d.]*)$/;
async function fittedEntries(graft, cxxLibrary, { guestFortran = false, linkedStatically = [] } = {}) {
	const { entries, triplet } = graft;
	const sysroot = `${HOST}/${triplet}/sysroot/`;
	const places = gccPlaces(graft);
	const gccLibraries = new Set(libraryFiles(graft).map((path) => basename(path)));
	const isAbsent = (path, names = linkedStatically) => names.some((name) => basename(path).startsWith(`lib${name}.so`));
	const own = entries.flatMap((entry) => {
		if (!entry.path.startsWith(sysroot) || gccLibraries.has(basename(entry.path))) return [];
		const path = ownSysrootPath(entry.path.slice(sysroot.length));
		return path === void 0 ? [] : [{
			...entry,
			path
		}];
	});
	const isLeftOut = (path) => {
		if (!places.test(path)) return false;
		if (cxxLibrary === "static") return /\.so(\.[\d.]+)?$/.test(path) && !path.includes("/bfd-plugins/");
		if (cxxLibrary !== "guest") return isAbsent(path);
		return (guestFortran || !FORTRAN.test(path)) && /\/(lib[^/]+\.(a|so[\d.]*|spec)|(crt|lib)\w+\.o)$/.test(path) && !path.includes("/bfd-plugins/");
	};
	const kept = entries.filter(({ path }) => !path.startsWith(sysroot) && !isLeftOut(path));
	const moved = movedLibraries(cxxLibrary === "static" ? [] : linkedStatically);
	const aside = entries.filter(({ path }) => places.test(path) && isAbsent(path, moved));
	return [
		...kept,
		...movedAside(aside, triplet),
		...await withOwnScripts(own)
	];
}
function libraryFiles(graft) {
	const places = gccPlaces(graft);
	return graft.entries.map(({ path }) => path).filter((path) => places.test(path) && LIBRARY.test(path));
}
function gccPlaces({ triplet, version }) {
	return new RegExp(`^${HOST}/(lib/gcc/${triplet}/${version}|${triplet}/lib(64)?)/`);
}
// src/elf/runpath.ts
function replaceRunpath(bytes, replace) {
	const runpath = readDynamicSection(bytes)?.runpath;
	const text = runpath === void 0 ? void 0 : replace(runpath.text);
	if (runpath === void 0 || text === void 0 || text === runpath.text) return void 0;
	const room = Buffer.byteLength(runpath.text, "latin1");
	if (text.length > room) throw new Error(`no room for "${text}" in the place of "${runpath.text}"`);
	const result = Buffer.from(bytes);
	result.fill(0, runpath.offset, runpath.offset + room);
	result.write(text, runpath.offset, "latin1");
	return result;
}
// src/elf/own-hashes.ts
const CHECKSUM = "executable_checksum";
const NT_GNU_BUILD_ID = 3;
const SYMBOL_BYTES = 24;
function ownHashes(bytes) {
	const header = readElfHeader(bytes);
	if (header?.bits !== 64 || !header.littleEndian) return [];
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return orMalformed(() => {
		const sections = readSections(file);
		return sections.flatMap((section) => {
			if (section.type === SECTION.note) return buildIds(file, section);
			return section.type === SECTION.symtab || section.type === SECTION.dynsym ? checksums(file, sections, section) : [];
		});
	});
}
function buildIds(file, { offset, size }) {
	const found = [];
	for (let at = offset; at + 12 <= offset + size;) {
		const [name, description] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
		const start = at + 12 + padded$1(name);
		if (file.toString("latin1", at + 12, at + 12 + name) === "GNU\0" && file.readUInt32LE(at + 8) === NT_GNU_BUILD_ID) found.push({
			offset: start,
			size: description
		});
		at = start + padded$1(description);
	}
	return found;
}
function padded$1(bytes) {
	return Math.ceil(bytes / 4) * 4;
}
function checksums(file, sections, table) {
	const strings = stringsOf(file, sections, table);
	for (let at = table.offset; at < table.offset + table.size; at += SYMBOL_BYTES) {
		const section = sections[file.readUInt16LE(at + 6)];
		const size = Number(file.readBigUInt64LE(at + 16));
		if (size !== 16 || section === void 0 || strings(file.readUInt32LE(at)) !== CHECKSUM) continue;
		return [{
			offset: section.offset + Number(file.readBigUInt64LE(at + 8)) - section.address,
			size
		}];
	}
	return [];
}
// src/components/toolchain/buildroot/graft/placeless.ts
const PLACE = "/x86_64";
function withoutPlaces(bytes, places) {
	const found = places.filter((place) => bytes.includes(place));
	if (found.length === 0) return void 0;
	const isText = !bytes.includes(0);
	let text = bytes.toString("latin1");
	for (const place of found) text = text.replaceAll(place, isText ? PLACE : PLACE.padStart(Buffer.byteLength(place), "/"));
	return Buffer.from(text, "latin1");
}
function placelessProgram(bytes, places) {
	const result = withoutPlaces(bytes, places) ?? Buffer.from(bytes);
	const parts = ownHashes(result);
	for (const { offset, size } of parts) result.fill(0, offset, offset + size);
	const hash = createHash("sha512").update(result).digest();
	for (const part of parts) write(result, part, hash);
	return result;
}
function write(bytes, { offset, size }, hash) {
	hash.copy(bytes, offset, 0, Math.min(size, hash.length));
}
// src/components/toolchain/buildroot/graft/graft-files.ts
function mayBeNative(path) {
	return !/\.(h|hpp|tcc|a|o|x\w*|specs|spec)$/.test(path) && !path.includes("/include/");
}
async function copyFiles(files, directory, hostDirectory, places) {
	for (const [path, file] of files) {
		const copy = join(directory, path);
		await mkdir(dirname(copy), { recursive: true });
		const native = file.startsWith(`${hostDirectory}/`) && mayBeNative(path) && neededLibraries(file) !== void 0;
		const bytes = await readFile(file);
		const changed = native ? placelessProgram(relocated(bytes, path, hostDirectory), places) : withoutPlaces(bytes, places);
		await copyFile(file, copy);
		if (changed !== void 0) await replace$1(copy, changed);
	}
}
function relocated(bytes, path, hostDirectory) {
	const lib = relative(dirname(path), "lib");
	const replaced = (text) => text.includes(hostDirectory) ? `$ORIGIN/${lib}` : void 0;
	return replaceRunpath(bytes, replaced) ?? bytes;
}
async function replace$1(file, bytes) {
	const { mode } = await stat(file);
	await chmod(file, mode | 128);
	await writeFile(file, bytes);
}
async function stripFiles(paths, directory, targetStrip, host) {
	const native = [];
	const guest = [];
	for (const path of paths) {
		const file = join(directory, path);
		if (/\.[ao]$|\.so(\.[0-9.]+)?$/.test(path) && !/^libexec\/|^lib\/lib/.test(path)) guest.push(file);
		else if (mayBeNative(path) && neededLibraries(file) !== void 0) native.push(file);
	}
	if (native.length > 0) await host.exec("strip", ["--strip-unneeded", ...native]);
	for (const file of guest) await host.exec(targetStrip, [
		"-D",
		"--strip-debug",
		file
	], { ignoreExitCode: true });
}
// src/components/toolchain/buildroot/graft/grafted-path.ts
function graftedPath(path, triplet, withSysroot) {
	if (path.startsWith("bin/")) {
		const name = path.replace(/\.br_real$/, "");
		return name.startsWith(`bin/${triplet}-`) && !name.startsWith(`bin/${triplet}-gdb`) ? name : void 0;
	}
	if (path.startsWith(`${triplet}/sysroot/`)) return withSysroot ? path : void 0;
	return [
		"lib/gcc/",
		"libexec/gcc/",
		`${triplet}/`
	].some((start) => path.startsWith(start)) && !isNeedless(path) ? path : void 0;
}
// src/components/toolchain/buildroot/graft/graft.ts
async function graftToolchain({ hostDirectory, directory, places }, withSysroot, host) {
	const triplet = await findTriplet(hostDirectory);
	const { files, links } = await selectFiles(hostDirectory, triplet, withSysroot);
	for (const [path, file] of await ownLibraries(files, hostDirectory, host)) files.set(path, file);
	await copyFiles(files, directory, hostDirectory, places);
	await stripFiles([...files.keys()], directory, join(hostDirectory, "bin", `${triplet}-strip`), host);
	const version = [...files.keys()].map((path) => new RegExp(`^lib/gcc/${triplet}/([^/]+)/crtbegin\\.o$`).exec(path)?.[1]).find(Boolean);
	if (version === void 0) throw incomplete(`lib/gcc/${triplet}/…/crtbegin.o`);
	const entries = [...links].map(([path, target]) => linkEntry(`${HOST}/${path}`, target));
	for (const path of files.keys()) {
		const file = join(directory, path);
		entries.push(fileEntry(`${HOST}/${path}`, file, ((await stat(file)).mode & 64) !== 0));
	}
	return {
		triplet,
		version,
		entries
	};
}
async function findTriplet(hostDirectory) {
	const found = (await readdir(join(hostDirectory, "bin"))).map((name) => /^(aarch64-.*linux-(?:gnu|musl))-gcc$/.exec(name)?.[1]).find(Boolean);
	if (found === void 0) throw incomplete("bin/aarch64-…-gcc");
	return found;
}
function incomplete(what) {
	return new ToolError("buildroot-incomplete", `toolchain "buildroot": what was built has no ${what}`, "this is a mistake in buildroot-config, or else unexpected: please report it");
}
async function selectFiles(hostDirectory, triplet, withSysroot) {
	const files = new Map();
	const links = new Map();
	const seen = new Map();
	const paths = (await readdir(hostDirectory, {
		recursive: true,
		withFileTypes: true
	})).filter((item) => item.isFile() || item.isSymbolicLink()).map((item) => relative(hostDirectory, join(item.parentPath, item.name)));
	for (const path of paths.sort()) {
		const target = graftedPath(path, triplet, withSysroot);
		if (target === void 0) continue;
		const file = await ifThere(realpath(join(hostDirectory, path)), "ENOTDIR");
		if (file === void 0 || basename(file) === "toolchain-wrapper") continue;
		const info = await stat(file);
		if (!info.isFile()) continue;
		const same = await identity$1(file, info, target, triplet);
		const first = seen.get(same);
		if (first === void 0) files.set(target, file);
		else links.set(target, relative(dirname(target), first));
		if (first === void 0) seen.set(same, target);
	}
	return {
		files,
		links
	};
}
async function identity$1(file, info, target, triplet) {
	const tool = new RegExp(`^(?:bin/${triplet}-|${triplet}/bin/)([a-z.+]+)$`).exec(target)?.[1];
	return tool === void 0 || !BINUTILS.has(tool) ? `inode ${info.ino}` : `${info.size} ${(await readFile(file)).toString("base64")}`;
}
const BINUTILS = new Set([
	"ar",
	"as",
	"ld",
	"ld.bfd",
	"ld.gold",
	"nm",
	"objcopy",
	"objdump",
	"ranlib",
	"readelf",
	"strip"
]);
async function ownLibraries(files, hostDirectory, host) {
	const found = new Map();
	const queue = [...files].filter(([path]) => mayBeNative(path)).map(([, file]) => file);
	const installed = await installedLibraries(host);
	const built = new Set(await ifThere(readdir(join(hostDirectory, "lib"))));
	for (let file = queue.pop(); file !== void 0; file = queue.pop()) for (const soname of neededLibraries(file) ?? []) {
		const path = `lib/${soname}`;
		if (RUNTIME_SONAMES.includes(soname) || found.has(path)) continue;
		const library = built.has(soname) ? join(hostDirectory, "lib", soname) : installed.get(soname);
		if (library === void 0) throw incomplete(`${soname}, which ${file} needs`);
		found.set(path, await realpath(library));
		queue.push(library);
	}
	return found;
}
// src/components/source-row.ts
const NOT_ALL = "What else is in it is not listed.";
function sourceRow({ name, version, licence, url }) {
	return `  ${[
		`${name} ${version}`,
		...licence ? [`licence: ${licence}`] : [],
		...url ? [`source: ${url}`] : []
	].join("; ")}`;
}
function sourceRows(notice) {
	return [...notice.matchAll(/^ {2}(\S+) ([^\s;]+)(?:; licence: (.*?))?(?:; source: (\S+))?$/gm)].map(([, name = "", version = "", licence, url]) => ({
		name,
		version,
		...licence !== void 0 && { licence },
		...url !== void 0 && { url }
	}));
}
// src/components/toolchain/buildroot/graft/notices.ts
const SHARE = "x86_64/share/toolchain";
const LICENCES = {
	"host-gcc-initial": "GPL-3.0+",
	"host-gcc-final": "GPL-3.0+"
};
async function toolchainNotices(output, finished, from) {
	const directories = [...finished].sort();
	const lines = (await readFile(join(output, "defconfig"), "utf8")).split("\n").filter((line) => !/^BR2_(DL_DIR|PRIMARY_SITE|PACKAGE_OVERRIDE|GLOBAL_PATCH_DIR)/.test(line)).map((line) => line.replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"]+/gi, shownAddress));
	return [
		textEntry(`${SHARE}/SOURCES`, sourcesNotice$1(directories, from)),
		textEntry(`${SHARE}/defconfig`, lines.join("\n")),
		...await licenceFiles(join(output, "build"), directories)
	];
}
async function licenceFiles(build, directories) {
	const entries = [];
	for (const name of directories) for (const file of (await readdir(join(build, name))).filter((item) => /^(COPYING|LICEN[CS]E)/.test(item))) {
		const text = await ifThere(readFile(join(build, name, file), "utf8"), "EISDIR");
		if (text !== void 0) entries.push(textEntry(`${SHARE}/licenses/${name}/${file}`, text));
	}
	return entries;
}
function sourcesNotice$1(directories, { about, origin, packages }) {
	return [
		`A toolchain of ${about}, built by Buildroot: ${origin},`,
		"with the file defconfig and the BR2_EXTERNAL tree buildroot/ of arm64-on-x86. Packages built:",
		"",
		...directories.flatMap((directory) => packageRow(directory, packages)),
		"",
		"Their sources are those that \"make source\" of this Buildroot fetches and checks.",
		""
	].join("\n");
}
function packageRow(directory, packages) {
	const name = packageOf(directory, packages.keys()) ?? directory;
	const known = packages.get(name);
	if (MACHINE_TOOLS.has(name)) return [];
	if (known === void 0) {
		const version = directory.slice(name.length + 1);
		const licence = LICENCES[name];
		return version === "" ? [] : [sourceRow({
			name,
			version,
			...licence && { licence }
		})];
	}
	if (known.version === "") return [];
	const licence = known.licences || LICENCES[known.name];
	const url = shownAddress(known.downloads[0]?.urls[0] ?? "");
	return [sourceRow({
		name: known.name,
		version: known.version,
		...licence && { licence },
		...url && { url }
	})];
}
// src/components/toolchain/plugin-links.ts
const NAME = "liblto_plugin.so";
function pluginLinks(directory, libraries, paths) {
	if (!paths.has(`x86_64/host/${directory}/${NAME}`)) return [];
	return libraries.map((library) => `${library}/bfd-plugins`).map((place) => linkEntry(`${HOST}/${place}/${NAME}`, `${relative(place, directory)}/${NAME}`));
}
// src/components/toolchain/buildroot/graft/tools.ts
const OPTIONAL = [
	"g++",
	"gfortran",
	"ld.gold",
	"dwp",
	"gdb"
];
const CERTAIN = TOOLS.filter((tool) => !OPTIONAL.includes(tool));
function certainTools({ cxx, fortran, gold }, overrides) {
	return [
		...CERTAIN,
		...cxx ? ["g++"] : [],
		...fortran ? ["gfortran"] : [],
		...gold && overrides.length === 0 ? ["ld.gold"] : []
	];
}
function toolLinks({ triplet, version, entries }, names) {
	const present = new Set(entries.map(({ path }) => path));
	const programs = new Map(TOOLS.map((tool) => [tool, `${triplet}-${tool}`]).filter(([, file]) => present.has(`${HOST}/bin/${file}`)));
	const absent = [...new Set(names.values())].filter((tool) => !programs.has(tool));
	if (absent.length > 0) throw incomplete(absent.join(", "));
	return [...nameLinks(programs, names).filter(({ path }) => !present.has(path)), ...pluginLinks(`libexec/gcc/${triplet}/${version}`, ["lib", `${triplet}/lib`], present)];
}
// src/components/toolchain/buildroot/toolchain.ts
const UNFIT_HINT = "leave out buildroot-version and gcc-version (or buildroot-config), or install the root filesystem's own g++";
async function buildrootToolchain(plan, sources, profile, host) {
	const tree = await openBuildroot(plan.source, host);
	const parts = await keyParts(plan, tree);
	const key = contentKey("buildroot", parts);
	const tools = certainTools(plan, parts.overrides);
	const names = plainNames(new Set(tools), plan.gcc, profile.gccMajor);
	const ownSysroot = plan.ownSysroot && !profile.libcDevelopment;
	const shared = sharedInRootfs(plan.cxxLibrary, profile);
	const guest = guestLibrary(plan, profile);
	let work;
	let libc = [];
	return {
		parts: {
			...parts,
			...fittedParts(plan, profile, parts.overrides),
			names: [...names.keys()]
		},
		tools: [...names.keys()],
		libraries: [],
		about: `gcc ${plan.gccVersion}, Buildroot ${plan.release}`,
		ownSysroot,
		libc: plan.libc.kind,
		unfitHint: UNFIT_HINT,
		madeFor: {
			cpu: plan.cpu,
			...guest !== void 0 && { gccDirectory: guest.directory },
			defaults: defaultLines(profile)
		},
		libcFiles: () => targetFiles(libc),
		prepare: () => checkBuildrootPrerequisites(host),
		async build(workDirectory) {
			work = {
				build: await host.unfinished(key),
				compilerCache: await host.unfinished(await compilerCacheName(plan))
			};
			const { output, finished, packages } = await buildToolchain({
				plan,
				tree,
				sources
			}, work, host);
			const built = join(output, "host");
			const about = `gcc ${plan.gcc} with ${plan.libc.kind} ${plan.libc.version}`;
			const copies = join(workDirectory, "host");
			await mkdir(copies);
			const graft = await graftToolchain({
				hostDirectory: built,
				directory: copies,
				places: [output, dirname(output)]
			}, ownSysroot, host);
			libc = await sysrootEntries(built, {
				...graft,
				target: graft.triplet,
				sysroot: `${graft.triplet}/sysroot`
			});
			const linkedStatically = guest === void 0 ? staticLibraries(libraryFiles(graft), shared) : [];
			const options = {
				linkedStatically,
				...guest?.fortran && { guestFortran: true }
			};
			return [
				...await fittedEntries(graft, plan.cxxLibrary, options),
				...toolLinks(graft, names),
				await specs(graft, built, plan, profile, linkedStatically, host),
				...await toolchainNotices(output, finished, {
					about,
					origin: tree.origin,
					packages
				})
			];
		},
		async saved() {
			await work?.build.done();
			await work?.compilerCache.keep();
		}
	};
}
async function compilerCacheName({ gcc }) {
	return `buildroot-ccache-${(await buildMachine()).replace(/[^\w.]/g, "-")}-gcc${gcc}`;
}
function guestLibrary({ cxxLibrary, gcc }, { libstdcxx }) {
	return cxxLibrary === "guest" ? libstdcxx?.find(({ major }) => major === gcc) : void 0;
}
function fittedParts(plan, profile, overrides) {
	const isKnown = plan.source.kind === "release" && overrides.length === 0;
	return {
		recipe: RECIPES["toolchain-buildroot"],
		cxxLibrary: plan.cxxLibrary,
		nativeCpu: plan.nativeCpu ?? "",
		guest: JSON.stringify(guestLibrary(plan, profile) ?? {}),
		shared: sharedInRootfs(plan.cxxLibrary, profile),
		layout: [profile.multiarch ?? "lib64", String(profile.libcDevelopment)],
		defaults: defaultLines(profile),
		fits: plan.ownSysroot && isKnown ? [] : fitLimits(profile)
	};
}
async function keyParts(plan, tree) {
	const { release, gcc, libc, headers, cpu, cxx, fortran } = plan;
	const config = await bareConfig(plan);
	return {
		provider: "buildroot",
		plan: JSON.stringify({
			release,
			gcc,
			libc,
			headers,
			cpu,
			cxx,
			fortran
		}),
		tree: tree.identity,
		external: await hashTree(externalTree()),
		config: config.split("\n"),
		overrides: await hashOverrides(config),
		machine: await buildMachine()
	};
}
function specs({ triplet, version }, built, plan, profile, linkedStatically, host) {
	const compiler = join(built, "bin", `${triplet}-gcc`);
	const real = existsSync(`${compiler}.br_real`) ? `${compiler}.br_real` : compiler;
	const guest = guestLibrary(plan, profile);
	const shared = movedLibraries(plan.cxxLibrary === "static" ? [] : linkedStatically);
	return guestSpecs(real, `${HOST}/lib/gcc/${triplet}/${version}`, profile, host, {
		...plan.nativeCpu !== void 0 && { cpu: plan.nativeCpu },
		...plan.ownSysroot && !profile.libcDevelopment && { ownSysroot: `/${OWN_SYSROOT}` },
		...guest !== void 0 && { guest },
		...plan.cxxLibrary === "static" && { staticOnly: true },
		staticSanitizers: staticSanitizers(linkedStatically),
		...shared.length > 0 && { sharedDirectory: `/${sharedDirectory(triplet)}` }
	});
}
// src/components/toolchain/finish.ts
const MANIFEST = "x86_64/share/toolchain/toolchain.json";
function layoutOf({ libc, multiarch }) {
	return `${libc.kind} ${multiarch ?? (libc.kind === "musl" ? "lib" : "lib64")}`;
}
async function buildChecked(name, toolchain, profile, workDirectory) {
	const entries = await toolchain.build(workDirectory);
	const files = () => [...targetFiles(entries), ...toolchain.libcFiles?.() ?? []];
	const needs = toolchain.needs ?? await collectNeeds(files(), toolchain.libc);
	checkToolchainFits(name, needs, profile, toolchain.unfitHint);
	const manifest = {
		format: 1,
		about: toolchain.about ?? "",
		layout: layoutOf(profile),
		tools: toolchain.tools,
		libraries: toolchain.libraries.map(({ soname }) => soname),
		needs,
		hasDebugger: toolchain.hasDebugger ?? false,
		...toolchain.madeFor && { madeFor: toolchain.madeFor }
	};
	return [...entries, textEntry(MANIFEST, `${JSON.stringify(manifest, void 0, 1)}\n`)];
}
// src/components/toolchain/made-for.ts
function checkMadeFor(location, { layout, madeFor }, profile, cpu) {
	const refuse = (code, why, hint = SAVE_ANOTHER) => new ToolError(code, `toolchain: ${location} ${why}`, hint);
	const own = layoutOf(profile);
	if (layout !== own) throw refuse("sdk-other-layout", `was made for a root filesystem with ${layout}, and this one has ${own}`);
	const directory = madeFor?.gccDirectory;
	if (directory !== void 0 && !profile.libstdcxx?.some((files) => files.directory === directory)) throw refuse("sdk-other-gcc", `links with the libraries of the root filesystem's own gcc in ${directory}, and this one has no g++ there`);
	if (madeFor !== void 0 && !runsOn(madeFor.cpu, cpu)) throw refuse("sdk-other-cpu", `compiles for ${madeFor.cpu}, and cpu is ${cpu}, which may lack some of its instructions`, `use cpu=${madeFor.cpu}, or save one that was made with this cpu (outputs: type=sdk)`);
}
const SAVE_ANOTHER = "save one that was made for such a root filesystem (outputs: type=sdk)";
function defaultsWarning(location, { madeFor }, profile) {
	const wanted = defaultLines(profile);
	if (madeFor === void 0 || madeFor.defaults.length === 0 || wanted.length === 0) return void 0;
	const others = wanted.filter((line) => !madeFor.defaults.includes(line) && !isOff(line, madeFor.defaults));
	const more = madeFor.defaults.filter((line) => !wanted.includes(line) && !isOff(line, wanted));
	const names = new Set([...others, ...more].map((line) => line.split("=")[0]));
	if (names.size === 0) return void 0;
	return `toolchain: ${location} was made for a root filesystem whose gcc has other defaults than this one's (${[...names].join(", ")}): what it builds is hardened as there; ${SAVE_ANOTHER}`;
}
function isOff(line, there) {
	const [name, value] = line.split("=");
	return (value === "false" || value === "0") && !there.some((other) => other.startsWith(`${name}=`));
}
// src/components/toolchain/saved.ts
function savedToolchain({ location, sha256 }, manifest, unpack, profile, cpu, host) {
	checkMadeFor(location, manifest, profile, cpu);
	const warning = defaultsWarning(location, manifest, profile);
	if (warning !== void 0) host.warning(warning);
	return {
		parts: {
			provider: "saved",
			recipe: RECIPES["toolchain-sdk"],
			sha256
		},
		tools: manifest.tools,
		libraries: manifest.libraries.map((soname) => ({
			soname,
			file: `/${LIBRARIES}/${soname}`
		})),
		about: manifest.about,
		needs: manifest.needs,
		hasDebugger: manifest.hasDebugger,
		...manifest.madeFor && { madeFor: manifest.madeFor },
		build: async () => {
			return (await directoryEntries(join(await unpack(), "x86_64"), "x86_64")).filter(({ path }) => path !== MANIFEST);
		}
	};
}
function parseManifest$1(text, location) {
	let value;
	let cause;
	try {
		value = JSON.parse(text);
	} catch (error) {
		cause = error;
	}
	if (isManifest(value)) return value;
	throw new ToolError("sdk-damaged", `toolchain: ${location} has a ${MANIFEST} that is not ours, or from a newer version`, "give a tarball that outputs: type=sdk wrote", { cause });
}
function isManifest(value) {
	const { format, about, layout, tools, libraries, needs, hasDebugger, madeFor } = value ?? {};
	const told = typeof about === "string" && typeof layout === "string" && typeof hasDebugger === "boolean";
	const known = [tools, libraries].every(areNames) && areNeeds(needs);
	return format === 1 && told && known && (madeFor === void 0 || isMadeFor(madeFor));
}
function isMadeFor(value) {
	const { cpu, gccDirectory, defaults } = value ?? {};
	const isText = (text) => typeof text === "string";
	return isText(cpu) && Array.isArray(defaults) && defaults.every(isText) && (gccDirectory === void 0 || isText(gccDirectory));
}
function areNames(value) {
	return Array.isArray(value) && value.every((name) => /^[\w+-][\w.+-]*$/.test(String(name)));
}
function areNeeds(value) {
	const { libc, versions } = value ?? {};
	return (libc === "glibc" || libc === "musl") && Array.isArray(versions) && versions.every(isVersion);
}
function isVersion(value) {
	const { version, count, symbols } = value ?? {};
	return typeof version === "string" && typeof count === "number" && Array.isArray(symbols);
}
// src/components/toolchain/sdk-facts.ts
async function inspectSdk(source, unpack, host) {
	const key = contentKey("sdk", {
		sha256: source.sha256,
		recipe: RECIPES["toolchain-sdk"]
	});
	const known = await restoreRecord(key, host);
	if (known !== void 0) return known;
	const facts = await inspect(await unpack(), source.location, host);
	await saveRecord(key, facts, host);
	return facts;
}
async function inspect(directory, location, host) {
	const text = await readOptional(join(directory, MANIFEST));
	if (text !== void 0) {
		const manifest = parseManifest$1(text, location);
		return {
			kind: "saved",
			manifest,
			needs: manifest.needs
		};
	}
	const [only = "", ...others] = await readdir(directory);
	for (const top of others.length === 0 ? [only, ""] : [""]) {
		const layout = await findLayout(join(directory, top));
		if (layout !== void 0) return foreign(join(directory, top), top, layout, host);
	}
	throw new ToolError("sdk-without-compiler", `the SDK tarball ${location} has no bin/aarch64-…-linux-…-gcc and lib/gcc`, "give a toolchain for aarch64 Linux with glibc or musl that runs on x86-64: from outputs: type=sdk, Buildroot's \"make sdk\", Bootlin or Arm");
}
async function foreign(directory, top, layout, host) {
	const entries = await sdkEntries(directory, layout, false);
	const libc = await sysrootEntries(directory, layout);
	const unusable = unusableTools(entries, layout);
	const prefix = `${HOST}/bin/${layout.target}-`;
	const present = new Set(entries.map(({ path }) => path));
	const tools = TOOLS.filter((tool) => present.has(`${prefix}${tool}`) && !unusable.includes(tool));
	return {
		kind: "foreign",
		top,
		layout,
		compiler: await readCompiler$1(sourceFile(entries.find(({ path }) => path === `${prefix}gcc`)) ?? join(directory, "bin", `${layout.target}-gcc`), host),
		tools,
		unusable,
		needs: await collectNeeds(targetFiles([...entries, ...libc])),
		glibc: await glibcOf(libc)
	};
}
function unusableTools(entries, { target }) {
	const own = new Set(entries.map(({ path }) => path).filter((path) => path.startsWith(`${HOST}/lib/`)));
	const unusable = [];
	for (const entry of entries) {
		const file = sourceFile(entry);
		if (file === void 0 || !/^x86_64\/host\/(bin|libexec\/gcc\/.*\/(cc1|cc1plus|collect2|lto1))/.test(entry.path)) continue;
		const tool = entry.path.replace(`${HOST}/bin/${target}-`, "");
		const isDebugger = tool.startsWith("gdb");
		const missing = (neededLibraries(file) ?? []).find((soname) => !RUNTIME_SONAMES.includes(soname) && !own.has(`x86_64/host/lib/${soname}`) || isDebugger && soname.startsWith("libpython"));
		if (missing === void 0) continue;
		if (!isDebugger) throw libraryMissing(tool, missing);
		unusable.push(tool);
	}
	return unusable;
}
function libraryMissing(program, soname) {
	return new ToolError("sdk-library-missing", `toolchain: its ${program} needs the shared library ${soname}, which is neither in the tarball nor in images`, "use a tarball that brings its own libraries in lib/, as those of Bootlin, Arm and \"make sdk\" do");
}
async function glibcOf(libc) {
	const file = sourceFile(libc.find(({ path }) => path.endsWith("/libc.so.6")));
	if (file === void 0) return "0";
	const bytes = await readFile(file);
	return highestVersion(ofFile(file, () => versionsDefined(bytes)), "GLIBC_") ?? "0";
}
// src/components/toolchain/sdk.ts
async function sdkToolchain(spec, profile, cpu, host) {
	const source = await openSource$1(spec, "toolchain", host);
	const unpack = unpacker(source, host);
	const facts = await inspectSdk(source, unpack, host);
	checkToolchainFits(`toolchain ${source.location}`, facts.needs, profile);
	if (facts.kind === "saved") return savedToolchain(source, facts.manifest, unpack, profile, cpu, host);
	return foreignToolchain(source, facts, unpack, profile, cpu);
}
function foreignToolchain(source, facts, unpack, profile, cpu) {
	const { layout, compiler } = facts;
	const hasDebugger = facts.tools.includes("gdb");
	const core = coreOf(cpu);
	const major = Number.parseInt(layout.version, 10);
	const names = plainNames(new Set(facts.tools), major, profile.gccMajor);
	const ownSysroot = !profile.libcDevelopment && layout.sysroot !== void 0 && (profile.libc.kind === "musl" || compareVersions(facts.glibc, profile.libc.version) <= 0);
	const directory = `${HOST}/lib/gcc/${layout.target}/${layout.version}`;
	const specs = specsFile(compiler, {
		profile,
		directory,
		...core !== void 0 && { cpu: core },
		...ownSysroot && { ownSysroot: `/${OWN_SYSROOT}` }
	});
	return {
		parts: {
			provider: "sdk",
			recipe: RECIPES["toolchain-sdk"],
			sha256: source.sha256,
			names: [...names.keys()],
			specs,
			defaults: defaultLines(profile),
			fits: fitLimits(profile),
			sysroot: String(ownSysroot)
		},
		tools: [...names.keys()],
		libraries: [],
		about: `gcc ${layout.version}`,
		ownSysroot,
		needs: facts.needs,
		hasDebugger,
		madeFor: {
			cpu: core ?? "",
			defaults: defaultLines(profile)
		},
		build: async () => {
			const unpacked = join(await unpack(), facts.top);
			const programs = new Map(facts.tools.map((tool) => [tool, `${layout.target}-${tool}`]));
			const tree = new Map();
			for (const entry of nameLinks(programs, names)) tree.set(entry.path, entry);
			for (const entry of await sdkEntries(unpacked, layout, ownSysroot)) if (hasDebugger || !entry.path.startsWith(`x86_64/host/share/gdb/`)) tree.set(entry.path, entry);
			for (const name of facts.unusable) tree.delete(`${HOST}/bin/${layout.target}-${name}`);
			const specsPath = `${directory}/specs`;
			tree.set(specsPath, textEntry(specsPath, specs));
			const sourcesPath = "x86_64/share/toolchain/SOURCES";
			tree.set(sourcesPath, textEntry(sourcesPath, sourcesNotice(source, facts, ownSysroot)));
			return [...tree.values()];
		}
	};
}
function sourcesNotice({ sha256 }, { layout, glibc }, ownSysroot) {
	const gcc = sourceRow({
		name: "gcc",
		version: layout.version,
		licence: "GPL-3.0+"
	});
	const libc = sourceRow({
		name: "glibc",
		version: glibc,
		licence: "LGPL-2.1+"
	});
	return [`A toolchain from a tarball with SHA-256 ${sha256}:`, ...[
		"",
		gcc,
		...ownSysroot && glibc !== "0" ? [libc] : [],
		"",
		NOT_ALL,
		""
	]].join("\n");
}
function unpacker(source, host) {
	return lazily(async () => {
		const directory = await host.tempDir("sdk");
		const complaint = await unpackTarball(await source.fetch(), directory, host);
		if (complaint === void 0) return directory;
		throw new ToolError("sdk-damaged", `toolchain: ${source.location} cannot be unpacked: ${complaint}`, "give an intact tarball (.tar, .tar.gz, .tar.xz, .tar.zst)");
	});
}
// src/components/toolchain/cross-libc.ts
const DIRECTORY = "/usr/aarch64-linux-gnu";
const RUNTIME = "libc6-arm64-cross";
const DEVELOPMENT = ["libc6-dev-arm64-cross", "linux-libc-dev-arm64-cross"];
async function crossLibc(host, development) {
	const packages = await installedPackages(host, [RUNTIME, ...development ? DEVELOPMENT : []]);
	const entries = [];
	for (const { name } of packages) for (const file of await packageFiles(host, name)) {
		const path = file.startsWith(`${DIRECTORY}/`) ? ownSysrootPath(`usr/${file.slice(23)}`) : void 0;
		const entry = path === void 0 ? void 0 : pathEntry(file, path);
		if (entry) entries.push(entry);
	}
	return {
		entries,
		version: /^[\d.]+/.exec(packages.find(({ name }) => name === RUNTIME)?.version ?? "")?.[0] ?? "0",
		packages: packages.map((item) => `${item.name}=${item.version}`)
	};
}
// src/components/toolchain/system-packages.ts
const TRIPLET$1 = "aarch64-linux-gnu";
const REQUIRED = [
	`gcc-${TRIPLET$1}`,
	`g++-${TRIPLET$1}`,
	`binutils-${TRIPLET$1}`,
	DEBUGGER_PACKAGE
];
const PARTS = [`*-${TRIPLET$1}`, "*-arm64-cross"];
async function findSystemPackages(host, wantedMajor) {
	const installed = await installedPackages(host, [...REQUIRED, ...PARTS]);
	const names = new Map(installed.map((item) => [item.name, item]));
	const missing = REQUIRED.filter((name) => !names.has(name));
	const major = chooseMajor([...names.keys()], names.get(`gcc-${TRIPLET$1}`)?.depends ?? "", wantedMajor);
	if (missing.length > 0 || major === void 0) throw notInstalled(missing.length > 0 ? missing : REQUIRED);
	return {
		major,
		packages: withParts(installed, major)
	};
}
function notInstalled(missing) {
	return new ToolError("toolchain-not-installed", `toolchain "system" needs this machine's packaged aarch64 cross compiler; not installed: ${missing.join(", ")}`, `install it: sudo apt-get install ${missing.join(" ")}`);
}
function chooseMajor(names, defaultDepends, wanted) {
	const majors = names.map((name) => Number(/^gcc-(\d+)-aarch64-linux-gnu$/.exec(name)?.[1])).filter((major) => major > 0 && names.includes(`g++-${major}-${TRIPLET$1}`));
	const usual = Number(/\bgcc-(\d+)-aarch64-linux-gnu\b/.exec(defaultDepends)?.[1]);
	if (wanted !== void 0 && majors.includes(wanted)) return wanted;
	return majors.includes(usual) ? usual : majors.sort((a, b) => b - a)[0];
}
function withParts(installed, major) {
	const main = new Set([
		...[
			`gcc-${major}-${TRIPLET$1}`,
			`g++-${major}-${TRIPLET$1}`,
			`cpp-${major}-${TRIPLET$1}`
		],
		...[`libgcc-${major}-dev-arm64-cross`, `libstdc++-${major}-dev-arm64-cross`],
		`binutils-${TRIPLET$1}`
	]);
	const found = installed.filter(({ name }) => main.has(name));
	const all = new Set([...main, ...found.flatMap(({ depends }) => crossLibraries(depends))]);
	return installed.filter(({ name }) => all.has(name));
}
function crossLibraries(depends) {
	const names = depends.match(/[a-z0-9][a-z0-9.+-]*-arm64-cross\b/g) ?? [];
	return [...new Set(names)].filter((name) => !/^(libc6|linux-libc)-/.test(name)).sort();
}
// src/components/toolchain/system-compiler.ts
const PROGRAMS = /^\/usr\/bin\/aarch64-linux-gnu-(?!lto-dump)/;
function systemCompiler(host) {
	const usual = begun(readCompiler(void 0, host));
	return async (wantedMajor) => {
		const { found } = await usual;
		if (wantedMajor === void 0 || wantedMajor === found.major) return usual;
		return (await findSystemPackages(host, wantedMajor)).major === found.major ? usual : readCompiler(wantedMajor, host);
	};
}
async function readCompiler(wantedMajor, host) {
	const found = await findSystemPackages(host, wantedMajor);
	const [tree, libc, installed] = await Promise.all([
		packageTree(host, found.packages, {
			to: HOST,
			programs: PROGRAMS
		}),
		crossLibc(host, false),
		installedLibraries(host)
	]);
	const needs = await collectNeeds(targetFiles([...tree.values(), ...libc.entries]));
	const libraries = libraryClosure([...tree.values()].flatMap((entry) => sourceFile(entry) ?? []), installed, new Set(RUNTIME_SONAMES));
	return {
		found,
		tree,
		libc,
		needs,
		libraries,
		libraryHashes: await hashLibraries(libraries)
	};
}
// src/components/toolchain/system.ts
const TRIPLET = "aarch64-linux-gnu";
function systemToolchain(cpu, host) {
	const compilerFor = systemCompiler(host);
	return async (profile) => fitted(await compilerFor(profile.gccMajor), profile, cpu, host);
}
async function fitted({ found, tree, needs, libraries, ...compiler }, profile, cpu, host) {
	checkToolchainFits("toolchain \"system\"", needs, profile);
	const libc = profile.libcDevelopment ? compiler.libc : await crossLibc(host, true);
	const ownSysroot = !profile.libcDevelopment && compareVersions(libc.version, profile.libc.version) <= 0;
	const core = coreOf(cpu);
	const programs = findPrograms(tree, found.major);
	const names = plainNames(new Set(programs.keys()), found.major, profile.gccMajor);
	return {
		parts: {
			provider: "system",
			recipe: RECIPES["toolchain-system"],
			major: String(found.major),
			packages: found.packages.map(({ name, version }) => `${name}=${version}`),
			libraries: compiler.libraryHashes,
			names: [...names.keys()],
			layout: profile.multiarch ?? "lib64",
			cpu: core ?? "",
			defaults: defaultLines(profile),
			fits: fitLimits(profile),
			sysroot: ownSysroot ? libc.packages : []
		},
		tools: [...names.keys()],
		libraries,
		about: describePackages(found.packages),
		ownSysroot,
		needs,
		madeFor: {
			cpu: core ?? "",
			defaults: defaultLines(profile)
		},
		build: async () => [
			...tree.values(),
			...nameLinks(programs, names),
			...missingLinks(tree, found),
			...ownSysroot ? await withOwnScripts(libc.entries) : [],
			await guestSpecs(`${TRIPLET}-gcc-${found.major}`, parts(found.major), profile, host, {
				...core !== void 0 && { cpu: core },
				...ownSysroot && { ownSysroot: `/${OWN_SYSROOT}` }
			}),
			...libraries.map(({ soname, file }) => fileEntry(`${LIBRARIES}/${soname}`, file, false)),
			...await noticesFor(host, found.packages, libraries, "x86_64/share/toolchain")
		]
	};
}
function describePackages(packages) {
	const versionOf = (name) => packages.find((item) => name.test(item.name))?.version;
	return [["gcc", versionOf(/^gcc-\d+-aarch64-linux-gnu$/)], ["binutils", versionOf(/^binutils-aarch64-linux-gnu$/)]].map(([name, version]) => `${name} ${/^[\d.]+/.exec(version ?? "")?.[0] ?? "?"}`).join(", ");
}
function findPrograms(tree, major) {
	const programs = new Map();
	for (const tool of TOOLS) {
		const name = [`${TRIPLET}-${tool}-${major}`, `${TRIPLET}-${tool}`].find((candidate) => tree.has(`${HOST}/bin/${candidate}`));
		if (name !== void 0) programs.set(tool, name);
	}
	return programs;
}
function missingLinks(tree, { major }) {
	const links = pluginLinks(`lib/gcc-cross/${TRIPLET}/${major}`, ["lib", `lib/${TRIPLET}`], tree);
	for (const [tool, file] of findPrograms(tree, major)) {
		const path = `${HOST}/bin/${TRIPLET}-${tool}`;
		if (!tree.has(path)) links.push(linkEntry(path, file));
	}
	return links;
}
function parts(major) {
	return `${HOST}/lib/gcc-cross/${TRIPLET}/${major}`;
}
// src/components/toolchain/component.ts
function selectToolchain(inputs, host) {
	if (inputs.toolchain === "system") return systemToolchain(inputs.cpu, host);
	if (inputs.toolchain !== "buildroot") return (profile) => sdkToolchain(inputs.toolchain, profile, inputs.cpu, host);
	return async (profile) => {
		const { buildrootMirror: mirror, buildrootDlDir: dlDir } = inputs;
		if (mirror !== void 0) hideSecrets(mirror, host);
		const sources = {
			...mirror && { mirror },
			...dlDir && { dlDir: resolve(dlDir) }
		};
		return buildrootToolchain(planToolchain(profile, await readOverrides(inputs, host)), sources, profile, host);
	};
}
function beginToolchain(inputs, host) {
	const toolchainFor = selectToolchain(inputs, host);
	return async (profile) => componentOf(await toolchainFor(profile), inputs, profile, host);
}
function componentOf(toolchain, inputs, profile, host) {
	if (!profile.libcDevelopment) host.warning(developmentHint(profile, toolchain));
	const key = contentKey("toolchain", toolchain.parts);
	const { about, prepare, saved } = toolchain;
	return {
		name: "toolchain",
		key,
		toolchain,
		...about !== void 0 && { about },
		...prepare !== void 0 && { prepare },
		...saved !== void 0 && { saved },
		build: (workDirectory) => buildChecked(`toolchain "${shownAddress(inputs.toolchain)}"`, toolchain, profile, workDirectory)
	};
}
function developmentHint({ packageManager }, { ownSysroot }) {
	const name = DEVELOPMENT_PACKAGES[packageManager ?? ""] ?? "the development package of its libc";
	return `the root filesystem has no libc development files (stdio.h, crt1.o): ${ownSysroot ? `the toolchain's own are used until ${name} is installed in the image` : `install ${name} in the image before compiling`}`;
}
const DEVELOPMENT_PACKAGES = {
	apt: "libc6-dev",
	dnf: "glibc-devel",
	yum: "glibc-devel",
	zypper: "glibc-devel",
	apk: "musl-dev",
	pacman: "glibc"
};
// src/components/choose.ts
function chooseComponents(inputs, host) {
	const emulating = begun(emulatorComponent(inputs, host));
	const debugging = begun(debuggerComponent(host));
	const toolchainFor = beginToolchain(inputs, host);
	return async (profile) => {
		const building = begun(toolchainFor(profile));
		const accelerating = begun(nativesComponent(inputs, profile, host));
		const emulator = await emulating;
		const toolchain = await building;
		const own = toolchain.toolchain.hasDebugger ? [] : await orNone(debugging, host);
		const natives = await accelerating;
		const runtime = await runtimeComponent(inputs, profile, host, toolchain.toolchain, own, natives);
		return [
			emulator,
			toolchain,
			...own,
			...natives === void 0 ? [] : [natives],
			runtime
		];
	};
}
async function orNone(debugging, host) {
	const found = await debugging;
	if (found !== void 0) return [found];
	host.info(`the image gets no cross gdb, since this machine has none: sudo apt-get install ${DEBUGGER_PACKAGE} before, to have one`);
	return [];
}
// src/files/atomic-file.ts
async function writeAtomically(file, write) {
	const partial = `${file}.${randomUUID()}.partial`;
	try {
		const result = await write(partial);
		await rename(partial, file);
		return result;
	} catch (error) {
		await rm(partial, { force: true });
		throw error;
	}
}
// src/cache/layer-directory.ts
function blobPath(directory) {
	return join(directory, "blob");
}
async function writeLayerDirectory(directory, layer) {
	await mkdir(directory, { recursive: true });
	const blob = blobPath(directory);
	if (!await isThere$1(blob)) await writeAtomically(blob, (file) => pipeline$1(layer.open(), createWriteStream(file)));
	const { mediaType, digest, size, diffId, createdBy } = layer;
	const json = `${JSON.stringify({
		mediaType,
		digest,
		size,
		diffId,
		createdBy
	}, null, 2)}\n`;
	await writeAtomically(join(directory, "layer.json"), (file) => writeFile(file, json));
}
async function readLayerDirectory(directory) {
	const blob = blobPath(directory);
	if (!await isThere$1(blob)) return void 0;
	const record = await readRecord(join(directory, "layer.json"));
	if (record === void 0) return void 0;
	const { digest, size } = await digestFile(blob);
	if (digest !== record.digest || size !== record.size) return void 0;
	const open = () => createReadStream(blob, { highWaterMark: 1 << 20 });
	return {
		...record,
		open,
		pieces: () => filePieces(blob)
	};
}
async function readRecord(file) {
	const text = await readOptional(file);
	return text === void 0 ? void 0 : parseRecord(text);
}
function parseRecord(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return;
	}
	const { mediaType, digest, size, diffId, createdBy } = value ?? {};
	if (typeof mediaType !== "string" || typeof createdBy !== "string" || typeof size !== "number") return void 0;
	return isDigest(digest) && isDigest(diffId) ? {
		mediaType,
		digest,
		size,
		diffId,
		createdBy
	} : void 0;
}
// src/compress/blocks.ts
const LIBUV_THREADS = 4;
async function* mapBlocks(source, { size, window, parallel = Math.min(availableParallelism(), LIBUV_THREADS) }, work) {
	const running = [];
	try {
		for await (const block of cut(source, size, window)) {
			const result = work(block);
			result.catch(() => void 0);
			running.push(result);
			if (running.length > 2 * parallel) yield await running.shift();
		}
		for (let next = running.shift(); next !== void 0; next = running.shift()) yield await next;
	} finally {
		await Promise.allSettled(running);
	}
}
async function* cut(source, size, window) {
	let bytes = Buffer.allocUnsafeSlow(size);
	let before = Buffer.alloc(0);
	let filled = 0;
	for await (const chunk of source) for (let taken = 0; taken < chunk.length;) {
		const part = chunk.subarray(taken, taken + size - filled);
		bytes.set(part, filled);
		filled += part.length;
		taken += part.length;
		if (filled < size) continue;
		yield {
			bytes,
			before
		};
		before = bytes.subarray(size - window);
		bytes = Buffer.allocUnsafeSlow(size);
		filled = 0;
	}
	if (filled > 0) yield {
		bytes: bytes.subarray(0, filled),
		before
	};
}
// src/compress/gzip.ts
const BLOCK$1 = 262144;
const WINDOW = 32768;
const HEADER = Buffer.from([
	31,
	139,
	8,
	0,
	0,
	0,
	0,
	0,
	0,
	255
]);
const LAST_BLOCK = Buffer.from([3, 0]);
async function* gzipStream(source, level, parallel) {
	let crc = 0;
	let size = 0;
	async function* checked() {
		for await (const chunk of source) {
			crc = crc32(chunk, crc);
			size += chunk.length;
			yield chunk;
		}
	}
	yield HEADER;
	const settings = {
		size: BLOCK$1,
		window: WINDOW,
		...parallel === void 0 ? {} : { parallel }
	};
	yield* mapBlocks(checked(), settings, (block) => deflateBlock(block, level));
	yield LAST_BLOCK;
	const trailer = Buffer.alloc(8);
	trailer.writeUInt32LE(crc, 0);
	trailer.writeUInt32LE(size % 2 ** 32, 4);
	yield trailer;
}
function deflateBlock({ bytes, before }, level) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const options = {
		level,
		finishFlush: constants$3.Z_SYNC_FLUSH,
		chunkSize: BLOCK$1 / 2,
		...before.length === 0 ? {} : { dictionary: before }
	};
	deflateRaw(bytes, options, (error, deflated) => error ? reject(error) : resolve(deflated));
	return promise;
}
// src/compress/zstd.ts
const FRAME = 4194304;
async function* zstdStream(source, level, parallel) {
	let empty = true;
	const settings = {
		size: FRAME,
		window: 0,
		...parallel === void 0 ? {} : { parallel }
	};
	for await (const frame of mapBlocks(source, settings, ({ bytes }) => compressFrame(bytes, level))) {
		empty = false;
		yield frame;
	}
	if (empty) yield await compressFrame(Buffer.alloc(0), level);
}
function compressFrame(bytes, level) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const params = {
		[constants$3.ZSTD_c_compressionLevel]: level,
		[constants$3.ZSTD_c_checksumFlag]: 1
	};
	zstdCompress(bytes, { params }, (error, frame) => error ? reject(error) : resolve(frame));
	return promise;
}
// src/compress/compression.ts
const LEVELS = {
	gzip: {
		least: 1,
		most: 9,
		standard: 6
	},
	zstd: {
		least: 1,
		most: 22,
		standard: 3
	}
};
const DEFAULT_COMPRESSION = {
	type: "gzip",
	level: LEVELS.gzip.standard
};
function compress(source, { type, level }) {
	return type === "gzip" ? gzipStream(source, level) : zstdStream(source, level);
}
function layerMediaType({ type }) {
	return type === "gzip" ? MEDIA_TYPES.layerGzip : MEDIA_TYPES.layerZstd;
}
function compressionKey({ type, level }) {
	return `${type}2-${level}`;
}
// src/source-date-epoch.ts
const LAST = 8 ** 11 - 1;
function sourceDateEpoch({ SOURCE_DATE_EPOCH: value = "" }) {
	if (/^\d*$/.test(value) && Number(value) <= LAST) return Number(value);
	throw new ToolError("source-date-epoch", `SOURCE_DATE_EPOCH is ${JSON.stringify(value)}, and not a time in seconds since 1970 before 2242`, "set it to what git log -1 --format=%ct prints, or unset it");
}
// node_modules/events-universal/default.js
var require_default = __commonJSMin(((exports, module) => {
	module.exports = __require("events");
}));
// node_modules/fast-fifo/fixed-size.js
var require_fixed_size = __commonJSMin(((exports, module) => {
	module.exports = class FixedFIFO {
		constructor(hwm) {
			if (!(hwm > 0) || (hwm - 1 & hwm) !== 0) throw new Error("Max size for a FixedFIFO should be a power of two");
			this.buffer = new Array(hwm);
			this.mask = hwm - 1;
			this.top = 0;
			this.btm = 0;
			this.next = null;
		}
		clear() {
			this.top = this.btm = 0;
			this.next = null;
			this.buffer.fill(void 0);
		}
		push(data) {
			if (this.buffer[this.top] !== void 0) return false;
			this.buffer[this.top] = data;
			this.top = this.top + 1 & this.mask;
			return true;
		}
		shift() {
			const last = this.buffer[this.btm];
			if (last === void 0) return void 0;
			this.buffer[this.btm] = void 0;
			this.btm = this.btm + 1 & this.mask;
			return last;
		}
		peek() {
			return this.buffer[this.btm];
		}
		isEmpty() {
			return this.buffer[this.btm] === void 0;
		}
	};
}));
// node_modules/fast-fifo/index.js
var require_fast_fifo = __commonJSMin(((exports, module) => {
	const FixedFIFO = require_fixed_size();
	module.exports = class FastFIFO {
		constructor(hwm) {
			this.hwm = hwm || 16;
			this.head = new FixedFIFO(this.hwm);
			this.tail = this.head;
			this.length = 0;
		}
		clear() {
			this.head = this.tail;
			this.head.clear();
			this.length = 0;
		}
		push(val) {
			this.length++;
			if (!this.head.push(val)) {
				const prev = this.head;
				this.head = prev.next = new FixedFIFO(2 * this.head.buffer.length);
				this.head.push(val);
			}
		}
		shift() {
			if (this.length !== 0) this.length--;
			const val = this.tail.shift();
			if (val === void 0 && this.tail.next) {
				const next = this.tail.next;
				this.tail.next = null;
				this.tail = next;
				return this.tail.shift();
			}
			return val;
		}
		peek() {
			const val = this.tail.peek();
			if (val === void 0 && this.tail.next) return this.tail.next.peek();
			return val;
		}
		isEmpty() {
			return this.length === 0;
		}
	};
}));
// node_modules/b4a/index.js
var require_b4a = __commonJSMin(((exports, module) => {
	function isBuffer(value) {
		return Buffer.isBuffer(value) || value instanceof Uint8Array;
	}
	function isEncoding(encoding) {
		return Buffer.isEncoding(encoding);
	}
	function alloc(size, fill, encoding) {
		return Buffer.alloc(size, fill, encoding);
	}
	function allocUnsafe(size) {
		return Buffer.allocUnsafe(size);
	}
	function allocUnsafeSlow(size) {
		return Buffer.allocUnsafeSlow(size);
	}
	function byteLength(string, encoding) {
		return Buffer.byteLength(string, encoding);
	}
	function compare(a, b) {
		return Buffer.compare(a, b);
	}
	function concat(buffers, totalLength) {
		return Buffer.concat(buffers, totalLength);
	}
	function copy(source, target, targetStart, start, end) {
		return toBuffer(source).copy(target, targetStart, start, end);
	}
	function equals(a, b) {
		return toBuffer(a).equals(b);
	}
	function fill(buffer, value, offset, end, encoding) {
		return toBuffer(buffer).fill(value, offset, end, encoding);
	}
	function from(value, encodingOrOffset, length) {
		return Buffer.from(value, encodingOrOffset, length);
	}
	function includes(buffer, value, byteOffset, encoding) {
		return toBuffer(buffer).includes(value, byteOffset, encoding);
	}
	function indexOf(buffer, value, byfeOffset, encoding) {
		return toBuffer(buffer).indexOf(value, byfeOffset, encoding);
	}
	function lastIndexOf(buffer, value, byteOffset, encoding) {
		return toBuffer(buffer).lastIndexOf(value, byteOffset, encoding);
	}
	function swap16(buffer) {
		return toBuffer(buffer).swap16();
	}
	function swap32(buffer) {
		return toBuffer(buffer).swap32();
	}
	function swap64(buffer) {
		return toBuffer(buffer).swap64();
	}
	function toBuffer(buffer) {
		if (Buffer.isBuffer(buffer)) return buffer;
		return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
	}
	function toString(buffer, encoding, start, end) {
		return toBuffer(buffer).toString(encoding, start, end);
	}
	function toHex(buffer, start, end) {
		return toBuffer(buffer).toString("hex", start, end);
	}
	function write(buffer, string, offset, length, encoding) {
		return toBuffer(buffer).write(string, offset, length, encoding);
	}
	function readDoubleBE(buffer, offset) {
		return toBuffer(buffer).readDoubleBE(offset);
	}
	function readDoubleLE(buffer, offset) {
		return toBuffer(buffer).readDoubleLE(offset);
	}
	function readFloatBE(buffer, offset) {
		return toBuffer(buffer).readFloatBE(offset);
	}
	function readFloatLE(buffer, offset) {
		return toBuffer(buffer).readFloatLE(offset);
	}
	function readInt32BE(buffer, offset) {
		return toBuffer(buffer).readInt32BE(offset);
	}
	function readInt32LE(buffer, offset) {
		return toBuffer(buffer).readInt32LE(offset);
	}
	function readUInt32BE(buffer, offset) {
		return toBuffer(buffer).readUInt32BE(offset);
	}
	function readUInt32LE(buffer, offset) {
		return toBuffer(buffer).readUInt32LE(offset);
	}
	function writeDoubleBE(buffer, value, offset) {
		return toBuffer(buffer).writeDoubleBE(value, offset);
	}
	function writeDoubleLE(buffer, value, offset) {
		return toBuffer(buffer).writeDoubleLE(value, offset);
	}
	function writeFloatBE(buffer, value, offset) {
		return toBuffer(buffer).writeFloatBE(value, offset);
	}
	function writeFloatLE(buffer, value, offset) {
		return toBuffer(buffer).writeFloatLE(value, offset);
	}
	function writeInt32BE(buffer, value, offset) {
		return toBuffer(buffer).writeInt32BE(value, offset);
	}
	function writeInt32LE(buffer, value, offset) {
		return toBuffer(buffer).writeInt32LE(value, offset);
	}
	function writeUInt32BE(buffer, value, offset) {
		return toBuffer(buffer).writeUInt32BE(value, offset);
	}
	function writeUInt32LE(buffer, value, offset) {
		return toBuffer(buffer).writeUInt32LE(value, offset);
	}
	module.exports = {
		isBuffer,
		isEncoding,
		alloc,
		allocUnsafe,
		allocUnsafeSlow,
		byteLength,
		compare,
		concat,
		copy,
		equals,
		fill,
		from,
		includes,
		indexOf,
		lastIndexOf,
		swap16,
		swap32,
		swap64,
		toBuffer,
		toString,
		toHex,
		write,
		readDoubleBE,
		readDoubleLE,
		readFloatBE,
		readFloatLE,
		readInt32BE,
		readInt32LE,
		readUInt32BE,
		readUInt32LE,
		writeDoubleBE,
		writeDoubleLE,
		writeFloatBE,
		writeFloatLE,
		writeInt32BE,
		writeInt32LE,
		writeUInt32BE,
		writeUInt32LE
	};
}));
// node_modules/text-decoder/lib/pass-through-decoder.js
var require_pass_through_decoder = __commonJSMin(((exports, module) => {
	const b4a = require_b4a();
	module.exports = class PassThroughDecoder {
		constructor(encoding) {
			this.encoding = encoding;
		}
		get remaining() {
			return 0;
		}
		decode(data) {
			return b4a.toString(data, this.encoding);
		}
		flush() {
			return "";
		}
	};
}));
// node_modules/text-decoder/lib/utf8-decoder.js
var require_utf8_decoder = __commonJSMin(((exports, module) => {
	const b4a = require_b4a();
	module.exports = class UTF8Decoder {
		constructor() {
			this._reset();
		}
		get remaining() {
			return this.bytesSeen;
		}
		decode(data) {
			if (data.byteLength === 0) return "";
			if (this.bytesNeeded === 0 && trailingIncomplete(data, 0) === 0) {
				this.bytesSeen = trailingBytesSeen(data);
				return b4a.toString(data, "utf8");
			}
			let result = "";
			let start = 0;
			if (this.bytesNeeded > 0) {
				while (start < data.byteLength) {
					const byte = data[start];
					if (byte < this.lowerBoundary || byte > this.upperBoundary) {
						result += "�";
						this._reset();
						break;
					}
					this.lowerBoundary = 128;
					this.upperBoundary = 191;
					this.codePoint = this.codePoint << 6 | byte & 63;
					this.bytesSeen++;
					start++;
					if (this.bytesSeen === this.bytesNeeded) {
						result += String.fromCodePoint(this.codePoint);
						this._reset();
						break;
					}
				}
				if (this.bytesNeeded > 0) return result;
			}
			const trailing = trailingIncomplete(data, start);
			const end = data.byteLength - trailing;
			if (end > start) result += b4a.toString(data, "utf8", start, end);
			for (let i = end; i < data.byteLength; i++) {
				const byte = data[i];
				if (this.bytesNeeded === 0) {
					if (byte <= 127) {
						this.bytesSeen = 0;
						result += String.fromCharCode(byte);
					} else if (byte >= 194 && byte <= 223) {
						this.bytesNeeded = 2;
						this.bytesSeen = 1;
						this.codePoint = byte & 31;
					} else if (byte >= 224 && byte <= 239) {
						if (byte === 224) this.lowerBoundary = 160;
						else if (byte === 237) this.upperBoundary = 159;
						this.bytesNeeded = 3;
						this.bytesSeen = 1;
						this.codePoint = byte & 15;
					} else if (byte >= 240 && byte <= 244) {
						if (byte === 240) this.lowerBoundary = 144;
						else if (byte === 244) this.upperBoundary = 143;
						this.bytesNeeded = 4;
						this.bytesSeen = 1;
						this.codePoint = byte & 7;
					} else {
						this.bytesSeen = 1;
						result += "�";
					}
					continue;
				}
				if (byte < this.lowerBoundary || byte > this.upperBoundary) {
					result += "�";
					i--;
					this._reset();
					continue;
				}
				this.lowerBoundary = 128;
				this.upperBoundary = 191;
				this.codePoint = this.codePoint << 6 | byte & 63;
				this.bytesSeen++;
				if (this.bytesSeen === this.bytesNeeded) {
					result += String.fromCodePoint(this.codePoint);
					this._reset();
				}
			}
			return result;
		}
		flush() {
			const result = this.bytesNeeded > 0 ? "�" : "";
			this._reset();
			return result;
		}
		_reset() {
			this.codePoint = 0;
			this.bytesNeeded = 0;
			this.bytesSeen = 0;
			this.lowerBoundary = 128;
			this.upperBoundary = 191;
		}
	};
	function trailingIncomplete(data, start) {
		const len = data.byteLength;
		if (len <= start) return 0;
		const limit = Math.max(start, len - 4);
		let i = len - 1;
		while (i > limit && (data[i] & 192) === 128) i--;
		if (i < start) return 0;
		const byte = data[i];
		let needed;
		if (byte <= 127) return 0;
		if (byte >= 194 && byte <= 223) needed = 2;
		else if (byte >= 224 && byte <= 239) needed = 3;
		else if (byte >= 240 && byte <= 244) needed = 4;
		else return 0;
		const available = len - i;
		return available < needed ? available : 0;
	}
	function trailingBytesSeen(data) {
		const len = data.byteLength;
		if (len === 0) return 0;
		const last = data[len - 1];
		if (last <= 127) return 0;
		if ((last & 192) !== 128) return 1;
		const limit = Math.max(0, len - 4);
		let i = len - 2;
		while (i >= limit && (data[i] & 192) === 128) i--;
		if (i < 0) return 1;
		const first = data[i];
		let needed;
		if (first >= 194 && first <= 223) needed = 2;
		else if (first >= 224 && first <= 239) needed = 3;
		else if (first >= 240 && first <= 244) needed = 4;
		else return 1;
		if (len - i !== needed) return 1;
		if (needed >= 3) {
			const second = data[i + 1];
			if (first === 224 && second < 160) return 1;
			if (first === 237 && second > 159) return 1;
			if (first === 240 && second < 144) return 1;
			if (first === 244 && second > 143) return 1;
		}
		return 0;
	}
}));
// node_modules/text-decoder/index.js
var require_text_decoder = __commonJSMin(((exports, module) => {
	const PassThroughDecoder = require_pass_through_decoder();
	const UTF8Decoder = require_utf8_decoder();
	module.exports = class TextDecoder {
		constructor(encoding = "utf8") {
			this.encoding = normalizeEncoding(encoding);
			switch (this.encoding) {
				case "utf8":
					this.decoder = new UTF8Decoder();
					break;
				case "utf16le":
				case "base64": throw new Error("Unsupported encoding: " + this.encoding);
				default: this.decoder = new PassThroughDecoder(this.encoding);
			}
		}
		get remaining() {
			return this.decoder.remaining;
		}
		push(data) {
			if (typeof data === "string") return data;
			return this.decoder.decode(data);
		}
		write(data) {
			return this.push(data);
		}
		end(data) {
			let result = "";
			if (data) result = this.push(data);
			result += this.decoder.flush();
			return result;
		}
	};
	function normalizeEncoding(encoding) {
		encoding = encoding.toLowerCase();
		switch (encoding) {
			case "utf8":
			case "utf-8": return "utf8";
			case "ucs2":
			case "ucs-2":
			case "utf16le":
			case "utf-16le": return "utf16le";
			case "latin1":
			case "binary": return "latin1";
			case "base64":
			case "ascii":
			case "hex": return encoding;
			default: throw new Error("Unknown encoding: " + encoding);
		}
	}
}));
// node_modules/streamx/lib/errors.js
var require_errors = __commonJSMin(((exports, module) => {
	module.exports = class StreamError extends Error {
		constructor(msg, code, fn = StreamError) {
			super(msg);
			this.code = code;
			if (Error.captureStackTrace) Error.captureStackTrace(this, fn);
		}
		static isStreamDestroyed(err) {
			return err && err.code === "STREAM_DESTROYED";
		}
		static isPrematureClose(err) {
			return err && err.code === "PREMATURE_CLOSE";
		}
		static isAborted(err) {
			return err && err.code === "ABORTED";
		}
		static isBadArgument(err) {
			return err && err.code === "BAD_ARGUMENT";
		}
		get name() {
			return "StreamError";
		}
		static STREAM_DESTROYED() {
			return new StreamError("Stream was destroyed", "STREAM_DESTROYED", StreamError.STREAM_DESTROYED);
		}
		static PREMATURE_CLOSE(msg = "Premature close") {
			return new StreamError(msg, "PREMATURE_CLOSE", StreamError.PREMATURE_CLOSE);
		}
		static ABORTED() {
			return new StreamError("Stream aborted", "ABORTED", StreamError.ABORTED);
		}
		static BAD_ARGUMENT(msg = "Bad argument") {
			return new StreamError(msg, "BAD_ARGUMENT", StreamError.BAD_ARGUMENT);
		}
	};
}));
// node_modules/streamx/index.js
var require_streamx = __commonJSMin(((exports, module) => {
	const { EventEmitter } = require_default();
	const FIFO = require_fast_fifo();
	const TextDecoder = require_text_decoder();
	const StreamError = require_errors();
	const qmt = typeof queueMicrotask === "undefined" ? (fn) => global.process.nextTick(fn) : queueMicrotask;
	const OPENING = 1;
	const PREDESTROYING = 2;
	const DESTROYING = 4;
	const DESTROYED = 8;
	const NOT_OPENING = 536870910;
	const NOT_PREDESTROYING = 536870909;
	const READ_UPDATING = 32;
	const READ_PRIMARY = 64;
	const READ_QUEUED = 128;
	const READ_RESUMED = 256;
	const READ_PIPE_DRAINED = 512;
	const READ_ENDING = 1024;
	const READ_EMIT_DATA = 2048;
	const READ_EMIT_READABLE = 4096;
	const READ_EMITTED_READABLE = 8192;
	const READ_DONE = 16384;
	const READ_NEXT_TICK = 32768;
	const READ_READ_AHEAD = 131072;
	const READ_FLOWING = 768;
	const READ_ACTIVE_AND_NEEDS_PUSH = 65552;
	const READ_PRIMARY_AND_ACTIVE = 80;
	const READ_EMIT_READABLE_AND_QUEUED = 4224;
	const READ_RESUMED_READ_AHEAD = 131328;
	const READ_NOT_ACTIVE = 536870895;
	const READ_NON_PRIMARY_AND_PUSHED = 536805311;
	const READ_PUSHED = 536805375;
	const READ_PAUSED = 536870655;
	const READ_NOT_QUEUED = 536862591;
	const READ_NOT_ENDING = 536869887;
	const READ_PIPE_NOT_DRAINED = 536870143;
	const READ_NOT_NEXT_TICK = 536838143;
	const READ_NOT_UPDATING = 536870879;
	const READ_NO_READ_AHEAD = 536739839;
	const READ_PAUSED_NO_READ_AHEAD = 536739583;
	const WRITE_ACTIVE = 1 << 18;
	const WRITE_UPDATING = 2 << 18;
	const WRITE_PRIMARY = 4 << 18;
	const WRITE_QUEUED = 8 << 18;
	const WRITE_UNDRAINED = 16 << 18;
	const WRITE_DONE = 32 << 18;
	const WRITE_EMIT_DRAIN = 64 << 18;
	const WRITE_NEXT_TICK = 128 << 18;
	const WRITE_WRITING = 256 << 18;
	const WRITE_FINISHING = 512 << 18;
	const WRITE_CORKED = 1024 << 18;
	const WRITE_NOT_ACTIVE = 469499903;
	const WRITE_NON_PRIMARY = 535822335;
	const WRITE_NOT_FINISHING = 402391039;
	const WRITE_DRAINED = 532676607;
	const WRITE_NOT_QUEUED = 534773759;
	const WRITE_NOT_NEXT_TICK = 503316479;
	const WRITE_NOT_UPDATING = 536346623;
	const WRITE_NOT_CORKED = 268435455;
	const ACTIVE = 262160;
	const NOT_ACTIVE = 536608751;
	const DONE = 8404992;
	const DESTROY_STATUS = 14;
	const OPEN_STATUS = 15;
	const AUTO_DESTROY = 8405006;
	const NON_PRIMARY = 535822271;
	const ACTIVE_OR_TICKING = 33587200;
	const IS_OPENING = 33587215;
	const READ_PRIMARY_STATUS = 17423;
	const READ_STATUS = 16527;
	const READ_ENDING_STATUS = 1167;
	const READ_READABLE_STATUS = 12431;
	const SHOULD_NOT_READ = 214047;
	const READ_BACKPRESSURE_STATUS = 17422;
	const READ_UPDATE_SYNC_STATUS = 32879;
	const READ_NEXT_TICK_OR_OPENING = 32769;
	const WRITE_PRIMARY_STATUS = 142606351;
	const WRITE_QUEUED_AND_UNDRAINED = 6291456;
	const WRITE_QUEUED_AND_ACTIVE = 2359296;
	const WRITE_DRAIN_STATUS = 6553615;
	const WRITE_STATUS = 270794767;
	const WRITE_PRIMARY_AND_ACTIVE = 1310720;
	const WRITE_ACTIVE_AND_WRITING = 67371008;
	const WRITE_FINISHING_STATUS = 144965647;
	const WRITE_BACKPRESSURE_STATUS = 146800654;
	const WRITE_UPDATE_SYNC_STATUS = 35127311;
	const WRITE_DROP_DATA = 142606350;
	const asyncIterator = Symbol.asyncIterator || Symbol("asyncIterator");
	var WritableState = class {
		constructor(stream, { highWaterMark = 16384, map = null, mapWritable, byteLength, byteLengthWritable } = {}) {
			this.stream = stream;
			this.queue = new FIFO();
			this.highWaterMark = highWaterMark;
			this.buffered = 0;
			this.error = null;
			this.pipeline = null;
			this.drains = null;
			this.byteLength = byteLengthWritable || byteLength || defaultByteLength;
			this.map = mapWritable || map;
			this.afterWrite = afterWrite.bind(this);
			this.afterUpdateNextTick = updateWriteNT.bind(this);
		}
		get ending() {
			return (this.stream._duplexState & WRITE_FINISHING) !== 0;
		}
		get ended() {
			return (this.stream._duplexState & WRITE_DONE) !== 0;
		}
		push(data) {
			if ((this.stream._duplexState & WRITE_DROP_DATA) !== 0) return false;
			if (this.map !== null) data = this.map(data);
			this.buffered += this.byteLength(data);
			this.queue.push(data);
			if (this.buffered < this.highWaterMark) {
				this.stream._duplexState |= WRITE_QUEUED;
				return true;
			}
			this.stream._duplexState |= WRITE_QUEUED_AND_UNDRAINED;
			return false;
		}
		shift() {
			const data = this.queue.shift();
			this.buffered -= this.byteLength(data);
			if (this.buffered === 0) this.stream._duplexState &= WRITE_NOT_QUEUED;
			return data;
		}
		end(data) {
			if (typeof data === "function") this.stream.once("finish", data);
			else if (data !== void 0 && data !== null) this.push(data);
			this.stream._duplexState = (this.stream._duplexState | WRITE_FINISHING) & WRITE_NON_PRIMARY;
		}
		autoBatch(data, cb) {
			const buffer = [];
			const stream = this.stream;
			buffer.push(data);
			while ((stream._duplexState & WRITE_STATUS) === WRITE_QUEUED_AND_ACTIVE) buffer.push(stream._writableState.shift());
			if ((stream._duplexState & OPEN_STATUS) !== 0) return cb(null);
			stream._writev(buffer, cb);
		}
		update() {
			const stream = this.stream;
			stream._duplexState |= WRITE_UPDATING;
			do {
				while ((stream._duplexState & WRITE_STATUS) === WRITE_QUEUED) {
					const data = this.shift();
					stream._duplexState |= WRITE_ACTIVE_AND_WRITING;
					stream._write(data, this.afterWrite);
				}
				if ((stream._duplexState & WRITE_PRIMARY_AND_ACTIVE) === 0) this.updateNonPrimary();
			} while (this.continueUpdate() === true);
			stream._duplexState &= WRITE_NOT_UPDATING;
		}
		updateNonPrimary() {
			const stream = this.stream;
			if ((stream._duplexState & WRITE_FINISHING_STATUS) === WRITE_FINISHING) {
				stream._duplexState = stream._duplexState | WRITE_ACTIVE;
				stream._final(afterFinal.bind(this));
				return;
			}
			if ((stream._duplexState & DESTROY_STATUS) === DESTROYING) {
				if ((stream._duplexState & ACTIVE_OR_TICKING) === 0) {
					stream._duplexState |= ACTIVE;
					stream._destroy(afterDestroy.bind(this));
				}
				return;
			}
			if ((stream._duplexState & IS_OPENING) === OPENING) {
				stream._duplexState = (stream._duplexState | ACTIVE) & NOT_OPENING;
				stream._open(afterOpen.bind(this));
			}
		}
		continueUpdate() {
			if ((this.stream._duplexState & WRITE_NEXT_TICK) === 0) return false;
			this.stream._duplexState &= WRITE_NOT_NEXT_TICK;
			return true;
		}
		updateCallback() {
			if ((this.stream._duplexState & WRITE_UPDATE_SYNC_STATUS) === WRITE_PRIMARY) this.update();
			else this.updateNextTick();
		}
		updateNextTick() {
			if ((this.stream._duplexState & WRITE_NEXT_TICK) !== 0) return;
			this.stream._duplexState |= WRITE_NEXT_TICK;
			if ((this.stream._duplexState & WRITE_UPDATING) === 0) qmt(this.afterUpdateNextTick);
		}
	};
	var ReadableState = class {
		constructor(stream, { highWaterMark = 16384, map = null, mapReadable, byteLength, byteLengthReadable } = {}) {
			this.stream = stream;
			this.queue = new FIFO();
			this.highWaterMark = highWaterMark === 0 ? 1 : highWaterMark;
			this.buffered = 0;
			this.readAhead = highWaterMark > 0;
			this.error = null;
			this.pipeline = null;
			this.byteLength = byteLengthReadable || byteLength || defaultByteLength;
			this.map = mapReadable || map;
			this.pipeTo = null;
			this.afterRead = afterRead.bind(this);
			this.afterUpdateNextTick = updateReadNT.bind(this);
		}
		get ending() {
			return (this.stream._duplexState & READ_ENDING) !== 0;
		}
		get ended() {
			return (this.stream._duplexState & READ_DONE) !== 0;
		}
		pipe(pipeTo, cb) {
			if (this.pipeTo !== null) throw StreamError.BAD_ARGUMENT("Can only pipe to one destination");
			if (typeof cb !== "function") cb = null;
			this.stream._duplexState |= READ_PIPE_DRAINED;
			this.pipeTo = pipeTo;
			this.pipeline = new Pipeline(this.stream, pipeTo, cb);
			if (cb) this.stream.on("error", noop);
			if (isStreamx(pipeTo)) {
				pipeTo._writableState.pipeline = this.pipeline;
				if (cb) pipeTo.on("error", noop);
				pipeTo.on("finish", this.pipeline.finished.bind(this.pipeline));
			} else {
				const onerror = this.pipeline.done.bind(this.pipeline, pipeTo);
				const onclose = this.pipeline.done.bind(this.pipeline, pipeTo, null);
				pipeTo.on("error", onerror);
				pipeTo.on("close", onclose);
				pipeTo.on("finish", this.pipeline.finished.bind(this.pipeline));
			}
			pipeTo.on("drain", afterDrain.bind(this));
			this.stream.emit("piping", pipeTo);
			pipeTo.emit("pipe", this.stream);
		}
		push(data) {
			const stream = this.stream;
			if (data === null) {
				this.highWaterMark = 0;
				stream._duplexState = (stream._duplexState | READ_ENDING) & READ_NON_PRIMARY_AND_PUSHED;
				return false;
			}
			if (this.map !== null) {
				data = this.map(data);
				if (data === null) {
					stream._duplexState &= READ_PUSHED;
					return this.buffered < this.highWaterMark;
				}
			}
			this.buffered += this.byteLength(data);
			this.queue.push(data);
			stream._duplexState = (stream._duplexState | READ_QUEUED) & READ_PUSHED;
			return this.buffered < this.highWaterMark;
		}
		shift() {
			const data = this.queue.shift();
			this.buffered -= this.byteLength(data);
			if (this.buffered === 0) this.stream._duplexState &= READ_NOT_QUEUED;
			return data;
		}
		unshift(data) {
			const pending = [this.map !== null ? this.map(data) : data];
			while (this.buffered > 0) pending.push(this.shift());
			for (let i = 0; i < pending.length - 1; i++) {
				const data = pending[i];
				this.buffered += this.byteLength(data);
				this.queue.push(data);
			}
			this.push(pending[pending.length - 1]);
		}
		read() {
			const stream = this.stream;
			if ((stream._duplexState & READ_STATUS) === READ_QUEUED) {
				const data = this.shift();
				if (this.pipeTo !== null && this.pipeTo.write(data) === false) stream._duplexState &= READ_PIPE_NOT_DRAINED;
				if ((stream._duplexState & READ_EMIT_DATA) !== 0) stream.emit("data", data);
				return data;
			}
			if (this.readAhead === false) {
				stream._duplexState |= READ_READ_AHEAD;
				this.updateNextTick();
			}
			return null;
		}
		drain() {
			const stream = this.stream;
			while ((stream._duplexState & READ_STATUS) === READ_QUEUED && (stream._duplexState & READ_FLOWING) !== 0) {
				const data = this.shift();
				if (this.pipeTo !== null && this.pipeTo.write(data) === false) stream._duplexState &= READ_PIPE_NOT_DRAINED;
				if ((stream._duplexState & READ_EMIT_DATA) !== 0) stream.emit("data", data);
			}
		}
		update() {
			const stream = this.stream;
			stream._duplexState |= READ_UPDATING;
			do {
				this.drain();
				while (this.buffered < this.highWaterMark && (stream._duplexState & SHOULD_NOT_READ) === READ_READ_AHEAD) {
					stream._duplexState |= READ_ACTIVE_AND_NEEDS_PUSH;
					stream._read(this.afterRead);
					this.drain();
				}
				if ((stream._duplexState & READ_READABLE_STATUS) === READ_EMIT_READABLE_AND_QUEUED) {
					stream._duplexState |= READ_EMITTED_READABLE;
					stream.emit("readable");
				}
				if ((stream._duplexState & READ_PRIMARY_AND_ACTIVE) === 0) this.updateNonPrimary();
			} while (this.continueUpdate() === true);
			stream._duplexState &= READ_NOT_UPDATING;
		}
		updateNonPrimary() {
			const stream = this.stream;
			if ((stream._duplexState & READ_ENDING_STATUS) === READ_ENDING) {
				stream._duplexState = (stream._duplexState | READ_DONE) & READ_NOT_ENDING;
				stream.emit("end");
				if ((stream._duplexState & AUTO_DESTROY) === DONE) stream._duplexState |= DESTROYING;
				if (this.pipeTo !== null) this.pipeTo.end();
			}
			if ((stream._duplexState & DESTROY_STATUS) === DESTROYING) {
				if ((stream._duplexState & ACTIVE_OR_TICKING) === 0) {
					stream._duplexState |= ACTIVE;
					stream._destroy(afterDestroy.bind(this));
				}
				return;
			}
			if ((stream._duplexState & IS_OPENING) === OPENING) {
				stream._duplexState = (stream._duplexState | ACTIVE) & NOT_OPENING;
				stream._open(afterOpen.bind(this));
			}
		}
		continueUpdate() {
			if ((this.stream._duplexState & READ_NEXT_TICK) === 0) return false;
			this.stream._duplexState &= READ_NOT_NEXT_TICK;
			return true;
		}
		updateCallback() {
			if ((this.stream._duplexState & READ_UPDATE_SYNC_STATUS) === READ_PRIMARY) this.update();
			else this.updateNextTick();
		}
		updateNextTickIfOpen() {
			if ((this.stream._duplexState & READ_NEXT_TICK_OR_OPENING) !== 0) return;
			this.stream._duplexState |= READ_NEXT_TICK;
			if ((this.stream._duplexState & READ_UPDATING) === 0) qmt(this.afterUpdateNextTick);
		}
		updateNextTick() {
			if ((this.stream._duplexState & READ_NEXT_TICK) !== 0) return;
			this.stream._duplexState |= READ_NEXT_TICK;
			if ((this.stream._duplexState & READ_UPDATING) === 0) qmt(this.afterUpdateNextTick);
		}
	};
	var TransformState = class {
		constructor(stream) {
			this.data = null;
			this.afterTransform = afterTransform.bind(stream);
			this.afterFinal = null;
		}
	};
	var Pipeline = class {
		constructor(src, dst, cb) {
			this.from = src;
			this.to = dst;
			this.afterPipe = cb;
			this.error = null;
			this.pipeToFinished = false;
		}
		finished() {
			this.pipeToFinished = true;
		}
		done(stream, err) {
			if (err) this.error = err;
			if (stream === this.to) {
				this.to = null;
				if (this.from !== null) {
					if ((this.from._duplexState & READ_DONE) === 0 || !this.pipeToFinished) this.from.destroy(this.error || StreamError.PREMATURE_CLOSE("Writable stream closed"));
					return;
				}
			}
			if (stream === this.from) {
				this.from = null;
				if (this.to !== null) {
					if ((stream._duplexState & READ_DONE) === 0) this.to.destroy(this.error || StreamError.PREMATURE_CLOSE("Readable stream closed"));
					return;
				}
			}
			if (this.afterPipe !== null) this.afterPipe(this.error);
			this.to = this.from = this.afterPipe = null;
		}
	};
	function afterDrain() {
		this.stream._duplexState |= READ_PIPE_DRAINED;
		this.updateCallback();
	}
	function afterFinal(err) {
		const stream = this.stream;
		if (err) stream.destroy(err);
		if ((stream._duplexState & DESTROY_STATUS) === 0) {
			stream._duplexState |= WRITE_DONE;
			stream.emit("finish");
		}
		if ((stream._duplexState & AUTO_DESTROY) === DONE) stream._duplexState |= DESTROYING;
		stream._duplexState &= WRITE_NOT_FINISHING;
		if ((stream._duplexState & WRITE_UPDATING) === 0) this.update();
		else this.updateNextTick();
	}
	function afterDestroy(err) {
		const stream = this.stream;
		if (!err && !StreamError.isStreamDestroyed(this.error)) err = this.error;
		if (err) stream.emit("error", err);
		stream._duplexState |= DESTROYED;
		stream.emit("close");
		const rs = stream._readableState;
		const ws = stream._writableState;
		if (rs !== null && rs.pipeline !== null) rs.pipeline.done(stream, err);
		if (ws !== null) {
			while (ws.drains !== null && ws.drains.length > 0) ws.drains.shift().resolve(false);
			if (ws.pipeline !== null) ws.pipeline.done(stream, err);
		}
	}
	function afterWrite(err) {
		const stream = this.stream;
		if (err) stream.destroy(err);
		stream._duplexState &= WRITE_NOT_ACTIVE;
		if (this.drains !== null) tickDrains(this.drains);
		if ((stream._duplexState & WRITE_DRAIN_STATUS) === WRITE_UNDRAINED) {
			stream._duplexState &= WRITE_DRAINED;
			if ((stream._duplexState & WRITE_EMIT_DRAIN) === WRITE_EMIT_DRAIN) stream.emit("drain");
		}
		this.updateCallback();
	}
	function afterRead(err) {
		if (err) this.stream.destroy(err);
		this.stream._duplexState &= READ_NOT_ACTIVE;
		if (this.readAhead === false && (this.stream._duplexState & READ_RESUMED) === 0) this.stream._duplexState &= READ_NO_READ_AHEAD;
		this.updateCallback();
	}
	function updateReadNT() {
		if ((this.stream._duplexState & READ_UPDATING) === 0) {
			this.stream._duplexState &= READ_NOT_NEXT_TICK;
			this.update();
		}
	}
	function updateWriteNT() {
		if ((this.stream._duplexState & WRITE_UPDATING) === 0) {
			this.stream._duplexState &= WRITE_NOT_NEXT_TICK;
			this.update();
		}
	}
	function tickDrains(drains) {
		for (let i = 0; i < drains.length; i++) if (--drains[i].writes === 0) {
			drains.shift().resolve(true);
			i--;
		}
	}
	function afterOpen(err) {
		const stream = this.stream;
		if (err) stream.destroy(err);
		if ((stream._duplexState & DESTROYING) === 0) {
			if ((stream._duplexState & READ_PRIMARY_STATUS) === 0) stream._duplexState |= READ_PRIMARY;
			if ((stream._duplexState & WRITE_PRIMARY_STATUS) === 0) stream._duplexState |= WRITE_PRIMARY;
			stream.emit("open");
		}
		stream._duplexState &= NOT_ACTIVE;
		if (stream._writableState !== null) stream._writableState.updateCallback();
		if (stream._readableState !== null) stream._readableState.updateCallback();
	}
	function afterTransform(err, data) {
		if (data !== void 0 && data !== null) this.push(data);
		this._writableState.afterWrite(err);
	}
	function newListener(name) {
		if (this._readableState !== null) {
			if (name === "data") {
				this._duplexState |= 133376;
				this._readableState.updateNextTick();
			}
			if (name === "readable") {
				this._duplexState |= READ_EMIT_READABLE;
				this._readableState.updateNextTick();
			}
		}
		if (this._writableState !== null) {
			if (name === "drain") {
				this._duplexState |= WRITE_EMIT_DRAIN;
				this._writableState.updateNextTick();
			}
		}
	}
	var Stream = class extends EventEmitter {
		constructor(opts) {
			super();
			this._duplexState = 0;
			this._readableState = null;
			this._writableState = null;
			if (opts) {
				if (opts.open) this._open = opts.open;
				if (opts.destroy) this._destroy = opts.destroy;
				if (opts.predestroy) this._predestroy = opts.predestroy;
				if (opts.signal) opts.signal.addEventListener("abort", abort.bind(this));
			}
			this.on("newListener", newListener);
		}
		_open(cb) {
			cb(null);
		}
		_destroy(cb) {
			cb(null);
		}
		_predestroy() {}
		get readable() {
			return this._readableState !== null ? true : void 0;
		}
		get writable() {
			return this._writableState !== null ? true : void 0;
		}
		get destroyed() {
			return (this._duplexState & DESTROYED) !== 0;
		}
		get destroying() {
			return (this._duplexState & DESTROY_STATUS) !== 0;
		}
		destroy(err) {
			if ((this._duplexState & DESTROY_STATUS) === 0) {
				if (!err) err = StreamError.STREAM_DESTROYED();
				this._duplexState = (this._duplexState | DESTROYING) & NON_PRIMARY;
				if (this._readableState !== null) {
					this._readableState.highWaterMark = 0;
					this._readableState.error = err;
				}
				if (this._writableState !== null) {
					this._writableState.highWaterMark = 0;
					this._writableState.error = err;
				}
				this._duplexState |= PREDESTROYING;
				this._predestroy();
				this._duplexState &= NOT_PREDESTROYING;
				if (this._readableState !== null) this._readableState.updateNextTick();
				if (this._writableState !== null) this._writableState.updateNextTick();
			}
		}
	};
	var Readable = class Readable extends Stream {
		constructor(opts) {
			super(opts);
			this._duplexState |= 8519681;
			this._readableState = new ReadableState(this, opts);
			if (opts) {
				if (this._readableState.readAhead === false) this._duplexState &= READ_NO_READ_AHEAD;
				if (opts.read) this._read = opts.read;
				if (opts.eagerOpen) this._readableState.updateNextTick();
				if (opts.encoding) this.setEncoding(opts.encoding);
			}
		}
		static deferred(fn, opts) {
			const out = new PassThrough(opts);
			fn().then((src) => {
				if (src === null) return out.end();
				if (out.destroying) return;
				pipeline(src, out, noop);
			}).catch((err) => out.destroy(err));
			return out;
		}
		setEncoding(encoding) {
			const dec = new TextDecoder(encoding);
			const map = this._readableState.map || echo;
			this._readableState.map = mapOrSkip;
			return this;
			function mapOrSkip(data) {
				const next = dec.push(data);
				return next === "" && (data.byteLength !== 0 || dec.remaining > 0) ? null : map(next);
			}
		}
		_read(cb) {
			cb(null);
		}
		pipe(dest, cb) {
			this._readableState.updateNextTick();
			this._readableState.pipe(dest, cb);
			return dest;
		}
		read() {
			this._readableState.updateNextTick();
			return this._readableState.read();
		}
		push(data) {
			this._readableState.updateNextTickIfOpen();
			return this._readableState.push(data);
		}
		unshift(data) {
			this._readableState.updateNextTickIfOpen();
			return this._readableState.unshift(data);
		}
		resume() {
			this._duplexState |= READ_RESUMED_READ_AHEAD;
			this._readableState.updateNextTick();
			return this;
		}
		pause() {
			this._duplexState &= this._readableState.readAhead === false ? READ_PAUSED_NO_READ_AHEAD : READ_PAUSED;
			return this;
		}
		static _fromAsyncIterator(ite, opts) {
			let destroy;
			const rs = new Readable({
				...opts,
				read(cb) {
					ite.next().then(push).then(cb.bind(null, null)).catch(cb);
				},
				predestroy() {
					destroy = ite.return();
				},
				destroy(cb) {
					if (!destroy) return cb(null);
					destroy.then(cb.bind(null, null)).catch(cb);
				}
			});
			return rs;
			function push(data) {
				if (data.done) rs.push(null);
				else rs.push(data.value);
			}
		}
		static from(data, opts) {
			if (isReadStreamx(data)) return data;
			if (data[asyncIterator]) return this._fromAsyncIterator(data[asyncIterator](), opts);
			if (!Array.isArray(data)) data = data === void 0 ? [] : [data];
			let i = 0;
			return new Readable({
				...opts,
				read(cb) {
					this.push(i === data.length ? null : data[i++]);
					cb(null);
				}
			});
		}
		static isBackpressured(rs) {
			return (rs._duplexState & READ_BACKPRESSURE_STATUS) !== 0 || rs._readableState.buffered >= rs._readableState.highWaterMark;
		}
		static isPaused(rs) {
			return (rs._duplexState & READ_RESUMED) === 0;
		}
		[asyncIterator]() {
			const stream = this;
			let error = null;
			let promiseResolve = null;
			let promiseReject = null;
			this.on("error", (err) => {
				error = err;
			});
			this.on("readable", onreadable);
			this.on("close", onclose);
			return {
				[asyncIterator]() {
					return this;
				},
				next() {
					return new Promise(function(resolve, reject) {
						promiseResolve = resolve;
						promiseReject = reject;
						const data = stream.read();
						if (data !== null) ondata(data);
						else if ((stream._duplexState & DESTROYED) !== 0) ondata(null);
					});
				},
				return() {
					return destroy(null);
				},
				throw(err) {
					return destroy(err);
				}
			};
			function onreadable() {
				if (promiseResolve !== null) ondata(stream.read());
			}
			function onclose() {
				if (promiseResolve !== null) ondata(null);
			}
			function ondata(data) {
				if (promiseReject === null) return;
				if (error) promiseReject(error);
				else if (data === null && (stream._duplexState & READ_DONE) === 0) promiseReject(StreamError.STREAM_DESTROYED());
				else promiseResolve({
					value: data,
					done: data === null
				});
				promiseReject = promiseResolve = null;
			}
			function destroy(err) {
				stream.destroy(err);
				return new Promise((resolve, reject) => {
					if (stream._duplexState & DESTROYED) return resolve({
						value: void 0,
						done: true
					});
					stream.once("close", function() {
						if (err) reject(err);
						else resolve({
							value: void 0,
							done: true
						});
					});
				});
			}
		}
	};
	var Writable = class extends Stream {
		constructor(opts) {
			super(opts);
			this._duplexState |= 16385;
			this._writableState = new WritableState(this, opts);
			if (opts) {
				if (opts.writev) this._writev = opts.writev;
				if (opts.write) this._write = opts.write;
				if (opts.final) this._final = opts.final;
				if (opts.eagerOpen) this._writableState.updateNextTick();
			}
		}
		cork() {
			this._duplexState |= WRITE_CORKED;
		}
		uncork() {
			this._duplexState &= WRITE_NOT_CORKED;
			this._writableState.updateNextTick();
		}
		_writev(batch, cb) {
			cb(null);
		}
		_write(data, cb) {
			this._writableState.autoBatch(data, cb);
		}
		_final(cb) {
			cb(null);
		}
		static isBackpressured(ws) {
			return (ws._duplexState & WRITE_BACKPRESSURE_STATUS) !== 0;
		}
		static drained(ws) {
			if (ws.destroyed) return Promise.resolve(false);
			const state = ws._writableState;
			const writes = (isWritev(ws) ? Math.min(1, state.queue.length) : state.queue.length) + (ws._duplexState & WRITE_WRITING ? 1 : 0);
			if (writes === 0) return Promise.resolve(true);
			if (state.drains === null) state.drains = [];
			return new Promise((resolve) => {
				state.drains.push({
					writes,
					resolve
				});
			});
		}
		write(data) {
			this._writableState.updateNextTick();
			return this._writableState.push(data);
		}
		end(data) {
			this._writableState.updateNextTick();
			this._writableState.end(data);
			return this;
		}
	};
	var Duplex = class extends Readable {
		constructor(opts) {
			super(opts);
			this._duplexState = OPENING | this._duplexState & READ_READ_AHEAD;
			this._writableState = new WritableState(this, opts);
			if (opts) {
				if (opts.writev) this._writev = opts.writev;
				if (opts.write) this._write = opts.write;
				if (opts.final) this._final = opts.final;
			}
		}
		cork() {
			this._duplexState |= WRITE_CORKED;
		}
		uncork() {
			this._duplexState &= WRITE_NOT_CORKED;
			this._writableState.updateNextTick();
		}
		_writev(batch, cb) {
			cb(null);
		}
		_write(data, cb) {
			this._writableState.autoBatch(data, cb);
		}
		_final(cb) {
			cb(null);
		}
		write(data) {
			this._writableState.updateNextTick();
			return this._writableState.push(data);
		}
		end(data) {
			this._writableState.updateNextTick();
			this._writableState.end(data);
			return this;
		}
	};
	var Transform = class extends Duplex {
		constructor(opts) {
			super(opts);
			this._transformState = new TransformState(this);
			if (opts) {
				if (opts.transform) this._transform = opts.transform;
				if (opts.flush) this._flush = opts.flush;
			}
		}
		_write(data, cb) {
			if (this._readableState.buffered >= this._readableState.highWaterMark) this._transformState.data = data;
			else this._transform(data, this._transformState.afterTransform);
		}
		_read(cb) {
			if (this._transformState.data !== null) {
				const data = this._transformState.data;
				this._transformState.data = null;
				cb(null);
				this._transform(data, this._transformState.afterTransform);
			} else cb(null);
		}
		destroy(err) {
			super.destroy(err);
			if (this._transformState.data !== null) {
				this._transformState.data = null;
				this._transformState.afterTransform();
			}
		}
		_transform(data, cb) {
			cb(null, data);
		}
		_flush(cb) {
			cb(null);
		}
		_final(cb) {
			this._transformState.afterFinal = cb;
			this._flush(transformAfterFlush.bind(this));
		}
	};
	var PassThrough = class extends Transform {};
	function transformAfterFlush(err, data) {
		const cb = this._transformState.afterFinal;
		if (err) return cb(err);
		if (data !== null && data !== void 0) this.push(data);
		this.push(null);
		cb(null);
	}
	function pipelinePromise(...streams) {
		return new Promise((resolve, reject) => {
			return pipeline(...streams, (err) => {
				if (err) return reject(err);
				resolve();
			});
		});
	}
	function pipeline(stream, ...streams) {
		const all = Array.isArray(stream) ? [...stream, ...streams] : [stream, ...streams];
		const done = all.length && typeof all[all.length - 1] === "function" ? all.pop() : null;
		if (all.length < 2) throw StreamError.BAD_ARGUMENT("Pipeline requires at least 2 streams");
		let src = all[0];
		let dest = null;
		let error = null;
		for (let i = 1; i < all.length; i++) {
			dest = all[i];
			if (isStreamx(src)) src.pipe(dest, onerror);
			else {
				errorHandle(src, true, i > 1, onerror);
				src.pipe(dest);
			}
			src = dest;
		}
		if (done) {
			let fin = false;
			const autoDestroy = isStreamx(dest) || !!(dest._writableState && dest._writableState.autoDestroy);
			dest.on("error", (err) => {
				if (error === null) error = err;
			});
			dest.on("finish", () => {
				fin = true;
				if (!autoDestroy) done(error);
			});
			if (autoDestroy) dest.on("close", () => done(error || (fin ? null : StreamError.PREMATURE_CLOSE())));
		}
		return dest;
		function errorHandle(s, rd, wr, onerror) {
			s.on("error", onerror);
			s.on("close", onclose);
			function onclose() {
				if (rd && s._readableState && !s._readableState.ended) return onerror(StreamError.PREMATURE_CLOSE());
				if (wr && s._writableState && !s._writableState.ended) return onerror(StreamError.PREMATURE_CLOSE());
			}
		}
		function onerror(err) {
			if (!err || error) return;
			error = err;
			for (const s of all) s.destroy(err);
		}
	}
	function echo(s) {
		return s;
	}
	function isStream(stream) {
		return !!stream._readableState || !!stream._writableState;
	}
	function isStreamx(stream) {
		return typeof stream._duplexState === "number" && isStream(stream);
	}
	function isEnding(stream) {
		return !!stream._readableState && stream._readableState.ending;
	}
	function isEnded(stream) {
		return !!stream._readableState && stream._readableState.ended;
	}
	function isFinishing(stream) {
		return !!stream._writableState && stream._writableState.ending;
	}
	function isFinished(stream) {
		return !!stream._writableState && stream._writableState.ended;
	}
	function getStreamError(stream, opts = {}) {
		const err = stream._readableState && stream._readableState.error || stream._writableState && stream._writableState.error;
		return !opts.all && StreamError.isStreamDestroyed(err) ? null : err;
	}
	function isReadStreamx(stream) {
		return isStreamx(stream) && stream.readable;
	}
	function isDisturbed(stream) {
		return (stream._duplexState & OPENING) !== OPENING || (stream._duplexState & DESTROYING) === DESTROYING || (stream._duplexState & ACTIVE_OR_TICKING) !== 0;
	}
	function isTypedArray(data) {
		return typeof data === "object" && data !== null && typeof data.byteLength === "number";
	}
	function defaultByteLength(data) {
		return isTypedArray(data) ? data.byteLength : 1024;
	}
	function noop() {}
	function abort() {
		this.destroy(StreamError.ABORTED());
	}
	function isWritev(s) {
		return s._writev !== Writable.prototype._writev && s._writev !== Duplex.prototype._writev;
	}
	module.exports = {
		pipeline,
		pipelinePromise,
		isStream,
		isStreamx,
		isEnding,
		isEnded,
		isFinishing,
		isFinished,
		isDisturbed,
		getStreamError,
		Stream,
		Writable,
		Readable,
		Duplex,
		Transform,
		PassThrough
	};
}));
// node_modules/tar-stream/headers.js
var require_headers = __commonJSMin(((exports) => {
	const b4a = require_b4a();
	const ZEROS = "0000000000000000000";
	const SEVENS = "7777777777777777777";
	const ZERO_OFFSET = "0".charCodeAt(0);
	const USTAR_MAGIC = b4a.from([
		117,
		115,
		116,
		97,
		114,
		0
	]);
	const USTAR_VER = b4a.from([ZERO_OFFSET, ZERO_OFFSET]);
	const GNU_MAGIC = b4a.from([
		117,
		115,
		116,
		97,
		114,
		32
	]);
	const GNU_VER = b4a.from([32, 0]);
	const MASK = 4095;
	const MAGIC_OFFSET = 257;
	const VERSION_OFFSET = 263;
	exports.decodeLongPath = function decodeLongPath(buf, encoding) {
		return decodeStr(buf, 0, buf.length, encoding);
	};
	exports.encodePax = function encodePax(opts) {
		let result = "";
		if (opts.name) result += addLength(" path=" + opts.name + "\n");
		if (opts.linkname) result += addLength(" linkpath=" + opts.linkname + "\n");
		const pax = opts.pax;
		if (pax) for (const key in pax) result += addLength(" " + key + "=" + pax[key] + "\n");
		return b4a.from(result);
	};
	exports.decodePax = function decodePax(buf) {
		const result = {};
		while (buf.length) {
			let i = 0;
			while (i < buf.length && buf[i] !== 32) i++;
			const len = parseInt(b4a.toString(buf.subarray(0, i)), 10);
			if (!len) return result;
			const b = b4a.toString(buf.subarray(i + 1, len - 1));
			const keyIndex = b.indexOf("=");
			if (keyIndex === -1) return result;
			result[b.slice(0, keyIndex)] = b.slice(keyIndex + 1);
			buf = buf.subarray(len);
		}
		return result;
	};
	exports.encode = function encode(opts) {
		const buf = b4a.alloc(512);
		let name = opts.name;
		let prefix = "";
		if (opts.typeflag === 5 && name[name.length - 1] !== "/") name += "/";
		if (b4a.byteLength(name) !== name.length) return null;
		while (b4a.byteLength(name) > 100) {
			const i = name.indexOf("/");
			if (i === -1) return null;
			prefix += prefix ? "/" + name.slice(0, i) : name.slice(0, i);
			name = name.slice(i + 1);
		}
		if (b4a.byteLength(name) > 100 || b4a.byteLength(prefix) > 155) return null;
		if (opts.linkname && b4a.byteLength(opts.linkname) > 100) return null;
		b4a.write(buf, name);
		b4a.write(buf, encodeOct(opts.mode & MASK, 6), 100);
		b4a.write(buf, encodeOct(opts.uid, 6), 108);
		b4a.write(buf, encodeOct(opts.gid, 6), 116);
		encodeSize(opts.size, buf, 124);
		b4a.write(buf, encodeOct(opts.mtime.getTime() / 1e3 | 0, 11), 136);
		buf[156] = ZERO_OFFSET + toTypeflag(opts.type);
		if (opts.linkname) b4a.write(buf, opts.linkname, 157);
		b4a.copy(USTAR_MAGIC, buf, MAGIC_OFFSET);
		b4a.copy(USTAR_VER, buf, VERSION_OFFSET);
		if (opts.uname) b4a.write(buf, opts.uname, 265);
		if (opts.gname) b4a.write(buf, opts.gname, 297);
		b4a.write(buf, encodeOct(opts.devmajor || 0, 6), 329);
		b4a.write(buf, encodeOct(opts.devminor || 0, 6), 337);
		if (prefix) b4a.write(buf, prefix, 345);
		b4a.write(buf, encodeOct(cksum(buf), 6), 148);
		return buf;
	};
	exports.decode = function decode(buf, filenameEncoding, allowUnknownFormat) {
		let typeflag = buf[156] === 0 ? 0 : buf[156] - ZERO_OFFSET;
		let name = decodeStr(buf, 0, 100, filenameEncoding);
		const mode = decodeOct(buf, 100, 8);
		const uid = decodeOct(buf, 108, 8);
		const gid = decodeOct(buf, 116, 8);
		const size = decodeOct(buf, 124, 12);
		const mtime = decodeOct(buf, 136, 12);
		const type = toType(typeflag);
		const linkname = buf[157] === 0 ? null : decodeStr(buf, 157, 100, filenameEncoding);
		const uname = decodeStr(buf, 265, 32);
		const gname = decodeStr(buf, 297, 32);
		const devmajor = decodeOct(buf, 329, 8);
		const devminor = decodeOct(buf, 337, 8);
		const c = cksum(buf);
		if (c === 256) return null;
		if (c !== decodeOct(buf, 148, 8)) throw new Error("Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?");
		if (isUSTAR(buf)) {
			if (buf[345]) name = decodeStr(buf, 345, 155, filenameEncoding) + "/" + name;
		} else if (isGNU(buf)) {} else if (!allowUnknownFormat) throw new Error("Invalid tar header: unknown format.");
		if (typeflag === 0 && name && name[name.length - 1] === "/") typeflag = 5;
		return {
			name,
			mode,
			uid,
			gid,
			size,
			byteOffset: 0,
			mtime: new Date(1e3 * mtime),
			type,
			linkname,
			uname,
			gname,
			devmajor,
			devminor,
			pax: null
		};
	};
	function isUSTAR(buf) {
		return b4a.equals(USTAR_MAGIC, buf.subarray(MAGIC_OFFSET, 263));
	}
	function isGNU(buf) {
		return b4a.equals(GNU_MAGIC, buf.subarray(MAGIC_OFFSET, 263)) && b4a.equals(GNU_VER, buf.subarray(VERSION_OFFSET, 265));
	}
	function clamp(index, len, defaultValue) {
		if (typeof index !== "number") return defaultValue;
		index = ~~index;
		if (index >= len) return len;
		if (index >= 0) return index;
		index += len;
		if (index >= 0) return index;
		return 0;
	}
	function toType(flag) {
		switch (flag) {
			case 0: return "file";
			case 1: return "link";
			case 2: return "symlink";
			case 3: return "character-device";
			case 4: return "block-device";
			case 5: return "directory";
			case 6: return "fifo";
			case 7: return "contiguous-file";
			case 72: return "pax-header";
			case 55: return "pax-global-header";
			case 27: return "gnu-long-link-path";
			case 28:
			case 30: return "gnu-long-path";
		}
		return null;
	}
	function toTypeflag(flag) {
		switch (flag) {
			case "file": return 0;
			case "link": return 1;
			case "symlink": return 2;
			case "character-device": return 3;
			case "block-device": return 4;
			case "directory": return 5;
			case "fifo": return 6;
			case "contiguous-file": return 7;
			case "pax-header": return 72;
		}
		return 0;
	}
	function indexOf(block, num, offset, end) {
		for (; offset < end; offset++) if (block[offset] === num) return offset;
		return end;
	}
	function cksum(block) {
		let sum = 256;
		for (let i = 0; i < 148; i++) sum += block[i];
		for (let j = 156; j < 512; j++) sum += block[j];
		return sum;
	}
	function encodeOct(val, n) {
		val = val.toString(8);
		if (val.length > n) return SEVENS.slice(0, n) + " ";
		return ZEROS.slice(0, n - val.length) + val + " ";
	}
	function encodeSizeBin(num, buf, off) {
		buf[off] = 128;
		for (let i = 11; i > 0; i--) {
			buf[off + i] = num & 255;
			num = Math.floor(num / 256);
		}
	}
	function encodeSize(num, buf, off) {
		if (num.toString(8).length > 11) encodeSizeBin(num, buf, off);
		else b4a.write(buf, encodeOct(num, 11), off);
	}
	function parse256(buf) {
		let positive;
		if (buf[0] === 128) positive = true;
		else if (buf[0] === 255) positive = false;
		else return null;
		const tuple = [];
		let i;
		for (i = buf.length - 1; i > 0; i--) {
			const byte = buf[i];
			if (positive) tuple.push(byte);
			else tuple.push(255 - byte);
		}
		let sum = 0;
		const l = tuple.length;
		for (i = 0; i < l; i++) sum += tuple[i] * Math.pow(256, i);
		return positive ? sum : -1 * sum;
	}
	function decodeOct(val, offset, length) {
		val = val.subarray(offset, offset + length);
		offset = 0;
		if (val[offset] & 128) return parse256(val);
		else {
			while (offset < val.length && val[offset] === 32) offset++;
			const end = clamp(indexOf(val, 32, offset, val.length), val.length, val.length);
			while (offset < end && val[offset] === 0) offset++;
			if (end === offset) return 0;
			return parseInt(b4a.toString(val.subarray(offset, end)), 8);
		}
	}
	function decodeStr(val, offset, length, encoding) {
		return b4a.toString(val.subarray(offset, indexOf(val, 0, offset, offset + length)), encoding);
	}
	function addLength(str) {
		const len = b4a.byteLength(str);
		let digits = Math.floor(Math.log(len) / Math.log(10)) + 1;
		if (len + digits >= Math.pow(10, digits)) digits++;
		return len + digits + str;
	}
}));
// node_modules/tar-stream/extract.js
var require_extract = __commonJSMin(((exports, module) => {
	const { Writable, Readable, getStreamError } = require_streamx();
	const FIFO = require_fast_fifo();
	const b4a = require_b4a();
	const headers = require_headers();
	const EMPTY = b4a.alloc(0);
	const MAX_HEADER_SIZE = 4194304;
	var BufferList = class {
		constructor() {
			this.buffered = 0;
			this.shifted = 0;
			this.queue = new FIFO();
			this._offset = 0;
		}
		push(buffer) {
			this.buffered += buffer.byteLength;
			this.queue.push(buffer);
		}
		shiftFirst(size) {
			return this.buffered === 0 ? null : this._next(size);
		}
		shift(size) {
			if (size > this.buffered) return null;
			if (size === 0) return EMPTY;
			let chunk = this._next(size);
			if (size === chunk.byteLength) return chunk;
			const chunks = [chunk];
			while ((size -= chunk.byteLength) > 0) {
				chunk = this._next(size);
				chunks.push(chunk);
			}
			return b4a.concat(chunks);
		}
		_next(size) {
			const buf = this.queue.peek();
			const rem = buf.byteLength - this._offset;
			if (size >= rem) {
				const sub = this._offset ? buf.subarray(this._offset, buf.byteLength) : buf;
				this.queue.shift();
				this._offset = 0;
				this.buffered -= rem;
				this.shifted += rem;
				return sub;
			}
			this.buffered -= size;
			this.shifted += size;
			return buf.subarray(this._offset, this._offset += size);
		}
	};
	var Source = class extends Readable {
		constructor(self, header, offset) {
			super();
			this.header = header;
			this.offset = offset;
			this._parent = self;
		}
		_read(cb) {
			if (this.header.size === 0) this.push(null);
			if (this._parent._stream === this) this._parent._update();
			cb(null);
		}
		_predestroy() {
			this._parent.destroy(getStreamError(this));
		}
		_detach() {
			if (this._parent._stream === this) {
				this._parent._stream = null;
				this._parent._missing = overflow(this.header.size);
				this._parent._update();
			}
		}
		_destroy(cb) {
			this._detach();
			cb(null);
		}
	};
	var Extract = class extends Writable {
		constructor(opts) {
			super(opts);
			if (!opts) opts = {};
			this._buffer = new BufferList();
			this._offset = 0;
			this._header = null;
			this._stream = null;
			this._missing = 0;
			this._longHeader = false;
			this._callback = noop;
			this._locked = false;
			this._finished = false;
			this._pax = null;
			this._paxGlobal = null;
			this._gnuLongPath = null;
			this._gnuLongLinkPath = null;
			this._filenameEncoding = opts.filenameEncoding || "utf-8";
			this._allowUnknownFormat = !!opts.allowUnknownFormat;
			this._unlockBound = this._unlock.bind(this);
		}
		_unlock(err) {
			this._locked = false;
			if (err) {
				this.destroy(err);
				this._continueWrite(err);
				return;
			}
			this._update();
		}
		_consumeHeader() {
			if (this._locked) return false;
			this._offset = this._buffer.shifted;
			try {
				this._header = headers.decode(this._buffer.shift(512), this._filenameEncoding, this._allowUnknownFormat);
			} catch (err) {
				this._continueWrite(err);
				return false;
			}
			if (!this._header) return true;
			this._header.byteOffset = this._buffer.shifted;
			switch (this._header.type) {
				case "gnu-long-path":
				case "gnu-long-link-path":
				case "pax-global-header":
				case "pax-header":
					this._longHeader = true;
					this._missing = this._header.size;
					if (this._missing > MAX_HEADER_SIZE) {
						this._continueWrite(new Error("Header exceeds max size"));
						return false;
					}
					return true;
			}
			this._locked = true;
			this._applyLongHeaders();
			if (!(this._header.size >= 0)) {
				this._continueWrite(new Error("Invalid header"));
				return false;
			}
			if (this._header.size === 0 || this._header.type === "directory") {
				this.emit("entry", this._header, this._createStream(), this._unlockBound);
				return true;
			}
			this._stream = this._createStream();
			this._missing = this._header.size;
			this.emit("entry", this._header, this._stream, this._unlockBound);
			return true;
		}
		_applyLongHeaders() {
			if (this._gnuLongPath) {
				this._header.name = this._gnuLongPath;
				this._gnuLongPath = null;
			}
			if (this._gnuLongLinkPath) {
				this._header.linkname = this._gnuLongLinkPath;
				this._gnuLongLinkPath = null;
			}
			if (this._pax) {
				if (this._pax.path) this._header.name = this._pax.path;
				if (this._pax.linkpath) this._header.linkname = this._pax.linkpath;
				if (this._pax.size) this._header.size = parseInt(this._pax.size, 10);
				this._header.pax = this._pax;
				this._pax = null;
			}
		}
		_decodeLongHeader(buf) {
			switch (this._header.type) {
				case "gnu-long-path":
					this._gnuLongPath = headers.decodeLongPath(buf, this._filenameEncoding);
					break;
				case "gnu-long-link-path":
					this._gnuLongLinkPath = headers.decodeLongPath(buf, this._filenameEncoding);
					break;
				case "pax-global-header":
					this._paxGlobal = headers.decodePax(buf);
					break;
				case "pax-header": this._pax = this._paxGlobal === null ? headers.decodePax(buf) : Object.assign({}, this._paxGlobal, headers.decodePax(buf));
			}
		}
		_consumeLongHeader() {
			this._longHeader = false;
			this._missing = overflow(this._header.size);
			const buf = this._buffer.shift(this._header.size);
			try {
				this._decodeLongHeader(buf);
			} catch (err) {
				this._continueWrite(err);
				return false;
			}
			return true;
		}
		_consumeStream() {
			const buf = this._buffer.shiftFirst(this._missing);
			if (buf === null) return false;
			this._missing -= buf.byteLength;
			const drained = this._stream.push(buf);
			if (this._missing === 0) {
				this._stream.push(null);
				if (drained) this._stream._detach();
				return drained && this._locked === false;
			}
			return drained;
		}
		_createStream() {
			return new Source(this, this._header, this._offset);
		}
		_update() {
			while (this._buffer.buffered > 0 && !this.destroying) {
				if (this._missing > 0) {
					if (this._stream !== null) {
						if (this._consumeStream() === false) return;
						continue;
					}
					if (this._longHeader === true) {
						if (this._missing > this._buffer.buffered) break;
						if (this._consumeLongHeader() === false) return false;
						continue;
					}
					const ignore = this._buffer.shiftFirst(this._missing);
					if (ignore !== null) this._missing -= ignore.byteLength;
					continue;
				}
				if (this._buffer.buffered < 512) break;
				if (this._stream !== null || this._consumeHeader() === false) return;
			}
			this._continueWrite(null);
		}
		_continueWrite(err) {
			const cb = this._callback;
			this._callback = noop;
			cb(err);
		}
		_write(data, cb) {
			this._callback = cb;
			this._buffer.push(data);
			this._update();
		}
		_final(cb) {
			this._finished = this._missing === 0 && this._buffer.buffered === 0;
			cb(this._finished ? null : new Error("Unexpected end of data"));
		}
		_predestroy() {
			this._continueWrite(null);
		}
		_destroy(cb) {
			if (this._stream) this._stream.destroy(getStreamError(this));
			cb(null);
		}
		[Symbol.asyncIterator]() {
			let error = null;
			let promiseResolve = null;
			let promiseReject = null;
			let entryStream = null;
			let entryCallback = null;
			const extract = this;
			this.on("entry", onentry);
			this.on("error", (err) => {
				error = err;
			});
			this.on("close", onclose);
			return {
				[Symbol.asyncIterator]() {
					return this;
				},
				next() {
					return new Promise(onnext);
				},
				return() {
					return destroy(null);
				},
				throw(err) {
					return destroy(err);
				}
			};
			function consumeCallback(err) {
				if (!entryCallback) return;
				const cb = entryCallback;
				entryCallback = null;
				cb(err);
			}
			function onnext(resolve, reject) {
				if (error) return reject(error);
				if (entryStream) {
					resolve({
						value: entryStream,
						done: false
					});
					entryStream = null;
					return;
				}
				promiseResolve = resolve;
				promiseReject = reject;
				consumeCallback(null);
				if (extract._finished && promiseResolve) {
					promiseResolve({
						value: void 0,
						done: true
					});
					promiseResolve = promiseReject = null;
				}
			}
			function onentry(header, stream, callback) {
				entryCallback = callback;
				stream.on("error", noop);
				if (promiseResolve) {
					promiseResolve({
						value: stream,
						done: false
					});
					promiseResolve = promiseReject = null;
				} else entryStream = stream;
			}
			function onclose() {
				consumeCallback(error);
				if (!promiseResolve) return;
				if (error) promiseReject(error);
				else promiseResolve({
					value: void 0,
					done: true
				});
				promiseResolve = promiseReject = null;
			}
			function destroy(err) {
				extract.destroy(err);
				consumeCallback(err);
				return new Promise((resolve, reject) => {
					if (extract.destroyed) return resolve({
						value: void 0,
						done: true
					});
					extract.once("close", function() {
						if (err) reject(err);
						else resolve({
							value: void 0,
							done: true
						});
					});
				});
			}
		}
	};
	module.exports = function extract(opts) {
		return new Extract(opts);
	};
	function noop() {}
	function overflow(size) {
		size &= 511;
		return size && 512 - size;
	}
}));
// node_modules/tar-stream/constants.js
var require_constants = __commonJSMin(((exports, module) => {
	const constants = {
		S_IFMT: 61440,
		S_IFDIR: 16384,
		S_IFCHR: 8192,
		S_IFBLK: 24576,
		S_IFIFO: 4096,
		S_IFLNK: 40960
	};
	try {
		module.exports = __require("fs").constants || constants;
	} catch {
		module.exports = constants;
	}
}));
// node_modules/tar-stream/pack.js
var require_pack = __commonJSMin(((exports, module) => {
	const { Readable, Writable, getStreamError } = require_streamx();
	const b4a = require_b4a();
	const constants = require_constants();
	const headers = require_headers();
	const DMODE = 493;
	const FMODE = 420;
	const END_OF_TAR = b4a.alloc(1024);
	var Sink = class extends Writable {
		constructor(pack, header, callback) {
			super({
				mapWritable,
				eagerOpen: true
			});
			this.written = 0;
			this.header = header;
			this._callback = callback;
			this._linkname = null;
			this._isLinkname = header.type === "symlink" && !header.linkname;
			this._isVoid = header.type !== "file" && header.type !== "contiguous-file";
			this._finished = false;
			this._pack = pack;
			this._openCallback = null;
			if (this._pack._stream === null) this._pack._stream = this;
			else this._pack._pending.push(this);
		}
		_open(cb) {
			this._openCallback = cb;
			if (this._pack._stream === this) this._continueOpen();
		}
		_continuePack(err) {
			if (this._callback === null) return;
			const callback = this._callback;
			this._callback = null;
			callback(err);
		}
		_continueOpen() {
			if (this._pack._stream === null) this._pack._stream = this;
			const cb = this._openCallback;
			this._openCallback = null;
			if (cb === null) return;
			if (this._pack.destroying) return cb(new Error("pack stream destroyed"));
			if (this._pack._finalized) return cb(new Error("pack stream is already finalized"));
			this._pack._stream = this;
			if (!this._isLinkname) this._pack._encode(this.header);
			if (this._isVoid) {
				this._finish();
				this._continuePack(null);
			}
			cb(null);
		}
		_write(data, cb) {
			if (this._isLinkname) {
				this._linkname = this._linkname ? b4a.concat([this._linkname, data]) : data;
				return cb(null);
			}
			if (this._isVoid) {
				if (data.byteLength > 0) return cb(new Error("No body allowed for this entry"));
				return cb();
			}
			this.written += data.byteLength;
			if (this._pack.push(data)) return cb();
			this._pack._drain = cb;
		}
		_finish() {
			if (this._finished) return;
			this._finished = true;
			if (this._isLinkname) {
				this.header.linkname = this._linkname ? b4a.toString(this._linkname, "utf-8") : "";
				this._pack._encode(this.header);
			}
			overflow(this._pack, this.header.size);
			this._pack._done(this);
		}
		_final(cb) {
			if (this.written !== this.header.size) return cb(new Error("Size mismatch"));
			this._finish();
			cb(null);
		}
		_getError() {
			return getStreamError(this) || new Error("tar entry destroyed");
		}
		_predestroy() {
			this._pack.destroy(this._getError());
		}
		_destroy(cb) {
			this._pack._done(this);
			this._continuePack(this._finished ? null : this._getError());
			cb();
		}
	};
	var Pack = class extends Readable {
		constructor(opts) {
			super(opts);
			this._drain = noop;
			this._finalized = false;
			this._finalizing = false;
			this._pending = [];
			this._stream = null;
		}
		entry(header, buffer, callback) {
			if (this._finalized || this.destroying) throw new Error("already finalized or destroyed");
			if (typeof buffer === "function") {
				callback = buffer;
				buffer = null;
			}
			if (!callback) callback = noop;
			if (!header.size || header.type === "symlink") header.size = 0;
			if (!header.type) header.type = modeToType(header.mode);
			if (!header.mode) header.mode = header.type === "directory" ? DMODE : FMODE;
			if (!header.uid) header.uid = 0;
			if (!header.gid) header.gid = 0;
			if (!header.mtime) header.mtime = new Date();
			if (typeof buffer === "string") buffer = b4a.from(buffer);
			const sink = new Sink(this, header, callback);
			if (b4a.isBuffer(buffer)) {
				header.size = buffer.byteLength;
				sink.write(buffer);
				sink.end();
				return sink;
			}
			if (sink._isVoid) return sink;
			return sink;
		}
		finalize() {
			if (this._stream || this._pending.length > 0) {
				this._finalizing = true;
				return;
			}
			if (this._finalized) return;
			this._finalized = true;
			this.push(END_OF_TAR);
			this.push(null);
		}
		_done(stream) {
			if (stream !== this._stream) return;
			this._stream = null;
			if (this._finalizing) this.finalize();
			if (this._pending.length) this._pending.shift()._continueOpen();
		}
		_encode(header) {
			if (!header.pax) {
				const buf = headers.encode(header);
				if (buf) {
					this.push(buf);
					return;
				}
			}
			this._encodePax(header);
		}
		_encodePax(header) {
			const paxHeader = headers.encodePax({
				name: header.name,
				linkname: header.linkname,
				pax: header.pax
			});
			const newHeader = {
				name: "PaxHeader",
				mode: header.mode,
				uid: header.uid,
				gid: header.gid,
				size: paxHeader.byteLength,
				mtime: header.mtime,
				type: "pax-header",
				linkname: header.linkname && "PaxHeader",
				uname: header.uname,
				gname: header.gname,
				devmajor: header.devmajor,
				devminor: header.devminor
			};
			this.push(headers.encode(newHeader));
			this.push(paxHeader);
			overflow(this, paxHeader.byteLength);
			newHeader.size = header.size;
			newHeader.type = header.type;
			this.push(headers.encode(newHeader));
		}
		_doDrain() {
			const drain = this._drain;
			this._drain = noop;
			drain();
		}
		_predestroy() {
			const err = getStreamError(this);
			if (this._stream) this._stream.destroy(err);
			while (this._pending.length) {
				const stream = this._pending.shift();
				stream.destroy(err);
				stream._continueOpen();
			}
			this._doDrain();
		}
		_read(cb) {
			this._doDrain();
			cb();
		}
	};
	module.exports = function pack(opts) {
		return new Pack(opts);
	};
	function modeToType(mode) {
		switch (mode & constants.S_IFMT) {
			case constants.S_IFBLK: return "block-device";
			case constants.S_IFCHR: return "character-device";
			case constants.S_IFDIR: return "directory";
			case constants.S_IFIFO: return "fifo";
			case constants.S_IFLNK: return "symlink";
		}
		return "file";
	}
	function noop() {}
	function overflow(self, size) {
		size &= 511;
		if (size) self.push(END_OF_TAR.subarray(0, 512 - size));
	}
	function mapWritable(buf) {
		return b4a.isBuffer(buf) ? buf : b4a.from(buf);
	}
}));
// src/tar/stream.ts
var import_tar_stream = __commonJSMin(((exports) => {
	exports.extract = require_extract();
	exports.pack = require_pack();
}))();
function bytesMember(name, bytes) {
	async function* open() {
		yield bytes;
	}
	return {
		name,
		type: "file",
		mode: 420,
		size: bytes.length,
		open
	};
}
function tarStream(members, mtimeSeconds) {
	const pack = (0, import_tar_stream.pack)();
	feed(pack, members, new Date(mtimeSeconds * 1e3)).catch((error) => pack.destroy(error));
	return Readable.from(pack, { objectMode: false });
}
async function feed(pack, members, mtime) {
	for (const member of members) await writeMember(pack, member, mtime);
	pack.finalize();
}
async function writeMember(pack, member, mtime) {
	const { promise: written, resolve, reject } = Promise.withResolvers();
	const header = {
		name: member.name,
		type: member.type,
		mode: member.mode,
		uid: 0,
		gid: 0,
		mtime,
		size: member.size ?? 0,
		...member.linkname === void 0 ? {} : { linkname: member.linkname }
	};
	const entry = pack.entry(header, (error) => error ? reject(error) : resolve());
	if (member.type !== "file") return written;
	entry.on("error", reject);
	written.catch(() => void 0);
	await writeBody(entry, member, written);
	return written;
}
async function writeBody(entry, member, written) {
	for await (const chunk of member.open?.() ?? []) if (!entry.write(chunk)) await Promise.race([once$1(entry, "drain"), written]);
	entry.end(void 0);
}
// src/tar/tree.ts
function completeTree(entries) {
	const tree = new Map();
	for (const entry of entries) {
		assertPath(entry.path);
		if (tree.has(entry.path)) throw new Error(`layer: ${entry.path} is there twice`);
		tree.set(entry.path, entry);
	}
	for (const { path } of entries) addParents(tree, path);
	return [...tree.values()].sort((a, b) => a.path < b.path ? -1 : 1);
}
function assertPath(path) {
	const parts = path.split("/");
	if (path.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..")) throw new Error(`layer: ${JSON.stringify(path)} is not a relative, normal path`);
}
function addParents(tree, path) {
	for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
		const parent = path.slice(0, slash);
		const known = tree.get(parent);
		if (known === void 0) tree.set(parent, {
			type: "directory",
			path: parent,
			mode: 493
		});
		else if (known.type !== "directory") throw new Error(`layer: ${path} lies under ${parent}, a ${known.type}`);
	}
}
// src/tar/pack.ts
async function packLayer(entries, blobFile, options) {
	const { compression = DEFAULT_COMPRESSION } = options;
	const members = await Promise.all(completeTree(entries).map(toMember));
	const plain = createDigester();
	const compressed = createDigester();
	await writeAtomically(blobFile, (partial) => pipeline$1(tarStream(members, options.sourceDateEpoch), plain.stream, (source) => compress(source, compression), compressed.stream, createWriteStream(partial), { signal: options.signal }));
	return {
		mediaType: layerMediaType(compression),
		...compressed.result(),
		diffId: plain.result().digest,
		createdBy: options.createdBy,
		open: () => createReadStream(blobFile, { highWaterMark: 1 << 18 })
	};
}
async function toMember(entry) {
	if (entry.type === "directory") return {
		name: `${entry.path}/`,
		type: "directory",
		mode: entry.mode
	};
	if (entry.type === "symlink") return {
		name: entry.path,
		type: "symlink",
		mode: 511,
		linkname: entry.target
	};
	const { path: name, mode, source } = entry;
	return {
		name,
		type: "file",
		mode,
		size: await sizeOf(source),
		open: () => openSource(source)
	};
}
async function sizeOf(source) {
	return "bytes" in source ? source.bytes.byteLength : (await stat(source.file)).size;
}
async function* openSource(source) {
	if (!("bytes" in source)) yield* createReadStream(source.file);
	else if (source.bytes.byteLength > 0) yield source.bytes;
}
// src/components/resolve.ts
function packedAs(component, compression, { env }) {
	const epoch = sourceDateEpoch(env);
	const key = `${component.key}-${compressionKey(compression)}`;
	return {
		...component,
		compression,
		key: epoch === 0 ? key : `${key}-${epoch}`
	};
}
async function resolveComponents(components, phases, host, tell) {
	const cached = await phases.run("caches", () => Promise.all(components.map(async (component) => {
		const layer = await restoreComponent(component, host);
		if (layer === void 0) await component.prepare?.();
		else tell.layer(layer);
		return layer;
	})));
	tell.prepared();
	const resolved = [];
	for (const [index, component] of components.entries()) {
		const restored = cached[index];
		if (restored !== void 0) {
			resolved.push({
				...component,
				layer: restored,
				cacheHit: true
			});
			continue;
		}
		const built = await phases.run(component.name, () => buildInTurn(component, host));
		tell.layer(built.layer);
		resolved.push({
			...component,
			...built
		});
	}
	return resolved;
}
async function resolveComponent(component, host) {
	const packed = packedAs(component, DEFAULT_COMPRESSION, host);
	const cached = await restoreComponent(packed, host);
	if (cached !== void 0) return {
		layer: cached,
		cacheHit: true
	};
	await component.prepare?.();
	return buildInTurn(packed, host);
}
async function buildInTurn(component, host) {
	const onWait = () => host.progress(`${component.name}: waiting for another run, which is building the same`);
	const claim = await host.cache.claim?.(component.key, {
		signal: host.signal,
		onWait
	});
	try {
		const layer = claim?.there ? await restoreComponent(component, host) : void 0;
		if (layer !== void 0) return {
			layer,
			cacheHit: true
		};
		return {
			layer: await buildComponent(component, host),
			cacheHit: false
		};
	} finally {
		await claim?.release();
	}
}
async function restoreComponent({ name, key }, host) {
	const directory = await host.tempDir(name);
	while (await host.cache.restore(key, directory)) {
		const layer = await readLayerDirectory(directory);
		if (layer) {
			host.info(`${name}: reused from the cache (${key})`);
			await host.cache.save(key, directory);
			return layer;
		}
		host.warning(`the cache entry ${key} is damaged, and is not used`);
		await host.cache.discard(key);
		await rm(directory, { recursive: true });
		await mkdir(directory);
	}
	host.debug(`${name}: not in the cache (${key})`);
}
async function buildComponent(component, host) {
	const directory = await host.tempDir(component.name);
	const work = join(directory, "work");
	const finished = join(directory, "layer");
	await mkdir(work);
	await mkdir(finished);
	const layer = await packLayer(await component.build(work), blobPath(finished), {
		createdBy: createdBy(component.name),
		sourceDateEpoch: sourceDateEpoch(host.env),
		compression: component.compression,
		signal: host.signal
	});
	await writeLayerDirectory(finished, layer);
	await rm(work, { recursive: true });
	await host.cache.save(component.key, finished);
	await component.saved?.();
	return layer;
}
// src/image/process-settings.ts
const LAUNCH = "/x86_64/bin/launch";
const ENTER = "/x86_64/enter";
const TOOLCHAIN = "/x86_64/host/bin";
const DEFAULT_PATH = [
	"/usr/local/sbin",
	"/usr/local/bin",
	"/usr/sbin",
	"/usr/bin",
	"/sbin",
	"/bin"
];
function processSettings({ accelerate, profile, base }) {
	const { entrypoint = [], cmd = [], shell = [], user, workingDir, other = {} } = base ?? {};
	const command = cmd.length > 0 || entrypoint.length > 0 ? cmd : [profile.shell];
	return {
		...user === void 0 ? {} : { User: user },
		Env: environment(accelerate, base),
		Entrypoint: launched(entrypoint),
		...command.length === 0 ? {} : { Cmd: command },
		WorkingDir: workingDir ?? "/",
		Shell: launched(shell.length > 0 ? shell : ["/bin/sh", "-c"]),
		...other,
		...healthcheck(base)
	};
}
function launched(command) {
	return command[0] === LAUNCH ? command : [LAUNCH, ...command];
}
function environment(accelerate, base) {
	const entries = base?.env ?? [];
	const isPath = (entry) => entry.startsWith("PATH=");
	const guest = (entries.findLast(isPath)?.slice(5).split(":") ?? DEFAULT_PATH).filter((directory) => !directory.startsWith("/x86_64/"));
	const path = accelerate === "none" ? [TOOLCHAIN, ...guest] : withShadows(guest);
	return [`PATH=${[ENTER, ...path].join(":")}`, ...entries.filter((entry) => !isPath(entry))];
}
const COMPILERS = /^((\/usr)?\/bin|\/opt\/rh\/[^/]+\/root(\/usr)?\/bin)\/?$/;
function withShadows(guest) {
	const first = guest.findIndex((directory) => COMPILERS.test(directory));
	return guest.toSpliced(first < 0 ? guest.length : first, 0, "/x86_64/native/usr/bin", TOOLCHAIN);
}
function healthcheck(base) {
	const { healthcheck: check } = base ?? {};
	if (check === void 0) return {};
	const { Test: test } = check;
	if (!Array.isArray(test) || test[0] !== "CMD" || test[1] === LAUNCH) return { Healthcheck: check };
	return { Healthcheck: {
		...check,
		Test: [
			"CMD",
			LAUNCH,
			...test.slice(1)
		]
	} };
}
// src/image/config.ts
function imageConfig(layers, settings) {
	const created = timestamp(settings.sourceDateEpoch);
	const { os, architecture, variant } = settings.platform;
	return {
		created,
		architecture,
		...variant === void 0 ? {} : { variant },
		os,
		config: {
			...processSettings(settings),
			...labelsField({
				...settings.base?.labels,
				...settings.labels
			})
		},
		rootfs: {
			type: "layers",
			diff_ids: layers.map((layer) => layer.diffId)
		},
		history: history(layers, settings.base, created)
	};
}
function history(layers, base, created) {
	const entries = layers.map((layer) => ({
		created,
		created_by: layer.createdBy
	}));
	const count = base?.diffIds.length ?? 0;
	const before = base?.history ?? [];
	return before.filter(({ empty_layer }) => empty_layer !== true).length === count ? [...before, ...entries.slice(count)] : entries;
}
function timestamp(seconds) {
	return new Date(seconds * 1e3).toISOString().replace(".000Z", "Z");
}
function labelsField(labels) {
	return Object.keys(labels).length === 0 ? {} : { Labels: sortedLabels(labels) };
}
function sortedLabels(labels) {
	return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1));
}
// src/image/manifest.ts
function imageManifest$1(config, layers, family, annotations) {
	return {
		schemaVersion: 2,
		mediaType: mediaTypesOf(family).manifest,
		config: {
			mediaType: config.mediaType,
			digest: config.digest,
			size: config.size
		},
		layers: layers.map(({ mediaType, digest, size }) => ({
			mediaType: layerTypeIn(family, mediaType),
			digest,
			size
		})),
		...annotationsField(annotations)
	};
}
// src/image/image.ts
function assembleImage(parts) {
	const layers = [...parts.baseLayers, ...parts.layers];
	const platform = parsePlatform(parts.platform);
	return finishImage(imageConfig(layers, {
		...parts,
		platform
	}), layers, {
		...parts,
		platform
	});
}
function finishImage(configuration, layers, settings) {
	const { platform, family = "oci", annotations = [] } = settings;
	const types = mediaTypesOf(family);
	const config = jsonBlob(types.config, configuration);
	const own = annotationsOf(annotations, "manifest", platform);
	const manifest = jsonBlob(types.manifest, imageManifest$1(config.descriptor, layers, family, own));
	return {
		platform,
		family,
		digest: manifest.descriptor.digest,
		config,
		manifest,
		layers
	};
}
// src/image/base-image.ts
const ARM64 = {
	os: "linux",
	architecture: "arm64"
};
function baseImage(parts) {
	const { baseLayers, base, labels } = parts;
	const created = timestamp(parts.sourceDateEpoch);
	const { os, architecture } = ARM64;
	return finishImage({
		created,
		architecture,
		os,
		config: {
			...base === void 0 ? plainSettings(parts) : ownSettings(base),
			...labelsField({
				...base?.labels,
				...labels
			})
		},
		rootfs: {
			type: "layers",
			diff_ids: baseLayers.map(({ diffId }) => diffId)
		},
		history: history(baseLayers, base, created)
	}, baseLayers, {
		...parts,
		platform: ARM64
	});
}
function plainSettings({ profile }) {
	return {
		Env: [`PATH=${DEFAULT_PATH.join(":")}`],
		Cmd: [profile.shell],
		WorkingDir: "/"
	};
}
function ownSettings(base) {
	const { user, workingDir, env, entrypoint, cmd, shell, healthcheck, other } = base;
	return {
		...user !== void 0 && { User: user },
		...env.length > 0 && { Env: env },
		...entrypoint.length > 0 && { Entrypoint: entrypoint },
		...cmd.length > 0 && { Cmd: cmd },
		...workingDir !== void 0 && { WorkingDir: workingDir },
		...shell.length > 0 && { Shell: shell },
		...other,
		...healthcheck !== void 0 && { Healthcheck: healthcheck }
	};
}
// src/image/image-set.ts
function singleImage(image, annotations = []) {
	const rootAnnotations = annotationsOf(annotations, "manifest-descriptor", image.platform);
	return {
		digest: image.digest,
		root: image.manifest,
		images: [image],
		rootAnnotations
	};
}
function imageIndex(images, annotations = []) {
	const [first] = images;
	const types = mediaTypesOf(first.family);
	const all = annotationsOf(annotations, "index");
	const root = jsonBlob(types.index, {
		schemaVersion: 2,
		mediaType: types.index,
		manifests: images.map((image) => {
			const own = annotationsOf(annotations, "manifest-descriptor", image.platform);
			const { mediaType, digest, size } = image.manifest.descriptor;
			return {
				mediaType,
				digest,
				size,
				platform: image.platform,
				...annotationsField(own)
			};
		}),
		...annotationsField(all)
	});
	const rootAnnotations = annotationsOf(annotations, "index-descriptor");
	return {
		digest: root.descriptor.digest,
		root,
		images,
		rootAnnotations
	};
}
function blobsOf({ images, root }) {
	const documents = [
		...images.map(({ config }) => config),
		...images.map(({ manifest }) => manifest),
		root
	];
	const all = [...images.flatMap(({ layers }) => layers), ...documents.map(({ bytes, descriptor: { digest, size } }) => ({
		digest,
		size,
		open: () => Readable.from([bytes])
	}))];
	return [...new Map(all.map((blob) => [blob.digest, blob])).values()];
}
// src/inputs-digest.ts
const INPUTS_LABEL = "io.github.arm64-on-x86.inputs";
const PLACES = new Set([
	...[
		"rootfs",
		"rootfsExclude",
		"toolchain",
		"emulatorSource",
		"natives",
		"tags",
		"push",
		"load",
		"outputs"
	],
	...[
		"buildrootSource",
		"buildrootConfig",
		"buildrootMirror",
		"buildrootDlDir"
	],
	...[
		"insecureRegistries",
		"cacheDir",
		"cacheFrom",
		"cacheTo",
		"prebuilt",
		"skipIfExists"
	]
]);
function inputsDigest({ inputs, rootfs, family, keys, sourceDateEpoch }) {
	const { profile, base = null } = rootfs;
	const layers = rootfs.layers.map(({ mediaType, digest }) => [mediaType, digest]);
	const settings = Object.entries({
		...inputs,
		labels: sortedLabels(inputs.labels)
	}).filter(([name]) => !PLACES.has(name)).sort(([a], [b]) => a < b ? -1 : 1);
	const origin = [
		RECIPES.image,
		settings,
		layers,
		profile,
		base,
		family,
		keys,
		sourceDateEpoch
	];
	return `sha256:${createHash("sha256").update(JSON.stringify(origin)).digest("hex")}`;
}
// src/phases.ts
function timedPhases(host) {
	const times = [];
	return {
		times,
		async run(name, work) {
			const begin = performance.now();
			try {
				return await host.phase(name, work);
			} finally {
				times.push({
					name,
					seconds: Number(((performance.now() - begin) / 1e3).toFixed(3))
				});
			}
		}
	};
}
// src/report/profile.ts
function profileWithoutKeys({ apt, yum, ...rest }) {
	return {
		...rest,
		...apt !== void 0 && { apt: {
			...apt,
			keyrings: Object.keys(apt.keyrings)
		} },
		...yum !== void 0 && { yum: {
			...yum,
			keys: Object.keys(yum.keys)
		} }
	};
}
function describeProfile({ distribution, architecture, libc, gccMajor, packageManager }) {
	return [
		distribution.name || distribution.id || "unknown distribution",
		architecture,
		libc.kind === "none" ? "no libc" : `${libc.kind} ${libc.version}`.trim(),
		...gccMajor === void 0 ? [] : [`gcc ${gccMajor}`],
		...packageManager === void 0 ? [] : [packageManager]
	].join(", ");
}
// src/image/read/layer-type.ts
const LAYER_TYPES = new Map([
	[MEDIA_TYPES.layer, "none"],
	[MEDIA_TYPES.layerGzip, "gzip"],
	[MEDIA_TYPES.layerZstd, "zstd"],
	[DOCKER_MEDIA_TYPES.layer, "none"],
	[DOCKER_MEDIA_TYPES.layerGzip, "gzip"],
	[DOCKER_LAYER_ZSTD, "zstd"]
]);
function compressionOf(mediaType, image) {
	const compression = LAYER_TYPES.get(mediaType);
	if (compression !== void 0) return compression;
	throw new ToolError("image-layer-type", `rootfs: ${image} has a layer of the type ${JSON.stringify(mediaType)}`, "only plain, gzip and zstd layers can be read: no encrypted or foreign ones, and no artifacts");
}
function layerType(compression) {
	if (compression === "none") return MEDIA_TYPES.layer;
	return compression === "gzip" ? MEDIA_TYPES.layerGzip : MEDIA_TYPES.layerZstd;
}
// src/rootfs/whiteout.ts
const PREFIX = ".wh.";
const OPAQUE = ".wh..wh..opq";
function whiteoutOf(path) {
	const end = path.lastIndexOf("/");
	const name = path.slice(end + 1);
	if (!name.startsWith(PREFIX)) return void 0;
	const directory = path.slice(0, Math.max(end, 0));
	if (name === OPAQUE) return {
		directory,
		hides: "all"
	};
	if (name.startsWith(".wh..wh.")) return {
		directory,
		hides: "nothing"
	};
	return {
		directory,
		hides: { name: name.slice(4) }
	};
}
// src/rootfs/exclude/glob.ts
function parseExclusion(patterns) {
	if (patterns.length === 0) return {
		isExcluded: () => false,
		key: ""
	};
	const any = patterns.map((pattern) => toRegExp(pattern)).join("|");
	const expression = new RegExp(`^(?:${any})(?:/|$)`, "su");
	const isExcluded = (path) => expression.test(whiteoutOf(path)?.directory ?? path);
	return {
		isExcluded,
		key: [...new Set(patterns)].sort().join("\n")
	};
}
function toRegExp(pattern) {
	const path = pattern.replace(/^(\.?\/+)+/, "").replace(/\/+$/, "");
	if (path === "" || pattern.startsWith("!") || path.split("/").includes("..")) throw invalid(pattern);
	const expression = path.replace(TOKEN, (token) => translate(token));
	try {
		new RegExp(expression, "su");
	} catch (cause) {
		throw invalid(pattern, cause);
	}
	return expression;
}
function invalid(pattern, cause) {
	return new ToolError("input-rootfs-exclude", `rootfs-exclude: ${JSON.stringify(pattern)} is not a pattern of paths below the root`, "write one a line, such as boot, var/cache/*, **/*.pyc; what does not match stays", { cause });
}
const TOKEN = /\*\*+\/?|\[[!^]?\]?[^\]/]*\]|\\.|./gsu;
function translate(token) {
	if (token === "*") return "[^/]*";
	if (token === "?") return "[^/]";
	if (token.startsWith("**")) return token.endsWith("/") ? "(?:.*/)?" : ".*";
	if (token.startsWith("[") && token.length > 1) {
		const [, not = "", set = ""] = /^\[([!^]?)(.*)\]$/s.exec(token) ?? [];
		return `(?!/)[${not === "" ? "" : "^"}${set.replace(/[\\\][^]/g, "\\$&")}]`;
	}
	return (token.length > 1 && token.startsWith("\\") ? token.slice(1) : token).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
// src/tar/read/error.ts
var ArchiveError = class extends Error {
	problem;
	constructor(problem, message) {
		super(message);
		this.name = "ArchiveError";
		this.problem = problem;
	}
};
// src/tar/read/number.ts
function readNumber(block, start, end, what) {
	const value = ((block[start] ?? 0) & 128) !== 0 ? base256(block.subarray(start, end)) : octal(block.toString("latin1", start, end));
	if (Number.isSafeInteger(value) && value >= 0) return value;
	throw new ArchiveError("invalid", `${what} is not a number that a file can have`);
}
function octal(field) {
	const digits = /^[ \0]*([0-7]*)(?:[ \0]|$)/.exec(field)?.[1];
	if (digits === void 0) return NaN;
	return digits === "" ? 0 : Number.parseInt(digits, 8);
}
function base256(field) {
	if (((field[0] ?? 0) & 64) !== 0) return NaN;
	return field.reduce((value, byte, index) => value * 256 + (index === 0 ? byte & 63 : byte), 0);
}
function readDecimal(text, what) {
	const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
	if (Number.isSafeInteger(value)) return value;
	throw new ArchiveError("invalid", `${what} is not a number that a file can have`);
}
// src/tar/read/text.ts
function decodeName(bytes) {
	if (isAscii(bytes)) return bytes.toString("latin1");
	if (isUtf8(bytes)) return bytes.toString("utf8");
	return bytes.toString("latin1").replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(56320 + byte.charCodeAt(0)));
}
function encodeName(text) {
	if (text.isWellFormed()) return Buffer.from(text, "utf8");
	return Buffer.concat(Array.from(text, (part) => {
		const code = part.charCodeAt(0);
		return part.length === 1 && code >= 56448 && code <= 56575 ? Buffer.from([code - 56320]) : Buffer.from(part, "utf8");
	}));
}
function untilNul(bytes) {
	const end = bytes.indexOf(0);
	return end < 0 ? bytes : bytes.subarray(0, end);
}
const BEYOND_ASCII = /[\x80-\xff]/;
function nameField(block, start, end) {
	if (block[start] === 0) return "";
	const nul = block.indexOf(0, start);
	const stop = nul < 0 || nul > end ? end : nul;
	const text = block.toString("latin1", start, stop);
	return BEYOND_ASCII.test(text) ? decodeName(block.subarray(start, stop)) : text;
}
function parseHeader(block) {
	if (!hasChecksum(block)) throw new ArchiveError("invalid", "a header has a wrong checksum");
	const name = nameField(block, 0, 100);
	const prefix = prefixOf(block);
	return {
		path: prefix === "" ? name : `${prefix}/${name}`,
		linkTarget: nameField(block, 157, 257),
		flag: block.toString("latin1", 156, 157),
		mode: readMode(block),
		size: readNumber(block, 124, 136, "the size of a member"),
		block
	};
}
function hasChecksum(block) {
	if (block.length < 512) return false;
	let unsigned = 256;
	let signed = 256;
	for (let at = 0; at < 512; at++) {
		if (at === 148) at = 156;
		const byte = block[at] ?? 0;
		unsigned += byte;
		signed += byte < 128 ? byte : byte - 256;
	}
	const said = Number.parseInt(block.toString("latin1", 148, 156).replace(/^[ \0]+/, ""), 8);
	return said === unsigned || said === signed;
}
function writeChecksum(block) {
	block.write("        ", 148, "latin1");
	const sum = block.reduce((total, byte) => total + byte, 0);
	block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
	return block;
}
function prefixOf(block) {
	if (block[345] === 0 || block.toString("latin1", 257, 263) !== "ustar\0") return "";
	return nameField(block, 345, block.toString("latin1", 508, 512) === "tar\0" ? 476 : 500);
}
function readMode(block) {
	const mode = Number.parseInt(block.toString("latin1", 100, 108).replace(/^[ \0]+/, ""), 8);
	return Number.isNaN(mode) ? 0 : mode & 4095;
}
// src/tar/read/feeder.ts
function createFeeder() {
	let state = {
		kind: "pass",
		left: Number.POSITIVE_INFINITY,
		to: () => void 0,
		done: () => void 0
	};
	let parts = [];
	let have = 0;
	let offset = 0;
	function take(current, part) {
		offset += part.length;
		if (current.kind === "pass") {
			current.left -= part.length;
			current.to(part);
			if (current.left === 0) current.done();
			return;
		}
		have += part.length;
		if (have < current.want) {
			parts.push(Buffer.from(part));
			return;
		}
		const whole = parts.length === 0 ? part : Buffer.concat([...parts, part]);
		parts = [];
		have = 0;
		current.done(whole);
	}
	return {
		collect(want, done) {
			state = {
				kind: "collect",
				want,
				done
			};
		},
		pass(left, to, done) {
			if (left === 0) done();
			else state = {
				kind: "pass",
				left,
				to,
				done
			};
		},
		write(chunk) {
			for (let at = 0; at < chunk.length;) {
				const left = state.kind === "collect" ? state.want - have : state.left;
				const part = chunk.subarray(at, at + Math.min(left, chunk.length - at));
				at += part.length;
				take(state, part);
			}
		},
		get offset() {
			return offset;
		},
		get isPartial() {
			return have > 0;
		}
	};
}
// src/tar/read/sparse.ts
function paxSparse(records) {
	if (records.length === 0) return {};
	const offsets = [];
	const values = new Map();
	for (const { key, value } of records) {
		if (!key.startsWith("GNU.sparse.")) continue;
		if (key === "GNU.sparse.offset" || key === "GNU.sparse.numbytes") offsets.push(value.toString("latin1"));
		else values.set(key.slice(11), decodeName(value));
	}
	const name = values.get("name");
	const numbers = offsets.length > 0 ? offsets : values.get("map")?.split(",");
	const size = values.get("realsize") ?? values.get("size");
	return {
		...name === void 0 ? {} : { name },
		...size === void 0 ? {} : { realSize: readDecimal(size, "the size of a sparse file") },
		...numbers === void 0 ? {} : { extents: toExtents(numbers) },
		...values.get("major") === "1" ? { mapInData: true } : {}
	};
}
const MAX_MAP = 1 << 20;
function mapReader() {
	const blocks = [];
	let lines = 0;
	let wanted = Number.POSITIVE_INFINITY;
	return (block) => {
		blocks.push(Buffer.from(block));
		for (const byte of block) if (byte === 10) lines++;
		if (blocks.length * block.length > MAX_MAP) throw new ArchiveError("limit", `the map of a sparse file is longer than ${MAX_MAP} bytes`);
		if (wanted === Number.POSITIVE_INFINITY && lines > 0) wanted = 2 * readDecimal(firstLine(blocks), "the number of extents of a sparse file");
		if (lines <= wanted) return void 0;
		return toExtents(Buffer.concat(blocks).toString("latin1").split("\n").slice(1, wanted + 1));
	};
}
function firstLine(blocks) {
	return Buffer.concat(blocks).toString("latin1").split("\n", 1)[0] ?? "";
}
function placing(take, extents) {
	let index = 0;
	let done = 0;
	return (bytes) => {
		for (let at = 0; at < bytes.length;) {
			const extent = extents === void 0 ? WHOLE : extents[index];
			if (extent === void 0) return;
			const length = Math.min(extent.length - done, bytes.length - at);
			if (length > 0) take(bytes.subarray(at, at + length), extent.offset + done);
			at += length;
			done += length;
			if (done === extent.length) {
				index++;
				done = 0;
			}
		}
	};
}
const WHOLE = {
	offset: 0,
	length: Number.POSITIVE_INFINITY
};
function oldExtents(block, at, count) {
	const extents = [];
	for (let index = 0; index < count; index++) {
		const field = at + 24 * index;
		if (block[field] === 0) break;
		extents.push({
			offset: readNumber(block, field, field + 12, "an offset in a sparse file"),
			length: readNumber(block, field + 12, field + 24, "a length in a sparse file")
		});
	}
	return extents;
}
function toExtents(numbers) {
	if (numbers.length % 2 !== 0) throw new ArchiveError("invalid", "the map of a sparse file ends in the middle");
	return Array.from({ length: numbers.length / 2 }, (_, index) => ({
		offset: readDecimal(numbers[2 * index] ?? "", "an offset in a sparse file"),
		length: readDecimal(numbers[2 * index + 1] ?? "", "a length in a sparse file")
	}));
}
// src/tar/read/member.ts
const TYPES = {
	"0": "file",
	"1": "link",
	"2": "symlink",
	"3": "character",
	"4": "block",
	"5": "directory",
	"6": "fifo",
	"7": "file",
	S: "file",
	D: "directory"
};
const WITHOUT_DATA = new Set([
	"1",
	"2",
	"3",
	"4",
	"5",
	"6"
]);
function makeMember(header, { path, linkTarget, pax }, sparseBlocks) {
	const last = (key) => {
		const value = pax.findLast((record) => record.key === key)?.value;
		return value?.length === 0 ? void 0 : value;
	};
	const size = last("size");
	const { name, realSize, ...sparse } = paxSparse(pax);
	const old = header.flag === "S" ? gnuSparse(header.block, sparseBlocks) : void 0;
	const text = (key) => {
		const value = last(key);
		return value === void 0 ? void 0 : decodeName(value);
	};
	const named = path ?? text("path") ?? header.path;
	const flag = header.flag === "\0" ? named.endsWith("/") ? "5" : "0" : header.flag;
	const stored = size === void 0 ? header.size : readDecimal(size.toString("latin1"), "the size in a PAX header");
	return {
		type: TYPES[flag] ?? "other",
		flag,
		path: name ?? named,
		linkTarget: linkTarget ?? text("linkpath") ?? header.linkTarget,
		mode: header.mode,
		size: WITHOUT_DATA.has(flag) ? 0 : stored,
		fileSize: realSize ?? stored,
		...sparse,
		...old,
		pax,
		own: [header.block, ...sparseBlocks]
	};
}
function gnuSparse(header, blocks) {
	return {
		extents: [...oldExtents(header, 386, 4), ...blocks.flatMap((block) => oldExtents(block, 0, 21))],
		fileSize: readNumber(header, 483, 495, "the size of a sparse file")
	};
}
function moreExtents(block, isHeader) {
	return (block[isHeader ? 482 : 504] ?? 0) !== 0;
}
// src/tar/read/pax.ts
function* paxRecords(bytes) {
	let at = 0;
	while (at < bytes.length) {
		const space = bytes.indexOf(32, at);
		const digits = space < 0 || space - at > 10 ? "" : bytes.toString("latin1", at, space);
		const end = /^\d+$/.test(digits) ? at + Number(digits) : 0;
		const equals = bytes.indexOf(61, space);
		if (end > bytes.length || equals < 0 || equals >= end || bytes[end - 1] !== 10) throw new ArchiveError("invalid", "a PAX header has a record that is not valid");
		yield {
			key: decodeName(bytes.subarray(space + 1, equals)),
			value: bytes.subarray(equals + 1, end - 1),
			bytes: bytes.subarray(at, end)
		};
		at = end;
	}
}
function paxRecord(key, value) {
	const rest = Buffer.concat([
		Buffer.from(` ${key}=`),
		value,
		Buffer.from("\n")
	]);
	let length = rest.length + 1;
	while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
	return Buffer.concat([Buffer.from(String(length)), rest]);
}
// src/tar/read/parser.ts
const MAX_META = 1 << 20;
const MAX_EXTENDED = 16;
const MAX_TRAILER = 64 << 20;
function createTarParser(events) {
	const feeder = createFeeder();
	const { collect, pass } = feeder;
	let place = "between";
	let headers = [];
	let extensions = { pax: [] };
	const global = (bytes) => events.global?.(bytes);
	function header(block) {
		if (!isZero(block)) {
			place = "inside";
			dispatch(parseHeader(block));
			return;
		}
		if (place === "between") place = "lone block";
		collect(512, endOfArchive);
	}
	function dispatch(parsed) {
		const { flag, block } = parsed;
		if (flag === "g") {
			global(block);
			pass(padded(meta(parsed)), global, next);
			return;
		}
		if (flag === "x") extended(parsed, (bytes) => ({
			...extensions,
			pax: [...paxRecords(bytes)]
		}));
		else if (flag === "L") extended(parsed, (bytes) => ({
			...extensions,
			path: decodeName(untilNul(bytes))
		}));
		else if (flag === "K") extended(parsed, (bytes) => ({
			...extensions,
			linkTarget: decodeName(untilNul(bytes))
		}));
		else if (flag === "S" && moreExtents(block, true)) sparseBlocks(owned(parsed), [], true);
		else sparseBlocks(parsed, [], false);
	}
	function next() {
		if (headers.length === 0) place = "between";
		collect(512, header);
	}
	function meta({ size, path }) {
		if (size > MAX_META) throw new ArchiveError("limit", `the extended header ${path} has ${size} bytes, more than ${MAX_META}`);
		return size;
	}
	function extended(parsed, apply) {
		const size = meta(parsed);
		headers.push(owned(parsed).block);
		if (headers.length > MAX_EXTENDED) throw new ArchiveError("limit", `more than ${MAX_EXTENDED / 2} extended headers follow each other`);
		const done = (part) => {
			const bytes = Buffer.from(part);
			if (bytes.length > 0) headers.push(bytes);
			extensions = apply(bytes.subarray(0, size));
			next();
		};
		if (size === 0) done(Buffer.alloc(0));
		else collect(padded(size), done);
	}
	function sparseBlocks(parsed, blocks, more) {
		if (blocks.length === 0) headers.push(parsed.block);
		if (!more) {
			begin(parsed, blocks);
			return;
		}
		if (blocks.length * 512 > MAX_META) throw new ArchiveError("limit", `the map of ${parsed.path} is too long`);
		collect(512, (part) => {
			const block = Buffer.from(part);
			headers.push(block);
			sparseBlocks(parsed, [...blocks, block], moreExtents(block, false));
		});
	}
	function begin(parsed, blocks) {
		const member = {
			...makeMember(parsed, extensions, blocks),
			headers,
			dataOffset: feeder.offset
		};
		headers = [];
		extensions = { pax: [] };
		const take = events.member(member);
		const padding = padded(member.size) - member.size;
		const finish = () => {
			events.end?.(member);
			next();
		};
		const data = (left, extents) => {
			const put = take && placing(take, extents);
			pass(left, (bytes) => {
				events.body?.(bytes);
				put?.(bytes);
			}, () => pass(padding, (bytes) => events.body?.(bytes), finish));
		};
		if (member.mapInData && member.size > 0) map(member, data);
		else data(member.size, member.extents);
	}
	function map(member, data) {
		const read = mapReader();
		let left = member.size;
		const block = (bytes) => {
			events.body?.(bytes);
			left -= bytes.length;
			const extents = read(bytes);
			if (extents !== void 0) data(Math.max(0, left), extents);
			else if (left > 0) collect(512, block);
			else throw new ArchiveError("invalid", `the map of the sparse file ${member.path} does not end`);
		};
		collect(512, block);
	}
	function endOfArchive(second) {
		if (!isZero(second)) throw new ArchiveError("invalid", `there is a block of zeros in the middle, at byte ${feeder.offset}`);
		if (headers.length > 0) throw new ArchiveError("truncated", "it ends after an extended header");
		place = "ended";
		let length = 0;
		const trailer = (bytes) => {
			length += bytes.length;
			if (length > MAX_TRAILER) throw new ArchiveError("limit", `after its end follow more than ${MAX_TRAILER} bytes`);
		};
		pass(Number.POSITIVE_INFINITY, trailer, () => void 0);
	}
	next();
	return {
		write: (chunk) => feeder.write(chunk),
		end() {
			if (place === "inside" || place !== "ended" && feeder.isPartial) throw new ArchiveError("truncated", "it ends in the middle of a member");
		}
	};
}
function owned(header) {
	return {
		...header,
		block: Buffer.from(header.block)
	};
}
function padded(size) {
	return Math.ceil(size / 512) * 512;
}
const ZEROS = Buffer.alloc(512);
function isZero(block) {
	return block.equals(ZEROS);
}
// src/rootfs/member-path.ts
const NAME_MAX = 255;
const PATH_MAX = 4096;
const USUAL = /^(?:\.\/)?([^./\0][^/\0]*(?:\/[^./\0][^/\0]*)*)\/?$/;
function memberPath(raw, location) {
	const usual = USUAL.exec(raw)?.[1];
	if (usual !== void 0 && usual.length <= NAME_MAX / 3) return usual;
	const parts = [];
	for (const part of raw.split("/")) {
		if (part === "" || part === ".") continue;
		if (part !== "..") parts.push(part);
		else if (parts.pop() === void 0) throw unsafe(raw, "leads out of the root", location);
	}
	if (raw.includes("\0")) throw unsafe(raw, "has a NUL in it", location);
	if (isLong(raw, PATH_MAX) || parts.some((part) => isLong(part, NAME_MAX))) throw unsafe(raw, "is longer than Linux allows", location);
	return parts.join("/");
}
function linkTarget(raw, location) {
	if (isLong(raw, 4095)) throw unsafe(raw, "is longer than Linux allows", location, "link target");
	return raw;
}
function isLong(text, most) {
	return text.length > most / 4 && encodeName(text).length > most;
}
function unsafe(raw, what, location, which = "name") {
	const shown = raw.length > 200 ? `${raw.slice(0, 200)}…` : raw;
	return new ToolError("rootfs-unsafe", `rootfs: ${location} has a member whose ${which} ${what}: ${JSON.stringify(shown)}`, "no container engine would unpack it; make the archive with tar -C DIRECTORY -czf rootfs.tar.gz .");
}
// src/rootfs/exclude/engine-form.ts
const POSIX_TYPES = {
	"7": "0",
	S: "0",
	D: "5"
};
const VOLUME = "V";
const MAX_EXTENTS = 2e4;
function engineForm({ flag, path, extents = [] }, location) {
	if (/^[0-6]$/.test(flag)) return "kept";
	if (flag === VOLUME) return "dropped";
	if (POSIX_TYPES[flag] !== void 0 && extents.length <= MAX_EXTENTS) return "changed";
	throw new ToolError("rootfs-member-type", `rootfs: ${location} has a member of type ${JSON.stringify(flag)}, which no container engine unpacks: ${JSON.stringify(path)}`, "make the archive with tar --format=posix -C DIRECTORY -czf rootfs.tar.gz . (and without --multi-volume)");
}
function posixHeaders({ flag, own }) {
	const type = POSIX_TYPES[flag];
	const [first] = own;
	if (type === void 0 || first === void 0) return own;
	const header = Buffer.from(first);
	header.write(type, 156, "latin1");
	if (flag === "D") header.write("00000000000\0", 124, "latin1");
	if (flag === "S") {
		header.fill(0, 345);
		header.write("ustar\x0000", 257, "latin1");
	}
	return [writeChecksum(header)];
}
function sparseRecords({ flag, extents = [], fileSize }) {
	if (flag !== "S") return [];
	const map = extents.flatMap(({ offset, length }) => [offset, length]).join(",");
	const records = {
		size: fileSize,
		numblocks: extents.length,
		map
	};
	return Object.entries(records).map(([key, value]) => [`GNU.sparse.${key}`, Buffer.from(String(value))]);
}
// src/rootfs/exclude/relabel.ts
function relabel(member, change) {
	const isSparse = member.pax.some(({ key }) => key === "GNU.sparse.name");
	const names = new Map([
		...sparseRecords(member),
		[isSparse ? "GNU.sparse.name" : "path", encodeName(change.path ?? member.path)],
		...member.type === "link" ? [["linkpath", encodeName(change.linkTarget ?? member.linkTarget)]] : []
	]);
	const kept = member.pax.filter(({ key }) => !names.has(key)).map(({ bytes }) => bytes);
	const records = Buffer.concat([...kept, ...[...names].map(([key, value]) => paxRecord(key, value))]);
	const padding = Buffer.alloc((512 - records.length % 512) % 512);
	return [
		paxHeader(records.length),
		records,
		padding,
		...posixHeaders(member)
	];
}
function paxHeader(size) {
	const block = Buffer.alloc(512);
	const octal = (value, at, digits) => void block.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1");
	block.write("PaxHeaders/relabelled", 0, "latin1");
	octal(420, 100, 7);
	octal(0, 108, 7);
	octal(0, 116, 7);
	octal(size, 124, 11);
	octal(0, 136, 11);
	block.write("x", 156, "latin1");
	block.write("ustar\x0000", 257, "latin1");
	return writeChecksum(block);
}
// src/rootfs/exclude/rewrite.ts
async function* rewriteTar(source, isExcluded, plan, location) {
	const heirs = new Set(plan.heirs.values());
	let out = [];
	let stays = false;
	function headersOf(member) {
		const path = memberPath(member.path, location);
		if (isExcluded(path)) {
			const heir = member.type === "file" ? plan.heirs.get(path) : void 0;
			return heir === void 0 ? void 0 : relabel(member, { path: heir });
		}
		if (member.type === "link") return linkHeaders(member, path);
		const form = engineForm(member, location);
		if (form === "dropped") return void 0;
		return form === "changed" ? relabel(member, {}) : member.headers;
	}
	function linkHeaders(member, path) {
		if (heirs.has(path)) return void 0;
		const linkTarget = plan.redirected.get(path);
		return linkTarget === void 0 ? member.headers : relabel(member, { linkTarget });
	}
	const parser = createTarParser({
		global: (bytes) => void out.push(bytes),
		member(member) {
			const headers = headersOf(member);
			stays = headers !== void 0 && member.flag !== "D";
			if (headers !== void 0) out.push(...headers);
		},
		body(bytes) {
			if (stays) out.push(bytes);
		}
	});
	for await (const chunk of source) {
		parser.write(chunk);
		const ready = out;
		out = [];
		yield* ready;
	}
	parser.end();
	yield Buffer.alloc(1024);
}
// src/rootfs/apt-sources.ts
function parseAptSources(text, deb822) {
	return (deb822 ? text.split(/\n(?:[ \t]*\n)+/).flatMap(parseStanza) : text.split("\n").flatMap(parseLine)).filter(({ components }) => components.length > 0);
}
function parseLine(line) {
	const [, options = "", rest = ""] = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?([^#]*)/.exec(line) ?? [];
	const [uri, suite, ...components] = words(rest);
	if (uri === void 0 || suite === void 0) return [];
	const signedBy = /(?:^|\s)signed-by\+?=(\S+)/i.exec(options)?.[1];
	return [{
		uri,
		suite,
		components,
		...signedBy !== void 0 && { signedBy: signedBy.replaceAll(",", " ") }
	}];
}
function parseStanza(stanza) {
	const text = stanza.replaceAll(/^#.*\n?/gm, "");
	const field = (name) => new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, "im").exec(text)?.[1]?.trim() ?? "";
	if (!words(field("Types")).includes("deb") || /^(?:no|false|0|off|without|disable)$/i.test(field("Enabled"))) return [];
	const signedBy = field("Signed-By").replaceAll(/^[ \t]+/gm, "").replaceAll(/^\.$/gm, "");
	const components = words(field("Components"));
	return words(field("URIs")).flatMap((uri) => words(field("Suites")).map((suite) => ({
		uri,
		suite,
		components,
		...signedBy !== "" && { signedBy }
	})));
}
function words(text) {
	return text.split(/\s+/).filter((word) => word !== "");
}
// src/rootfs/apt.ts
const LIST = "etc/apt/sources.list";
const TRUSTED = "etc/apt/trusted.gpg";
function findApt(tree) {
	const sources = [LIST, ...filesIn$1(tree, `${LIST}.d`, /\.(?:list|sources)$/)].flatMap((path) => parseAptSources(tree.content(path)?.toString("utf8") ?? "", path.endsWith(".sources")));
	if (sources.length === 0) return void 0;
	const named = sources.flatMap(({ signedBy = "" }) => signedBy.split(/\s+/).filter((word) => /^\//.test(word)));
	const forAll = sources.some(({ signedBy }) => signedBy === void 0) ? [TRUSTED, ...filesIn$1(tree, `${TRUSTED}.d`, /\.(?:gpg|asc)$/)].map((path) => `/${path}`) : [];
	const keyrings = [...new Set([...named, ...forAll])].sort().flatMap((path) => {
		const content = tree.content(path);
		return content === void 0 ? [] : [[path, content.toString("base64")]];
	});
	return {
		sources,
		keyrings: Object.fromEntries(keyrings)
	};
}
function filesIn$1(tree, directory, name) {
	return tree.list(directory).filter((file) => name.test(file)).map((file) => `${directory}/${file}`);
}
// src/rootfs/dpkg.ts
const STATUS = "var/lib/dpkg/status";
function findPackages(tree) {
	const status = tree.content(STATUS);
	if (status === void 0) return void 0;
	const packages = parseDpkgStatus(status.toString("utf8"));
	return Object.keys(packages).length > 0 ? packages : void 0;
}
function parseDpkgStatus(text) {
	const packages = {};
	for (const stanza of text.split(/\n{2,}/)) {
		const field = (name) => new RegExp(`^${name}: *(.*)$`, "m").exec(stanza)?.[1];
		const [name, version] = [field("Package"), field("Version")];
		if (name === void 0 || version === void 0) continue;
		if (/ installed$/.test(field("Status") ?? "")) packages[name] = version;
	}
	return packages;
}
// src/rootfs/libstdcxx.ts
const TOOLSETS = "opt/rh";
function gccPrefixes(tree) {
	return ["usr", ...tree.list(TOOLSETS).map((name) => `${TOOLSETS}/${name}/root/usr`)];
}
function findLibstdcxx(tree) {
	return gccPrefixes(tree).flatMap((prefix) => tree.list(`${prefix}/lib/gcc`).flatMap((target) => tree.list(`${prefix}/lib/gcc/${target}`).map((version) => libstdcxxOf(tree, prefix, target, version)).filter((files) => files !== void 0)));
}
function libstdcxxOf(tree, prefix, target, version) {
	const headers = `${prefix}/include/c++/${version}`;
	const directory = `${prefix}/lib/gcc/${target}/${version}`;
	const has = (file) => [directory, `${prefix}/lib`].some((place) => tree.resolve(`${place}/${file}`) !== void 0);
	if (!has("libstdc++.so") || tree.resolve(`${headers}/iostream`) === void 0) return void 0;
	const fortran = has("libgfortran.so") || has("libgfortran.a");
	const machine = [`${headers}/${target}`, `${prefix}/include/${target}/c++/${version}`];
	return {
		major: Number.parseInt(version, 10),
		headers: [
			headers,
			...machine,
			`${headers}/backward`
		].filter((path) => tree.resolve(path)?.type === "directory").map((path) => `/${path}`),
		directory: `/${directory}`,
		...fortran && { fortran }
	};
}
// src/rootfs/libraries.ts
const MULTIARCH = "aarch64-linux-gnu";
const LIBRARY_DIRECTORIES = [
	`usr/lib/${MULTIARCH}`,
	`lib/${MULTIARCH}`,
	"usr/lib64",
	"lib64",
	"usr/lib",
	"lib"
];
const MUSL_LOADER = "lib/ld-musl-aarch64.so.1";
function findLibc(tree) {
	const glibc = versionsOf(tree, "libc.so.6");
	if (glibc !== void 0) return {
		kind: "glibc",
		version: highestVersion(glibc, "GLIBC_") ?? ""
	};
	const musl = tree.resolve(MUSL_LOADER);
	if (musl?.type !== "file") return {
		kind: "none",
		version: ""
	};
	return {
		kind: "musl",
		version: muslVersion(musl.content ?? Buffer.alloc(0))
	};
}
function muslVersion(loader) {
	return /\0(1\.\d+\.\d+)[^\0]{0,40}\0/.exec(loader.toString("latin1"))?.[1] ?? "";
}
const GCC_LIBRARY = /^lib(atomic|gfortran|gomp|itm|quadmath|asan|hwasan|lsan|tsan|ubsan)\.so\.\d+$/;
function findGccRuntime(tree) {
	const highest = (name, prefix) => {
		const versions = versionsOf(tree, name);
		return versions === void 0 ? void 0 : highestVersion(versions, prefix);
	};
	const glibcxx = highest("libstdc++.so.6", "GLIBCXX_");
	const cxxabi = highest("libstdc++.so.6", "CXXABI_");
	const libgcc = highest("libgcc_s.so.1", "GCC_");
	const gccLibraries = findGccLibraries(tree);
	return {
		...glibcxx !== void 0 && { glibcxx },
		...cxxabi !== void 0 && { cxxabi },
		...libgcc !== void 0 && { libgcc },
		...gccLibraries.length > 0 && { gccLibraries }
	};
}
function findGccLibraries(tree) {
	const found = LIBRARY_DIRECTORIES.flatMap((directory) => tree.list(directory).filter((name) => GCC_LIBRARY.test(name) && tree.resolve(`${directory}/${name}`)?.type === "file"));
	return [...new Set(found)].sort();
}
function findGccMajor(tree) {
	const directories = [
		"lib/gcc",
		"libexec/gcc",
		"lib64/gcc"
	];
	return gccPrefixes(tree).flatMap((prefix) => directories.map((name) => `${prefix}/${name}`)).flatMap((base) => tree.list(base).flatMap((target) => tree.list(`${base}/${target}`).filter((version) => tree.resolve(`${base}/${target}/${version}/cc1`)?.type === "file")).map((version) => Number.parseInt(version, 10)).filter((major) => Number.isInteger(major))).sort((a, b) => a - b).at(-1);
}
function findCompilerDefaults(tree) {
	const driver = tree.content("usr/bin/gcc");
	return driver && readCompilerDefaults(driver.toString("latin1"));
}
function findMultiarch(tree) {
	return tree.resolve(`usr/lib/${MULTIARCH}/libc.so.6`) ?? tree.resolve(`lib/${MULTIARCH}/libc.so.6`) ? MULTIARCH : void 0;
}
function hasLibcDevelopment(tree) {
	return LIBRARY_DIRECTORIES.some((directory) => tree.resolve(`${directory}/crt1.o`)?.type === "file") && tree.resolve("usr/include/stdio.h")?.type === "file";
}
function versionsOf(tree, name) {
	for (const directory of LIBRARY_DIRECTORIES) {
		const path = `${directory}/${name}`;
		const content = tree.content(path);
		if (content !== void 0) return ofFile(`rootfs: ${path}`, () => versionsDefined(content));
	}
}
// src/rootfs/machine-types.ts
const TELLING = ["bash", "make"];
function findMachineTypes(tree) {
	return Object.fromEntries(TELLING.flatMap((name) => {
		const program = tree.content(`usr/bin/${name}`) ?? tree.content(`bin/${name}`);
		const type = /\0(aarch64-[a-z0-9_]+-linux-gnu)\0/.exec(program?.toString("latin1") ?? "")?.[1];
		return type === void 0 ? [] : [[name, type]];
	}));
}
// src/rootfs/programs.ts
const BIN_DIRECTORIES = [
	"usr/local/sbin",
	"usr/local/bin",
	"usr/sbin",
	"usr/bin",
	"sbin",
	"bin"
];
const PACKAGE_MANAGERS = [
	["apt-get", "apt"],
	["dnf", "dnf"],
	["dnf5", "dnf"],
	["microdnf", "dnf"],
	["yum", "yum"],
	["apk", "apk"],
	["zypper", "zypper"],
	["pacman", "pacman"]
];
function listPrograms(tree) {
	return [...new Set(BIN_DIRECTORIES.flatMap((directory) => {
		const real = tree.realPath(directory);
		return real === void 0 ? [] : [real];
	}))].flatMap((directory) => tree.list(directory).map((name) => `/${directory}/${name}`)).filter((path) => path.isWellFormed() && isProgram(tree, path)).sort();
}
function linksOf(tree, programs) {
	return Object.fromEntries(programs.filter((path) => tree.entry(path)?.type === "symlink").map((path) => [path, `/${tree.realPath(path) ?? ""}`]));
}
function findPackageManager(tree) {
	const there = (name) => [
		"usr/bin",
		"usr/sbin",
		"bin",
		"sbin"
	].some((directory) => isProgram(tree, `${directory}/${name}`));
	return PACKAGE_MANAGERS.find(([program]) => there(program))?.[1];
}
function isProgram(tree, path) {
	const node = tree.resolve(path);
	return node?.type === "file" && node.executable;
}
// src/rootfs/releasever.ts
const VARIABLES$1 = "etc/yum/vars";
const MARK = "amazonlinux";
const RELEASE = "2";
function findReleasever(tree, { version }) {
	return tree.resolve(`${VARIABLES$1}/${MARK}`)?.type === "file" && /^(2|)$/.test(version) ? {
		path: tree.wouldBe(`${VARIABLES$1}/releasever`),
		value: RELEASE
	} : void 0;
}
async function releaseverLayer({ yumReleasever }, sourceDateEpoch, host) {
	if (yumReleasever === void 0) return void 0;
	const { path, value } = yumReleasever;
	const source = { bytes: Buffer.from(`${value}\n`) };
	const blob = join(await host.tempDir("releasever"), "blob");
	return packLayer([{
		type: "file",
		path,
		mode: 420,
		source
	}], blob, {
		createdBy: createdBy(`releasever=${value} for yum`),
		sourceDateEpoch,
		signal: host.signal
	});
}
// src/rootfs/rpm/berkeley.ts
const MAGIC$1 = 398689;
const HASH_PAGES = [2, 13];
const ON_PAGE = 1;
const OFF_PAGE = 3;
const HEADER_BYTES = 26;
function isBerkeleyHash(file) {
	return file.length >= 512 && file.readUInt32LE(12) === MAGIC$1;
}
function* berkeleyValues(file) {
	const size = file.readUInt32LE(20);
	if (size < 512 || size > 65536) throw new RangeError(`pages of ${size} bytes`);
	const seen = new Set();
	const page = (number) => {
		const bytes = file.subarray(number * size, (number + 1) * size);
		if (bytes.length < size) throw new RangeError(`no page ${number}`);
		return bytes;
	};
	function chain(first, length) {
		const parts = [];
		let left = length;
		for (let number = first; left > 0;) {
			if (seen.has(number)) throw new RangeError(`page ${number} comes twice`);
			seen.add(number);
			const bytes = page(number);
			const here = Math.min(left, bytes.readUInt16LE(22));
			if (here === 0) throw new RangeError(`page ${number} is empty`);
			parts.push(bytes.subarray(HEADER_BYTES, HEADER_BYTES + here));
			left -= here;
			number = bytes.readUInt32LE(16);
		}
		return Buffer.concat(parts);
	}
	for (let number = 1; (number + 1) * size <= file.length; number += 1) {
		const bytes = page(number);
		if (!HASH_PAGES.includes(bytes.readUInt8(25))) continue;
		for (let index = 1; index < bytes.readUInt16LE(20); index += 2) {
			const at = bytes.readUInt16LE(HEADER_BYTES + index * 2);
			const end = bytes.readUInt16LE(HEADER_BYTES + index * 2 - 2);
			const kind = bytes.readUInt8(at);
			if (kind === ON_PAGE) yield bytes.subarray(at + 1, end);
			if (kind === OFF_PAGE) yield chain(bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8));
		}
	}
}
// src/rootfs/rpm/header.ts
const TAG = {
	name: 1e3,
	version: 1001,
	release: 1002,
	epoch: 1003,
	licence: 1014,
	architecture: 1022,
	sourceRpm: 1044,
	provideName: 1047,
	provideFlags: 1112,
	provideVersion: 1113
};
const SENSE_EQUAL = 8;
const ENTRY_BYTES = 16;
function parseRpmHeader(blob) {
	try {
		const read = readerOf(blob);
		const text = (tag) => read.texts(tag)[0] ?? "";
		const [name, upstream, release] = [
			text(TAG.name),
			text(TAG.version),
			text(TAG.release)
		];
		if (!name || !upstream || !release) return void 0;
		const [epoch] = read.numbers(TAG.epoch);
		const [flags, versions] = [read.numbers(TAG.provideFlags), read.texts(TAG.provideVersion)];
		const provides = read.texts(TAG.provideName).map((provided, index) => {
			return [provided, ((flags[index] ?? 0) & SENSE_EQUAL) !== 0 ? versions[index] ?? "" : ""];
		});
		return {
			name,
			version: `${epoch ? `${epoch}:` : ""}${upstream}-${release}`,
			upstream,
			provides: new Map(provides),
			architecture: text(TAG.architecture),
			licence: text(TAG.licence),
			sourceRpm: text(TAG.sourceRpm)
		};
	} catch (error) {
		if (error instanceof RangeError) return void 0;
		throw error;
	}
}
function readerOf(blob) {
	const data = 8 + blob.readUInt32BE(0) * ENTRY_BYTES;
	if (data + blob.readUInt32BE(4) > blob.length) throw new RangeError("longer than it is");
	const find = (tag) => {
		for (let at = 8; at < data; at += ENTRY_BYTES) if (blob.readUInt32BE(at) === tag) return [data + blob.readInt32BE(at + 8), blob.readUInt32BE(at + 12)];
		return [data, 0];
	};
	return {
		texts(tag) {
			let [at, items] = find(tag);
			const texts = [];
			for (; items > 0 && at < blob.length; items -= 1) {
				const end = blob.indexOf(0, at);
				if (end < 0) throw new RangeError("a text without an end");
				texts.push(blob.toString("utf8", at, end));
				at = end + 1;
			}
			return texts;
		},
		numbers(tag) {
			const [at, items] = find(tag);
			if (at + items * 4 > blob.length) throw new RangeError("a list without an end");
			return Array.from({ length: items }, (_, index) => blob.readUInt32BE(at + index * 4));
		}
	};
}
// src/rootfs/rpm/sqlite.ts
const MAGIC = "SQLite format 3\0";
const INTERIOR = 5;
const LEAF = 13;
function isSqlite(file) {
	return file.toString("latin1", 0, 16) === MAGIC;
}
function* sqliteBlobs(file) {
	const pages = pagesOf(file);
	for (const row of pages.rows(1)) {
		const [type, name, , root] = columns(row);
		if (type?.toString() === "table" && name?.toString() === "Packages" && root !== void 0) for (const record of pages.rows(root.readUIntBE(0, root.length))) {
			const [, blob] = columns(record);
			if (blob !== void 0) yield blob;
		}
	}
}
function pagesOf(file) {
	const size = file.readUInt16BE(16) === 1 ? 65536 : file.readUInt16BE(16);
	const usable = size - file.readUInt8(20);
	if (usable < 480) throw new RangeError("a page is too small");
	const seen = new Set();
	const page = (number) => {
		const bytes = file.subarray((number - 1) * size, number * size);
		if (number < 1 || bytes.length < size || seen.has(number)) throw new RangeError(`no page ${number}`);
		seen.add(number);
		return bytes;
	};
	function payload(bytes, cell) {
		const [length, next] = varint(bytes, cell);
		const [, start] = varint(bytes, next);
		const least = Math.floor((usable - 12) * 32 / 255) - 23;
		const most = usable - 35;
		const kept = least + (length - least) % (usable - 4);
		const here = length <= most ? length : kept <= most ? kept : least;
		const first = bytes.subarray(start, start + here);
		if (here === length) return first;
		const parts = [first];
		let left = length - here;
		let number = bytes.readUInt32BE(start + here);
		for (; left > 0; left -= usable - 4) {
			const overflow = page(number);
			parts.push(overflow.subarray(4, 4 + Math.min(left, usable - 4)));
			number = overflow.readUInt32BE(0);
		}
		return Buffer.concat(parts);
	}
	function* rows(root) {
		const waiting = [root];
		for (let number = waiting.pop(); number !== void 0; number = waiting.pop()) {
			const bytes = page(number);
			const at = number === 1 ? 100 : 0;
			const type = bytes.readUInt8(at);
			const cells = cellsOf(bytes, at, type);
			if (type === LEAF) for (const cell of cells) yield payload(bytes, cell);
			else waiting.push(bytes.readUInt32BE(at + 8), ...cells.map((cell) => bytes.readUInt32BE(cell)));
		}
	}
	return { rows };
}
function cellsOf(page, header, type) {
	if (type !== INTERIOR && type !== LEAF) throw new RangeError("a page is of no table");
	const pointers = header + (type === LEAF ? 8 : 12);
	return Array.from({ length: page.readUInt16BE(header + 3) }, (_, index) => page.readUInt16BE(pointers + index * 2));
}
function columns(record) {
	let [data, at] = varint(record, 0);
	const found = [];
	for (const end = data; at < end;) {
		const [type, next] = varint(record, at);
		at = next;
		const length = type >= 12 ? Math.floor((type - 12) / 2) : [
			0,
			1,
			2,
			3,
			4,
			6,
			8,
			8
		][type] ?? 0;
		found.push(length > 0 ? record.subarray(data, data + length) : void 0);
		data += length;
	}
	return found;
}
function varint(bytes, at) {
	let value = 0;
	for (let index = at; index < at + 9; index += 1) {
		const byte = bytes.readUInt8(index);
		value = value * 128 + (byte & 127);
		if (byte < 128) return [value, index + 1];
	}
	return [value, at + 9];
}
// src/rootfs/rpm/database.ts
const DATABASE_PATHS = ["rpmdb.sqlite", "Packages"].flatMap((name) => ["var/lib", "usr/lib/sysimage"].map((directory) => `${directory}/rpm/${name}`));
const DATABASE_LIMIT = 128 << 20;
const LEAST_BYTES = 32;
function isRpmDatabase(path) {
	return DATABASE_PATHS.includes(path);
}
function installedRpms(file) {
	const blobs = isSqlite(file) ? sqliteBlobs(file) : isBerkeleyHash(file) ? berkeleyValues(file) : void 0;
	if (blobs === void 0) return void 0;
	const headers = [];
	let left = file.length;
	try {
		for (const blob of blobs) {
			left -= Math.max(blob.length, LEAST_BYTES);
			if (left < 0) return void 0;
			const header = parseRpmHeader(blob);
			if (header !== void 0) headers.push(header);
		}
	} catch (error) {
		if (error instanceof RangeError) return void 0;
		throw error;
	}
	return headers.filter(({ name }) => name !== "gpg-pubkey");
}
function readRpmDatabase(file) {
	const installed = installedRpms(file);
	if (installed === void 0) return void 0;
	const releasever = releaseverOf(installed);
	return {
		packages: Object.fromEntries(installed.map(({ name, version }) => [name, version])),
		...releasever !== void 0 && { releasever }
	};
}
function findDatabase(tree) {
	for (const path of DATABASE_PATHS) {
		const content = tree.content(path);
		if (content !== void 0) return JSON.parse(content.toString("utf8"));
	}
}
const MARKS = [
	"system-release(releasever)",
	"system-release",
	"distribution-release(releasever)",
	"distribution-release",
	"redhat-release",
	"suse-release"
];
function releaseverOf(headers) {
	for (const mark of MARKS) {
		const found = headers.find(({ provides }) => provides.has(mark));
		if (found === void 0) continue;
		const provided = found.provides.get(mark);
		const own = found.name === mark.split("(")[0];
		return provided && !own ? provided : found.upstream;
	}
}
// src/rootfs/rpm/yum.ts
const REPOSITORIES = ["etc/yum.repos.d", "etc/distro.repos.d"];
const VARIABLES = ["etc/yum/vars", "etc/dnf/vars"];
const ARCHITECTURES = ["x86_64", "aarch64"];
function findYum(tree, releasever) {
	const repositories = REPOSITORIES.flatMap((directory) => filesIn(tree, directory, /\.repo$/).flatMap(([, text]) => parseRepositories(text.toString("utf8"))));
	if (repositories.length === 0) return void 0;
	const variables = {
		...releasever !== void 0 && { releasever },
		...Object.fromEntries(VARIABLES.flatMap((directory) => filesIn(tree, directory, /^\w+$/)).map(([name, text]) => [name, text.toString("utf8").split("\n", 1)[0]?.trim() ?? ""]))
	};
	const keys = [...new Set(repositories.flatMap(({ keys }) => keys))].sort().flatMap((address) => {
		const key = keyAt(tree, address, variables);
		return key === void 0 ? [] : [[address, key.toString("base64")]];
	});
	return {
		repositories,
		variables,
		keys: Object.fromEntries(keys)
	};
}
function keyAt(tree, address, variables) {
	for (const basearch of ARCHITECTURES) {
		const [, path] = /^file:\/*(\/.*)$/.exec(substitute(address, {
			...variables,
			basearch
		})) ?? [];
		const key = path === void 0 ? void 0 : tree.content(path);
		if (key !== void 0) return key;
	}
}
function filesIn(tree, directory, pattern) {
	return tree.list(directory).filter((name) => pattern.test(name)).sort().flatMap((name) => {
		const content = tree.content(`${directory}/${name}`);
		return content === void 0 ? [] : [[name, content]];
	});
}
// src/rootfs/inspect.ts
const INSPECTION = RECIPES.inspection;
function inspectRootfs(tree, location) {
	if (tree.isEmpty) throw new ToolError("rootfs-empty", `rootfs: ${location} is an archive without any file`, "make it with tar -C DIRECTORY -czf rootfs.tar.gz .");
	const shell = checkShell(tree, location);
	const compilerDefaults = findCompilerDefaults(tree);
	const gccMajor = findGccMajor(tree);
	const libstdcxx = findLibstdcxx(tree);
	const multiarch = findMultiarch(tree);
	const packageManager = findPackageManager(tree);
	const dpkg = findPackages(tree);
	const rpm = dpkg === void 0 ? findDatabase(tree) : void 0;
	const packages = dpkg ?? rpm?.packages;
	const apt = findApt(tree);
	const yum = rpm && findYum(tree, rpm.releasever);
	const programs = listPrograms(tree);
	const distribution = parseOsRelease(osRelease(tree));
	const yumReleasever = findReleasever(tree, distribution);
	return {
		distribution,
		architecture: "aarch64",
		libc: findLibc(tree),
		lib64: tree.wouldBe("lib64"),
		libcDevelopment: hasLibcDevelopment(tree),
		shell,
		programs,
		programLinks: linksOf(tree, programs),
		machineTypes: findMachineTypes(tree),
		...findGccRuntime(tree),
		...libstdcxx.length > 0 && { libstdcxx },
		...compilerDefaults !== void 0 && { compilerDefaults },
		...gccMajor !== void 0 && { gccMajor },
		...multiarch !== void 0 && { multiarch },
		...packageManager !== void 0 && { packageManager },
		...packages !== void 0 && {
			packages,
			packageFormat: dpkg === void 0 ? "rpm" : "deb"
		},
		...apt !== void 0 && { apt },
		...yum !== void 0 && { yum },
		...yumReleasever !== void 0 && { yumReleasever }
	};
}
function osRelease(tree) {
	return (tree.content("etc/os-release") ?? tree.content("usr/lib/os-release"))?.toString("utf8") ?? "";
}
function checkShell(tree, location) {
	const shell = ["/bin/bash", "/bin/sh"].find((path) => isProgram(tree, path));
	if (shell === void 0) throw noShell(tree, location);
	const machine = machineOf(tree, shell);
	if (machine === MACHINE.aarch64) return shell;
	throw new ToolError("rootfs-not-aarch64", machine === void 0 ? `rootfs: ${shell} in ${location} is not an ELF program` : `rootfs: ${location} is not aarch64: its ${shell} is for ${machineName(machine)}`, "give the root filesystem of an aarch64 (arm64) system");
}
function machineOf(tree, path) {
	const node = tree.resolve(path);
	return node?.type === "file" ? node.machine : void 0;
}
function noShell(tree, location) {
	const top = tree.list("/");
	const only = top.length === 1 ? top[0] : void 0;
	if (only !== void 0 && (tree.entry(`${only}/bin/sh`) ?? tree.entry(`${only}/usr/bin/sh`)) !== void 0) return new ToolError("rootfs-no-shell", `rootfs: ${location} has all its files below ${only}/, not at its root`, `make it again from inside: tar -C ${only} -czf rootfs.tar.gz .`);
	for (const [path, { machine, executable }] of tree.files()) {
		if (!executable || machine === void 0 || machine === MACHINE.aarch64) continue;
		return new ToolError("rootfs-not-aarch64", `rootfs: ${location} is not aarch64: its /${path} is for ${machineName(machine)}, and it has no shell`, "give the root filesystem of an aarch64 (arm64) system");
	}
	return new ToolError("rootfs-no-shell", `rootfs: ${location} has no shell (/bin/sh)`, "give a whole root filesystem, with a shell; a distroless one cannot be built in");
}
// src/rootfs/pack-again.ts
async function createLayerPacker(keyOf, host) {
	const directory = await host.tempDir("layer");
	const input = new PassThrough();
	const compressed = createDigester();
	const written = pipeline$1(input, (source) => compress(source, DEFAULT_COMPRESSION), compressed.stream, createWriteStream(blobPath(directory)), { signal: host.signal });
	written.catch(() => void 0);
	return {
		async write(chunk) {
			if (!input.write(chunk)) await Promise.race([once$1(input, "drain"), written]);
		},
		async end(diffId) {
			input.end();
			await written;
			const layer = {
				mediaType: layerMediaType(DEFAULT_COMPRESSION),
				...compressed.result(),
				diffId,
				createdBy: ""
			};
			await writeLayerDirectory(directory, {
				...layer,
				open: () => input
			});
			await host.cache.save(keyOf(diffId), directory);
			return readBack(directory);
		},
		async abort() {
			input.destroy();
			await written.catch(() => void 0);
		}
	};
}
async function cachedLayer({ key, tar, diffId }, host) {
	const directory = await host.tempDir("layer");
	if (await host.cache.restore(key, directory)) {
		const layer = await readLayerDirectory(directory);
		if (layer !== void 0 && layer.diffId === (diffId ?? layer.diffId)) return layer;
		host.warning(`the cache entry ${key} is damaged; making it anew`);
		await host.cache.discard(key);
	}
	const packer = await createLayerPacker(() => key, host);
	const hash = createHash("sha256");
	try {
		for await (const chunk of tar()) {
			hash.update(chunk);
			await packer.write(chunk);
		}
	} catch (error) {
		await packer.abort();
		throw error;
	}
	return packer.end(`sha256:${hash.digest("hex")}`);
}
async function readBack(directory) {
	const layer = await readLayerDirectory(directory);
	if (layer === void 0) throw new Error(`the layer in ${directory} is not as it was written`);
	return layer;
}
// src/host/child-output.ts
function childOutput(command, args, inputFile, signal) {
	return Readable.from(run(command, args, inputFile, signal), { objectMode: false });
}
async function* run(command, args, inputFile, signal) {
	const stop = new AbortController();
	const input = await open$2(inputFile);
	try {
		const child = spawnGroup(command, args, { stdio: [
			input.fd,
			"pipe",
			"pipe"
		] }, AbortSignal.any([signal, stop.signal]));
		const errors = [];
		child.stderr?.on("data", (chunk) => errors.push(chunk));
		const closed = once$1(child, "close").catch((error) => {
			throw spawnError(command, void 0, error);
		});
		closed.catch(() => void 0);
		if (child.stdout !== null) yield* child.stdout;
		const [code] = await closed;
		signal.throwIfAborted();
		if (code !== 0) throw failed(command, inputFile, Buffer.concat(errors).toString("utf8").trim());
	} finally {
		stop.abort();
		await input.close();
	}
}
function failed(command, inputFile, message) {
	return new ToolError("command-failed", `${command} cannot read ${inputFile}: ${message}`, "the file is damaged or not what it seems");
}
// src/compress/unpack-zstd.ts
const END = Symbol("end of a frame");
const MAX_WINDOW_LOG = 27;
async function* unpackZstd(source) {
	const pieces = cutFrames(source);
	try {
		for (let first = await pieces.next(); !first.done; first = await pieces.next()) {
			const decompressor = createZstdDecompress({ params: { [constants$3.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG } });
			const frame = Readable.from(oneFrame(first.value, pieces), { objectMode: false });
			yield* pipeline(frame, decompressor, () => void 0);
		}
	} finally {
		await pieces.return(void 0);
	}
}
function isSkippableFrame(head) {
	return (head.readUInt32LE(0) & 4294967280) >>> 0 === 407710288;
}
async function* oneFrame(first, pieces) {
	for (let piece = first; piece !== END;) {
		yield piece;
		const next = await pieces.next();
		if (next.done) throw new ArchiveError("truncated", "it ends in the middle of a zstd frame");
		piece = next.value;
	}
}
async function* cutFrames(source) {
	const feeder = createFeeder();
	let out = [];
	let isBetween = true;
	const emit = (bytes) => void out.push(bytes);
	function magic(bytes) {
		isBetween = false;
		if (isSkippableFrame(bytes)) {
			feeder.collect(4, (size) => feeder.pass(size.readUInt32LE(0), () => void 0, next));
			return;
		}
		if (bytes.readUInt32LE(0) !== 4247762216) throw new ArchiveError("invalid", "this is no zstd frame");
		emit(bytes);
		feeder.collect(1, header);
	}
	function header(descriptor) {
		emit(descriptor);
		const flags = descriptor[0] ?? 0;
		const isSingle = (flags & 32) !== 0;
		const window = isSingle ? 0 : 1;
		const dictionary = [
			0,
			1,
			2,
			4
		][flags & 3] ?? 0;
		const contentSize = [
			isSingle ? 1 : 0,
			2,
			4,
			8
		][flags >> 6] ?? 0;
		const checksum = (flags & 4) === 0 ? 0 : 4;
		feeder.pass(window + dictionary + contentSize, emit, () => block(checksum));
	}
	function block(checksum) {
		feeder.collect(3, (bytes) => {
			emit(bytes);
			const word = bytes.readUIntLE(0, 3);
			const size = (word >> 1 & 3) === 1 ? 1 : word >> 3;
			const isLast = (word & 1) === 1;
			feeder.pass(size, emit, () => isLast ? feeder.pass(checksum, emit, frameEnd) : block(checksum));
		});
	}
	function frameEnd() {
		out.push(END);
		next();
	}
	function next() {
		isBetween = true;
		feeder.collect(4, magic);
	}
	next();
	for await (const chunk of source) {
		feeder.write(chunk);
		const ready = out;
		out = [];
		yield* ready;
	}
	if (!isBetween || feeder.isPartial) throw new ArchiveError("truncated", "it ends in the middle of a zstd frame");
}
// src/compress/unpack.ts
const READ_BYTES = 1 << 20;
const UNPACK_BYTES = 8 << 20;
const AHEAD$1 = {
	chunkSize: UNPACK_BYTES,
	readableObjectMode: true,
	readableHighWaterMark: 2,
	writableHighWaterMark: 1
};
function detectCompression(head) {
	const begins = (...magic) => magic.every((byte, index) => head[index] === byte);
	if (begins(31, 139)) return "gzip";
	if (begins(40, 181, 47, 253) || head.length >= 4 && isSkippableFrame(head)) return "zstd";
	if (begins(253, 55, 122, 88, 90, 0)) return "xz";
	if (begins(66, 90, 104)) return "bzip2";
	return isTarHeader(head) ? "none" : void 0;
}
function isTarHeader(head) {
	if (head.length < 512) return false;
	const block = head.subarray(0, 512);
	return hasChecksum(block) || block.every((byte) => byte === 0);
}
const LIMITS = {
	xz: ["--memlimit-decompress=256MiB"],
	bzip2: []
};
function openDecompressed(path, compression, signal, through = (pieces) => pieces) {
	if (compression === "xz" || compression === "bzip2") return childOutput(compression, [
		...LIMITS[compression],
		"--decompress",
		"--stdout"
	], path, signal);
	if (compression === "gzip") return gunzip(through(filePieces(path, UNPACK_BYTES)));
	const source = createReadStream(path, { highWaterMark: READ_BYTES });
	return compression === "zstd" ? unzstd(through(source)) : source;
}
function unpack(source, compression) {
	if (compression === "none") return source;
	if (compression === "gzip") return gunzip(source);
	return unzstd(source);
}
function unzstd(source) {
	return Readable.from(unpackZstd(source), { objectMode: false });
}
function gunzip(source) {
	return pipeline(source, createGunzip(AHEAD$1), () => void 0);
}
function freeUnpacked({ buffer, byteOffset, byteLength }) {
	if (buffer instanceof ArrayBuffer && byteOffset + byteLength === buffer.byteLength) buffer.transfer(0);
}
// src/rootfs/bounded.ts
const MAX_UNPACKED = 256 * 2 ** 30;
async function* bounded(unpacked, name, limit = MAX_UNPACKED) {
	let size = 0;
	for await (const chunk of unpacked) {
		size += chunk.length;
		if (size > limit) throw tooLarge$1(name, limit);
		yield chunk;
	}
}
function tooLarge$1(name, limit) {
	return new ToolError("rootfs-hostile", `rootfs: ${name} unpacks to more than ${limit / 2 ** 30} GiB`, "is it a root filesystem?");
}
// src/rootfs/damage.ts
const PACKAGES = {
	xz: "xz-utils",
	bzip2: "bzip2"
};
function explainDamage(location, error) {
	if (!(error instanceof Error)) return error;
	if (error instanceof ToolError) return explainProgram(location, error);
	if (error instanceof ArchiveError) return explainArchive(location, error);
	const code = "code" in error ? String(error.code) : "";
	if (code === "Z_BUF_ERROR") return truncated(location, error);
	return /^(Z_|ZSTD_)/.test(code) ? damaged(location, error) : error;
}
function explainArchive(location, error) {
	if (error.problem === "truncated") return truncated(location, error);
	return error.problem === "invalid" ? notATar(location, error) : hostile(location, error);
}
function explainProgram(location, error) {
	const missing = /^(xz|bzip2) is not installed/.exec(error.message)?.[1];
	if (missing !== void 0) return new ToolError("unpacker-missing", `rootfs: ${location} is compressed with ${missing}, which is not installed`, `install it: apt-get install ${PACKAGES[missing]}`, { cause: error });
	if (error.code !== "command-failed") return error;
	if (/memory usage limit/i.test(error.message)) return hostile(location, error);
	return /unexpected end|file ends unexpectedly/i.test(error.message) ? truncated(location, error) : damaged(location, error);
}
function hostile(location, cause) {
	return new ToolError("rootfs-hostile", `rootfs: ${location} is no archive that tar would make: ${cause.message}`, "no container engine would unpack it; make it with tar -C DIRECTORY -czf rootfs.tar.gz .", { cause });
}
function truncated(location, cause) {
	return new ToolError("rootfs-truncated", `rootfs: ${location} is truncated: it ends in the middle of the archive`, "download or make it again", { cause });
}
function damaged(location, cause) {
	return new ToolError("rootfs-damaged", `rootfs: ${location} is damaged: ${cause.message}`, "download or make it again", { cause });
}
function notATar(location, cause) {
	return new ToolError("rootfs-not-a-tar", `rootfs: ${location} is not a tar archive, or a damaged one: ${cause.message}`, "make one with tar -C DIRECTORY -czf rootfs.tar.gz .", { cause });
}
// src/rootfs/exclude/plan.ts
function createPlanner(isExcluded) {
	const dropped = new Map();
	const heirs = new Map();
	const redirected = new Map();
	let members = 0;
	return {
		isExcluded(path) {
			const excluded = isExcluded(path);
			if (excluded) members++;
			return excluded;
		},
		change: () => void members++,
		dropFile: (path, node) => void dropped.set(path, {
			origin: path,
			isDropped: true,
			node
		}),
		dropLink(path, target, node) {
			const known = dropped.get(target);
			if (known !== void 0) dropped.set(path, known);
			else if (node !== void 0) dropped.set(path, {
				origin: target,
				isDropped: false,
				node
			});
		},
		keepLink(path, target) {
			const known = dropped.get(target);
			if (known === void 0) return void 0;
			const heir = known.isDropped ? heirs.get(known.origin) : known.origin;
			if (heir === void 0) heirs.set(known.origin, path);
			else redirected.set(path, heir);
			return known.node;
		},
		plan: () => ({
			members,
			heirs,
			redirected
		})
	};
}
// src/rootfs/file-node.ts
const READ_WHOLE = /^(usr\/)?(lib|lib64)\/([^/]+\/)?(libc\.so\.6|libc-2\.\d+\.so|libstdc\+\+\.so\.6[.\d]*|libgcc_s[-.\d]*\.so\.1|ld-musl-aarch64\.so\.1|os-release)$|^etc\/[^/]*-release$|^var\/lib\/dpkg\/status$|^etc\/apt\/(sources\.list(\.d\/[^/]+)?|trusted\.gpg(\.d\/[^/]+)?)$|^(etc\/apt|usr\/share)\/keyrings\/[^/]+$|^etc\/(yum|distro)\.repos\.d\/[^/]+\.repo$|^etc\/(yum|dnf)\/vars\/\w+$|^etc\/pki\/rpm-gpg\/[^/]+$|^(usr\/)?bin\/(bash|make|(aarch64-[\w-]+-)?gcc(-[\d.]+)?)$/;
const WHOLE_LIMIT = 32 << 20;
const ELF_MAGIC = 127;
const SUM_LIMIT = 64 << 20;
function createFileReader(live, location) {
	let kept = 0;
	const shared = new Map();
	function keep(size) {
		kept += size;
		if (kept <= 100663296) return;
		kept = live() + size;
		if (kept > SUM_LIMIT) throw tooMuch(location);
	}
	return { begin(member, path) {
		const { fileSize } = member;
		const executable = (member.mode & 73) !== 0;
		if (isRpmDatabase(path) && fileSize <= 134217728) return readDatabase(fileSize, keep);
		if (READ_WHOLE.test(path) && fileSize <= WHOLE_LIMIT) {
			keep(fileSize);
			return readWhole(fileSize, executable);
		}
		return readHead$1((machine) => {
			const key = `${executable} ${machine}`;
			const node = shared.get(key) ?? fileNode(executable, machine);
			shared.set(key, node);
			return node;
		});
	} };
}
function fileNode(executable, machine) {
	return {
		type: "file",
		executable,
		...machine === void 0 ? {} : { machine }
	};
}
function readWhole(size, executable) {
	const content = Buffer.alloc(size);
	return {
		take: (chunk, offset) => void chunk.copy(content, Math.min(offset, size)),
		node: () => ({
			...fileNode(executable, readElfHeader(content)?.machine),
			content
		})
	};
}
function tooMuch(location) {
	return new ToolError("rootfs-hostile", `rootfs: ${location} has more than 64 MiB of C libraries, compilers and lists of packages`, "is it a root filesystem? Make it with fewer of these");
}
function readDatabase(size, keep) {
	const { take, node } = readWhole(size, false);
	return {
		take,
		node() {
			const database = readRpmDatabase(node().content ?? Buffer.alloc(0));
			if (database === void 0) return fileNode(false, void 0);
			const content = Buffer.from(JSON.stringify(database));
			keep(content.length);
			return {
				...fileNode(false, void 0),
				content
			};
		}
	};
}
function readHead$1(node) {
	let head;
	return {
		take(chunk, offset) {
			if (offset >= 20 || head === void 0 && chunk[0] !== ELF_MAGIC) return;
			head ??= Buffer.alloc(20);
			chunk.copy(head, offset);
		},
		node: () => node(head && readElfHeader(head)?.machine)
	};
}
// src/rootfs/tree-node.ts
function newDirectory() {
	return {
		type: "directory",
		children: new Map()
	};
}
// src/rootfs/scan.ts
const MAX_ENTRIES = 1e6;
const USUAL_TEXT = 256;
function createScanner(tree, location, isExcluded, maxEntries = MAX_ENTRIES) {
	let dropped = 0;
	const files = createFileReader(() => tree.contentBytes() + dropped, location);
	let entries = 0;
	let guestCode = false;
	function link({ path, target, excluded }, planner) {
		if (excluded) {
			planner.dropLink(path, target, tree.resolve(target));
			return;
		}
		const kept = planner.keepLink(path, target);
		if (kept !== void 0) tree.add(path, kept);
		else if (!tree.addHardLink(path, target)) throw brokenLink(path, target, location);
	}
	return {
		layer() {
			const planner = createPlanner(isExcluded);
			let finish;
			tree.beginLayer();
			dropped = 0;
			function file(path, node, excluded) {
				guestCode ||= node.machine === MACHINE.aarch64;
				if (!excluded) {
					add(tree, path, node);
					return;
				}
				dropped += node.content?.length ?? 0;
				planner.dropFile(path, node);
			}
			function begin(member) {
				entries += 1 + Math.floor((member.path.length + member.linkTarget.length) / USUAL_TEXT);
				if (entries + tree.implied > maxEntries) throw tooMany(location, maxEntries);
				const path = memberPath(member.path, location);
				const excluded = planner.isExcluded(path);
				const form = excluded ? "kept" : engineForm(member, location);
				if (form !== "kept") planner.change();
				return form === "dropped" ? void 0 : entry(member, path, excluded);
			}
			function entry(member, path, excluded) {
				if (member.type === "file") {
					const { take, node } = files.begin(member, path);
					finish = () => file(path, node(), excluded);
					return take;
				}
				const target = member.type === "link" ? memberPath(member.linkTarget, location) : void 0;
				if (target !== void 0) link({
					path,
					target,
					excluded
				}, planner);
				else if (!excluded) add(tree, path, nodeOf(member, location));
			}
			const end = () => {
				finish?.();
				finish = void 0;
			};
			return {
				parser: createTarParser({
					member: begin,
					end
				}),
				plan: planner.plan
			};
		},
		hasGuestCode: () => guestCode
	};
}
function add(tree, path, node) {
	const whiteout = whiteoutOf(path);
	if (whiteout === void 0) tree.add(path, node);
	else if (whiteout.hides === "all") tree.hideAll(whiteout.directory);
	else if (whiteout.hides !== "nothing") tree.hide(`${whiteout.directory}/${whiteout.hides.name}`);
}
const OTHER$1 = { type: "other" };
function nodeOf({ type, linkTarget: target }, location) {
	if (type === "directory") return newDirectory();
	return type === "symlink" ? {
		type,
		target: linkTarget(target, location)
	} : OTHER$1;
}
function brokenLink(path, target, location) {
	return new ToolError("rootfs-broken-link", `rootfs: ${location} has a hard link ${JSON.stringify(path)} to ${JSON.stringify(target)}, which does not come before it`, "no container engine would unpack it; make the archive again, in one go");
}
function tooMany(location, maxEntries) {
	return new ToolError("rootfs-too-many-files", `rootfs: ${location} has more than ${maxEntries} files and directories`, "is it a root filesystem? rootfs-exclude does not help, since excluded files are counted too: make the archive with fewer");
}
// src/rootfs/tree-walk.ts
const MAX_LINKS = 40;
function walk(root, path) {
	const rest = partsOf(path, true).reverse();
	let trail = [];
	let links = 0;
	while (rest.length > 0) {
		const part = rest.at(-1) ?? "";
		if (part === "..") {
			trail.pop();
			rest.pop();
			continue;
		}
		const node = childOf(trail.at(-1)?.node ?? root, part);
		if (node === void 0 || node.type === "symlink" && ++links > MAX_LINKS) break;
		rest.pop();
		if (node.type !== "symlink") {
			trail.push({
				name: part,
				node
			});
			continue;
		}
		if (node.target.startsWith("/")) trail = [];
		rest.push(...partsOf(node.target, true).reverse());
	}
	const node = trail.at(-1)?.node ?? root;
	return {
		real: trail.map(({ name }) => name),
		node,
		missing: rest.reverse()
	};
}
function childOf(node, name) {
	return node.type === "directory" ? node.children.get(name) : void 0;
}
function partsOf(path, keepUp = false) {
	return path.split("/").filter((part) => part !== "" && part !== "." && (keepUp || part !== ".."));
}
function parentOf(path) {
	return partsOf(path).slice(0, -1).join("/");
}
// src/rootfs/tree.ts
var RootfsTree = class {
	root = newDirectory();
	fresh;
	last;
	implied = 0;
	beginLayer() {
		this.fresh = this.isEmpty ? void 0 : new Map();
	}
	add(path, node) {
		const parts = partsOf(path);
		const name = parts.pop();
		if (name === void 0) return;
		const directory = this.directoryAt(parts.join("/"));
		this.touch(directory, name);
		const old = directory.children.get(name);
		if (node.type === "directory" && old?.type === "directory") return;
		if (old !== void 0) this.last = void 0;
		directory.children.set(ownCopy(name), node);
	}
	addHardLink(path, target) {
		const to = this.lastEntry(target);
		if (to === void 0 || to.type === "directory") return false;
		this.add(path, to);
		return true;
	}
	hide(path) {
		const name = partsOf(path).at(-1) ?? "";
		const parent = this.resolve(parentOf(path));
		if (parent?.type === "directory") this.hideChild(parent, name);
	}
	hideAll(path) {
		const node = this.resolve(path);
		if (node?.type === "directory") for (const name of [...node.children.keys()]) this.hideChild(node, name);
	}
	get isEmpty() {
		return this.root.children.size === 0;
	}
	entry(path) {
		let node = this.root;
		for (const part of partsOf(path)) node = node?.type === "directory" ? node.children.get(part) : void 0;
		return node;
	}
	list(path) {
		const node = this.resolve(path);
		return node?.type === "directory" ? [...node.children.keys()].sort() : [];
	}
	*files() {
		const waiting = [["", this.root]];
		for (let next = waiting.pop(); next !== void 0; next = waiting.pop()) {
			const [path, directory] = next;
			for (const [name, node] of directory.children) {
				const full = path === "" ? name : `${path}/${name}`;
				if (node.type === "file") yield [full, node];
				else if (node.type === "directory") waiting.push([full, node]);
			}
		}
	}
	contentBytes() {
		const contents = new Set();
		for (const [, { content }] of this.files()) if (content !== void 0) contents.add(content);
		return [...contents].reduce((sum, { length }) => sum + length, 0);
	}
	resolve(path) {
		const { node, missing } = walk(this.root, path);
		return missing.length === 0 ? node : void 0;
	}
	content(path) {
		const node = this.resolve(path);
		return node?.type === "file" ? node.content : void 0;
	}
	realPath(path) {
		const { real, missing } = walk(this.root, path);
		return missing.length === 0 ? real.join("/") : void 0;
	}
	wouldBe(path) {
		const { real, missing } = walk(this.root, path);
		return [...real, ...missing].join("/");
	}
	hideChild(parent, name) {
		if (this.fresh === void 0) return;
		const child = parent.children.get(name);
		this.last = void 0;
		if (!this.fresh.get(parent)?.has(name)) parent.children.delete(name);
		else if (child?.type === "directory") for (const below of [...child.children.keys()]) this.hideChild(child, below);
	}
	touch(directory, name) {
		if (this.fresh === void 0) return;
		const names = this.fresh.get(directory);
		if (names === void 0) this.fresh.set(directory, new Set([name]));
		else names.add(name);
	}
	directoryAt(parent) {
		if (this.last?.parent === parent) return this.last.directory;
		const { real, missing } = walk(this.root, parent);
		let directory = this.root;
		for (const part of [...real, ...missing.filter((part) => part !== "..")]) {
			const child = directory.children.get(part);
			const next = child?.type === "directory" ? child : newDirectory();
			if (next !== child) {
				directory.children.set(part, next);
				this.implied++;
			}
			this.touch(directory, part);
			directory = next;
		}
		this.last = {
			parent,
			directory
		};
		return directory;
	}
	lastEntry(path) {
		const parent = this.resolve(parentOf(path));
		const name = partsOf(path).at(-1);
		if (name === void 0) return this.root;
		return parent?.type === "directory" ? parent.children.get(name) : void 0;
	}
};
function ownCopy(name) {
	return Buffer.from(name, "utf16le").toString("utf16le");
}
// src/rootfs/read.ts
const PROMISING = 16 << 20;
async function readRootfs(found, exclusion, { copy, promising }, host) {
	const tree = new RootfsTree();
	const scanner = createScanner(tree, found.name, exclusion.isExcluded);
	const layers = [];
	let told = false;
	try {
		for (const [index, layer] of found.layers.entries()) {
			const { parser, plan } = scanner.layer();
			const title = found.layers.length === 1 ? found.name : `${found.name}, layer ${index + 1} of ${found.layers.length}`;
			const onRead = (size) => {
				host.progress(`reading ${title}: ${(size / 1e6).toFixed(0)} MB unpacked`);
				if (told || size < PROMISING || !scanner.hasGuestCode() || plan().members > 0) return;
				told = true;
				promising?.();
			};
			const { diffId, isPadded } = await readLayer(layer, {
				parser,
				copy: await copy(layer, index),
				onRead
			}, title, host);
			if (layer.diffId !== void 0 && layer.diffId !== diffId) throw otherLayer(title, layer.diffId, diffId);
			layers.push({
				diffId,
				plan: plan(),
				isPadded
			});
		}
	} catch (error) {
		host.signal.throwIfAborted();
		throw explainDamage(found.name, error);
	}
	return {
		profile: inspectRootfs(tree, found.name),
		layers
	};
}
async function readLayer(layer, { parser, copy, onRead }, title, host) {
	const hash = createHash("sha256");
	const unpacked = layer.unpack();
	const free = layer.compression === "gzip" && copy === void 0 ? freeUnpacked : void 0;
	let size = 0;
	try {
		for await (const chunk of bounded(unpacked, title)) {
			host.signal.throwIfAborted();
			hash.update(chunk);
			parser.write(chunk);
			size += chunk.length;
			onRead(size);
			await copy?.write(chunk);
			free?.(chunk);
		}
		parser.end();
	} catch (error) {
		await copy?.abort();
		throw error;
	}
	const diffId = `sha256:${hash.digest("hex")}`;
	await copy?.end(diffId);
	return {
		diffId,
		isPadded: layer.compression === "gzip" && takenBy(unpacked) !== layer.blob?.size
	};
}
function takenBy(unpacked) {
	return unpacked.bytesWritten;
}
function otherLayer(title, said, actual) {
	return new ToolError("image-damaged", `rootfs: ${title} unpacks to ${actual}, but the image's configuration says ${said}`, "the image is damaged: build or copy it again");
}
// src/rootfs/read-cache.ts
async function restoreRead(key, host) {
	const isWhole = ({ layers }) => layers.every(({ diffId }) => isDigest(diffId));
	const record = await restoreRecord(key, host, isWhole);
	return record && {
		profile: record.profile,
		layers: record.layers.map(({ diffId, isPadded, members, heirs, redirected }) => ({
			diffId,
			isPadded,
			plan: {
				members,
				heirs: new Map(heirs),
				redirected: new Map(redirected)
			}
		}))
	};
}
async function saveRead(key, { profile, layers }, host) {
	await saveRecord(key, {
		profile,
		layers: layers.map(({ diffId, isPadded, plan: { members, heirs, redirected } }) => ({
			diffId,
			isPadded,
			members,
			heirs: [...heirs],
			redirected: [...redirected]
		}))
	}, host);
}
// src/rootfs/unchanged.ts
async function* unchanged(tar, diffId, name) {
	const hash = createHash("sha256");
	for await (const chunk of tar) {
		hash.update(chunk);
		yield chunk;
	}
	if (`sha256:${hash.digest("hex")}` !== diffId) throw changed(name);
}
function changed(name) {
	return new ToolError("rootfs-changed", `rootfs: ${name} was changed while it was read`, "run again, and let nothing write to the file meanwhile");
}
// src/image/read/manifest.ts
function parseManifest(bytes, what) {
	const fields = parseObject(bytes, what);
	if (fields.manifests !== void 0) return {
		kind: "index",
		manifests: list(fields.manifests, `the list in ${what}`).map((item) => descriptor(item, what))
	};
	if (fields.schemaVersion === 1) throw invalid$1(what, "is of Docker's old schema 1, which no longer names its layers");
	return {
		kind: "image",
		config: descriptor(fields.config, what),
		layers: list(fields.layers, `the list of layers in ${what}`).map((item) => descriptor(item, what))
	};
}
function descriptor(value, what) {
	const fields = object(value, `a descriptor in ${what}`);
	const platform = fields.platform === void 0 ? void 0 : platformOf(object(fields.platform, what));
	return {
		mediaType: optionalText(fields.mediaType) ?? "",
		digest: digest(fields.digest, `a digest in ${what}`),
		size: size(fields.size, `a size in ${what}`),
		...platform === void 0 ? {} : { platform },
		annotations: textMap(fields.annotations)
	};
}
function platformOf(fields) {
	const variant = optionalText(fields.variant);
	return {
		os: optionalText(fields.os) ?? "",
		architecture: optionalText(fields.architecture) ?? "",
		...variant === void 0 ? {} : { variant }
	};
}
function textMap(value) {
	if (typeof value !== "object" || value === null) return {};
	return Object.fromEntries(Object.entries(value).filter(([, text]) => texts([text]).length === 1));
}
// src/image/base-config.ts
const OTHER = [
	"ExposedPorts",
	"Volumes",
	"StopSignal",
	"StopTimeout",
	"OnBuild"
];
function parseBaseConfig(bytes, image) {
	const what = `the configuration of ${image}`;
	const fields = parseObject(bytes, what);
	const rootfs = object(fields.rootfs ?? {}, what);
	const config = object(fields.config ?? {}, what);
	const architecture = optionalText(fields.architecture);
	const user = optionalText(config.User);
	const workingDir = optionalText(config.WorkingDir);
	return {
		...architecture === void 0 ? {} : { architecture },
		diffIds: list(rootfs.diff_ids ?? [], `the list of layers in ${what}`).map((id) => digest(id, what)),
		history: Array.isArray(fields.history) ? fields.history.map((entry) => object(entry, what)) : [],
		env: texts(config.Env).filter((entry) => entry.indexOf("=") > 0),
		...user === void 0 ? {} : { user },
		...workingDir === void 0 ? {} : { workingDir },
		entrypoint: texts(config.Entrypoint),
		cmd: texts(config.Cmd),
		shell: texts(config.Shell),
		labels: textMap(config.Labels),
		...isObject(config.Healthcheck) ? { healthcheck: config.Healthcheck } : {},
		other: Object.fromEntries(OTHER.flatMap((name) => config[name] === void 0 || config[name] === null ? [] : [[name, config[name]]]))
	};
}
function requireLayers({ diffIds }, count, image) {
	if (diffIds.length !== count) throw invalid$1(image, `has ${count} layers, but its configuration names ${diffIds.length}`);
}
// src/image/verified.ts
function verified(source, digest, what) {
	return Readable.from(check$1(source, digest, what), { objectMode: false });
}
async function* check$1(source, digest, what) {
	const hash = createHash("sha256");
	for await (const chunk of source) {
		hash.update(chunk);
		yield chunk;
	}
	const actual = `sha256:${hash.digest("hex")}`;
	if (actual === digest) return;
	throw new ToolError("image-damaged", `rootfs: ${what} is ${actual}, not ${digest}`, "the file was changed or damaged: copy the image again");
}
// src/rootfs/source/file-set.ts
const MAX_DOCUMENT = 8 << 20;
async function readDocument(files, path) {
	const file = await files.find(path);
	return file === void 0 || file.size > MAX_DOCUMENT ? void 0 : buffer(file.open());
}
function directoryFiles(directory) {
	return { async find(path) {
		const file = join(directory, path);
		const info = await ifThere(lstat(file), "ENOTDIR");
		return info?.isFile() ? {
			size: info.size,
			open: () => createReadStream(file)
		} : void 0;
	} };
}
const MAX_MEMBERS = 1e5;
async function archiveFiles(archive, signal, bytes = createReadStream(archive, {
	highWaterMark: 1 << 20,
	signal
})) {
	const places = new Map();
	const links = new Map();
	const parser = createTarParser({ member({ type, path, linkTarget, size, dataOffset, extents, mapInData }) {
		const name = memberPath(path, archive);
		if (places.size + links.size > MAX_MEMBERS || extents !== void 0 || mapInData) return void 0;
		if (type === "file") places.set(name, {
			start: dataOffset,
			size
		});
		else if (type === "link") links.set(name, memberPath(linkTarget, archive));
		else if (type === "symlink") links.set(name, memberPath(join(name, "..", linkTarget), archive));
	} });
	for await (const chunk of bytes) parser.write(chunk);
	parser.end();
	return { async find(path) {
		const place = places.get(path) ?? places.get(links.get(path) ?? "");
		if (place === void 0) return void 0;
		const { start, size } = place;
		if (size === 0) return {
			size,
			open: () => Readable.from([])
		};
		return {
			size,
			open: () => createReadStream(archive, {
				start,
				end: start + size - 1
			})
		};
	} };
}
// src/rootfs/source/choose.ts
function chooseArm64(manifests, image, takeOnly) {
	const images = manifests.filter(({ platform, annotations }) => platform?.os !== "unknown" && annotations["vnd.docker.reference.type"] === void 0);
	const fits = images.filter(({ platform }) => platform?.os === "linux" && platform.architecture === "arm64");
	const variant = (name) => fits.find(({ platform }) => platform?.variant === name);
	const [first] = fits;
	const only = images.length === 1 && (takeOnly || images[0]?.platform === void 0) ? images[0] : void 0;
	const chosen = variant("v8") ?? variant(void 0) ?? first ?? only;
	if (chosen !== void 0) return chosen;
	const platforms = images.map(({ platform }) => nameOf(platform)).join(", ");
	throw new ToolError("rootfs-not-aarch64", `rootfs: ${image} has no image for linux/arm64${platforms === "" ? "" : `, only for ${platforms}`}`, "name an image that is published for arm64");
}
function nameOf(platform) {
	if (platform === void 0) return "an unnamed platform";
	const { os, architecture, variant } = platform;
	return [
		os,
		architecture,
		...variant === void 0 ? [] : [variant]
	].join("/");
}
// src/rootfs/source/image.ts
const MAX_DEPTH = 4;
async function followImage(bytes, digest, name, source) {
	let document = {
		bytes,
		digest
	};
	for (let depth = 0; depth < MAX_DEPTH; depth++) {
		const manifest = parseManifest(document.bytes, name);
		if (manifest.kind === "image") {
			const config = parseBaseConfig(await source.document(manifest.config, "config"), name);
			requireLayers(config, manifest.layers.length, name);
			const layers = manifest.layers.map((layer, index) => toLayer$1(layer, index, config, name, source));
			return {
				name,
				digest: document.digest,
				layers,
				config
			};
		}
		const chosen = chooseArm64(manifest.manifests, name, source.isOnDisk);
		document = {
			bytes: await source.document(chosen, "manifest"),
			digest: chosen.digest
		};
	}
	throw invalid$1(name, `has indexes of indexes, more than ${MAX_DEPTH} deep`);
}
function toLayer$1(descriptor, index, config, name, source) {
	const compression = compressionOf(descriptor.mediaType, name);
	const open = () => source.open(descriptor);
	const { digest, size } = descriptor;
	const diffId = config.diffIds[index];
	const createdBy = createdByOf(config.history, index);
	return {
		compression,
		blob: {
			digest,
			size,
			open
		},
		unpack: () => unpack(open(), compression),
		...diffId === void 0 ? {} : { diffId },
		...createdBy === void 0 ? {} : { createdBy }
	};
}
function createdByOf(history, index) {
	const entry = history.filter(({ empty_layer }) => empty_layer !== true)[index];
	return typeof entry?.created_by === "string" ? entry.created_by : void 0;
}
// src/rootfs/source/docker-archive.ts
async function findInDockerArchive(files, wanted, name) {
	const image = chooseImage(await images(files, name), wanted, name);
	const configBytes = await readDocument(files, clean(String(image.Config)));
	if (configBytes === void 0) throw invalid$1(name, "lacks its configuration");
	const config = parseBaseConfig(configBytes, name);
	const paths = texts(image.Layers).map(clean);
	requireLayers(config, paths.length, name);
	const layers = [];
	for (const [index, path] of paths.entries()) {
		const file = await files.find(path);
		if (file === void 0) throw invalid$1(name, `lacks the layer ${path}`);
		const createdBy = createdByOf(config.history, index);
		const diffId = config.diffIds[index];
		layers.push({
			...await toLayer(file, `the layer ${path} in ${name}`),
			...diffId === void 0 ? {} : { diffId },
			...createdBy === void 0 ? {} : { createdBy }
		});
	}
	return {
		name,
		digest: identity(configBytes, layers),
		layers,
		config
	};
}
async function images(files, name) {
	const bytes = await readDocument(files, "manifest.json");
	if (bytes === void 0) throw invalid$1(name, "has no manifest.json");
	const what = `manifest.json in ${name}`;
	const { images } = parseObject(Buffer.concat([
		Buffer.from("{\"images\":"),
		bytes,
		Buffer.from("}")
	]), what);
	return list(images, what).map((image) => object(image, what));
}
function chooseImage(all, wanted, name) {
	const names = all.flatMap(({ RepoTags }) => texts(RepoTags));
	const [first, second] = wanted === void 0 ? all : all.filter(({ RepoTags }) => texts(RepoTags).some((tag) => same(tag, wanted)));
	if (first !== void 0 && second === void 0) return first;
	throw new ToolError("image-missing", first === void 0 ? `rootfs: ${name} holds no image${wanted === void 0 ? "" : ` ${JSON.stringify(wanted)}`}` : `rootfs: ${name} holds several images`, `say which: docker-archive:PATH:NAME, where NAME is one of ${names.join(", ")}`);
}
function same(tag, wanted) {
	return tag === wanted || formatReference(parseReference(tag)) === formatReference(parseReference(wanted));
}
async function toLayer(file, what) {
	const compression = detectCompression(await headOf(file));
	if (compression === void 0 || compression === "xz" || compression === "bzip2") throw invalid$1(what, "is neither a plain, gzip nor zstd tar archive");
	if (compression === "none") return {
		compression,
		unpack: () => file.open()
	};
	const digester = createDigester();
	await pipeline$1(file.open(), digester.stream.resume());
	const { digest, size } = digester.result();
	const open = () => verified(file.open(), digest, what);
	return {
		compression,
		blob: {
			digest,
			size,
			open
		},
		unpack: () => unpack(open(), compression)
	};
}
async function headOf(file) {
	let head = Buffer.alloc(0);
	for await (const chunk of file.open()) {
		head = Buffer.concat([head, chunk]);
		if (head.length >= 512) break;
	}
	return head;
}
function identity(config, layers) {
	const hash = createHash("sha256").update(digestOf(config));
	for (const { blob } of layers) hash.update(` ${blob?.digest}`);
	return `sha256:${hash.digest("hex")}`;
}
function clean(path) {
	return posix.normalize(path).replace(/^(\.?\.?\/)+/, "");
}
// src/rootfs/source/layout.ts
const NAMES = ["org.opencontainers.image.ref.name", "io.containerd.image.name"];
async function findInLayout(files, wanted, name) {
	const index = await readDocument(files, "index.json");
	if (index === void 0) throw invalid$1(name, "has no index.json");
	const parsed = parseManifest(index, `index.json in ${name}`);
	if (parsed.kind !== "index") throw invalid$1(name, "has an index.json that is no index");
	const source = blobSource$1(files, name);
	if (wanted === void 0) return followImage(indexOf(onlyName(parsed.manifests, name)), digestOf(index), name, source);
	const chosen = parsed.manifests.filter((entry) => namesOf(entry).includes(wanted) || entry.digest === wanted);
	if (chosen.length === 0) throw missing(parsed.manifests, wanted, name);
	return followImage(indexOf(chosen), digestOf(index), name, source);
}
function indexOf(manifests) {
	return Buffer.from(JSON.stringify({
		schemaVersion: 2,
		manifests
	}));
}
function onlyName(entries, name) {
	if (![...Map.groupBy(entries, ({ platform }) => JSON.stringify(platform ?? {})).values()].some((group) => new Set(group.map(({ digest }) => digest)).size > 1)) return [...new Map(entries.map((entry) => [entry.digest, entry])).values()];
	throw missing(entries, void 0, name);
}
function namesOf({ annotations }) {
	return NAMES.flatMap((key) => annotations[key] ?? []);
}
function missing(entries, wanted, name) {
	const names = entries.map((entry) => namesOf(entry)[0] ?? entry.digest);
	return new ToolError("image-missing", wanted === void 0 ? `rootfs: ${name} holds several images` : `rootfs: ${name} holds no image ${JSON.stringify(wanted)}`, names.length === 0 ? "the layout is empty" : `say which: oci:PATH:NAME, where NAME is one of ${names.join(", ")}`);
}
function blobSource$1(files, name) {
	const blob = async ({ digest, size }) => {
		const file = await files.find(`blobs/sha256/${digestHex(digest)}`);
		if (file === void 0) throw invalid$1(name, `lacks the blob ${digest}`);
		if (file.size !== size) throw invalid$1(name, `has a blob ${digest} of ${file.size} bytes, not ${size}`);
		return file;
	};
	return {
		isOnDisk: true,
		async document(descriptor) {
			await blob(descriptor);
			const bytes = await readDocument(files, `blobs/sha256/${digestHex(descriptor.digest)}`);
			if (bytes === void 0) throw invalid$1(name, `has a document of ${descriptor.size} bytes`);
			if (digestOf(bytes) !== descriptor.digest) throw invalid$1(name, `has a blob ${descriptor.digest} that is damaged`);
			return bytes;
		},
		open(descriptor) {
			async function* bytes() {
				yield* (await blob(descriptor)).open();
			}
			return verified(Readable.from(bytes(), { objectMode: false }), descriptor.digest, `a layer in ${name}`);
		}
	};
}
// src/files/file-state.ts
function stateOf({ dev, ino, size, mtimeNs, ctimeNs }) {
	return [
		dev,
		ino,
		size,
		mtimeNs,
		ctimeNs
	].join();
}
async function fileState(path) {
	const info = await ifThere(stat(path, { bigint: true }), "ENOTDIR");
	return info && stateOf(info);
}
// src/rootfs/pace.ts
const AHEAD = 1.3;
function createPace() {
	let reached = Number.POSITIVE_INFINITY;
	let moved = Promise.withResolvers();
	const reach = (bytes) => {
		reached = bytes;
		moved.resolve();
		moved = Promise.withResolvers();
	};
	return {
		async *lead(pieces) {
			let passed = 0;
			reach(passed);
			try {
				for await (const piece of pieces) {
					yield piece;
					passed += piece.length;
					reach(passed);
				}
			} finally {
				reach(Number.POSITIVE_INFINITY);
			}
		},
		async *follow(pieces) {
			let passed = 0;
			for await (const piece of pieces) {
				passed += piece.length;
				while (passed > reached * AHEAD) await moved.promise;
				yield piece;
			}
		}
	};
}
// src/rootfs/source/remembered-digest.ts
const MOST = 32;
const GRAIN_NS = 2000000000n;
async function rememberedDigest(file, host, now = Date.now) {
	const { localDirectory, signal } = host;
	if (localDirectory === void 0) return digestFile(file, signal);
	const memory = join(localDirectory, "digests.json");
	const path = resolve(file);
	const before = await stat(path, { bigint: true });
	const state = stateOf(before);
	const all = await readMemory(memory);
	const known = all.find((item) => item.path === path && item.state === state);
	if (known !== void 0) return {
		digest: known.digest,
		size: known.size
	};
	const settled = BigInt(now()) * 1000000n - GRAIN_NS > latest(before);
	const { digest, size } = await digestFile(path, signal);
	if (settled && stateOf(await stat(path, { bigint: true })) === state) {
		const others = all.filter((item) => item.path !== path);
		await writeMemory(memory, [{
			path,
			state,
			digest,
			size
		}, ...others].slice(0, MOST));
	}
	return {
		digest,
		size
	};
}
function latest({ mtimeNs, ctimeNs }) {
	return mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
}
async function readMemory(file) {
	try {
		const found = JSON.parse(await readFile(file, "utf8"));
		return Array.isArray(found) ? found.filter(isRemembered) : [];
	} catch {
		return [];
	}
}
function isRemembered(item) {
	if (typeof item !== "object" || item === null) return false;
	const { path, state, digest, size } = item;
	return typeof path === "string" && typeof state === "string" && typeof size === "number" && /^sha256:[0-9a-f]{64}$/.test(digest ?? "");
}
async function writeMemory(file, items) {
	try {
		await makeDirectory(dirname(file));
		await writeAtomically(file, (partial) => writeFile(partial, JSON.stringify(items)));
	} catch {}
}
// src/rootfs/source/tarball.ts
const PIECE = 1 << 20;
async function contentOf$1({ path, source }, host) {
	host.progress(`reading ${source.location}`);
	const state = await fileState(path);
	const { digest, size } = await (source.sha256 === void 0 ? rememberedDigest(path, host) : digestFile(path, host.signal));
	requireChecksum(source, digestHex(digest), "rootfs");
	return {
		digest,
		size,
		isUnchanged: async () => await fileState(path) === state
	};
}
function findTarball({ path, source }, { digest, size, isUnchanged }, compression, { signal }) {
	const isLayer = compression === "gzip" || compression === "zstd";
	const pace = createPace();
	const open = () => Readable.from(pace.follow(createReadStream(path, { highWaterMark: PIECE })), {
		objectMode: false,
		highWaterMark: PIECE
	});
	return {
		name: source.location,
		digest,
		isUnchanged,
		layers: [{
			compression,
			...isLayer ? { blob: {
				digest,
				size,
				open,
				pieces: () => pace.follow(filePieces(path))
			} } : {},
			unpack: () => openDecompressed(path, compression, signal, pace.lead)
		}]
	};
}
async function compressionOfFile({ path, source }) {
	const { location } = source;
	const head = await readHead(path, location);
	if (head.length === 0) throw new ToolError("rootfs-empty", `rootfs: ${location} is empty (0 bytes)`, "give a complete archive");
	const compression = detectCompression(head);
	if (compression !== void 0) return compression;
	throw new ToolError("rootfs-not-a-tar", `rootfs: ${location} is not a tar archive (plain, gzip, zstd, xz or bzip2)`, "make one with tar -C DIRECTORY -czf rootfs.tar.gz .");
}
async function readHead(path, location) {
	try {
		const file = await open$2(path);
		try {
			const { bytesRead, buffer } = await file.read(Buffer.alloc(512), 0, 512, 0);
			return buffer.subarray(0, bytesRead);
		} finally {
			await file.close();
		}
	} catch (error) {
		throw unreadable(location, error);
	}
}
async function isLocalDirectory({ path, source }) {
	return isDirectory(path).catch((error) => {
		throw unreadable(source.location, error);
	});
}
function unreadable(location, cause) {
	const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
	if (code === "EISDIR") return new ToolError("rootfs-not-a-tar", `rootfs: ${location} is a directory, and no OCI layout`, `pack it first: tar -C ${location} -czf rootfs.tar.gz .`, { cause });
	if (code === "ENOENT" || code === "ENOTDIR") return new ToolError("rootfs-missing", `rootfs: there is no file ${location}`, "give the path or https URL of a tarball, or the name of an image, for example debian:12", { cause });
	return new ToolError("rootfs-unreadable", `rootfs: cannot read ${location}: ${cause instanceof Error ? cause.message : String(cause)}`, "check the permissions of the file", { cause });
}
// src/rootfs/source/file.ts
async function findInFile(file, host, kind, image) {
	const { location, sha256 } = file.source;
	if (kind !== "oci-archive" && kind !== "docker-archive" && await isLocalDirectory(file)) {
		const files = directoryFiles(resolve(file.path));
		if (kind === "oci" || await files.find("oci-layout")) {
			if (sha256 !== void 0) throw noFile(location);
			return findInLayout(files, image, location);
		}
	}
	const compression = await compressionOfFile(file);
	const checked = sha256 === void 0 ? void 0 : await contentOf$1(file, host);
	try {
		if (kind === void 0 && !await looksLikeImage(file.path, compression, host)) return findTarball(file, checked ?? await contentOf$1(file, host), compression, host);
		const found = await findInArchive(await imageFiles(file, compression, host), location, kind, image);
		if (await checked?.isUnchanged() === false) throw changed(location);
		return found;
	} catch (error) {
		host.signal.throwIfAborted();
		throw explainDamage(location, error);
	}
}
async function findInArchive(files, location, kind, image) {
	return (kind ?? await kindOf(files)) === "docker-archive" ? findInDockerArchive(files, image, location) : findInLayout(files, image, location);
}
function noFile(location) {
	return new ToolError("source-checksum-syntax", `rootfs: ${location} is a directory, and #sha256= is for files`, `name the image by its digest instead: oci:${location}:sha256:…`);
}
async function kindOf(files) {
	return await files.find("oci-layout") !== void 0 || await files.find("manifest.json") === void 0 ? "oci-archive" : "docker-archive";
}
const IMAGE_MEMBER = /^(blobs\/|blobs$|index\.json$|oci-layout$|manifest\.json$|repositories$|[0-9a-f]{64}([./]|$))/;
async function looksLikeImage(path, compression, host) {
	let first;
	const parser = createTarParser({ member({ path: name }) {
		const clean = name.replace(/^(\.?\/)+/, "");
		if (clean !== "" && clean !== ".") first ??= clean;
	} });
	for await (const chunk of openDecompressed(path, compression, host.signal)) {
		parser.write(chunk);
		if (first !== void 0) return IMAGE_MEMBER.test(first);
	}
	return false;
}
async function imageFiles({ path, source }, compression, host) {
	if (compression === "none") return archiveFiles(path, host.signal);
	const plain = join(await host.tempDir("image"), "image.tar");
	const unpacked = bounded(openDecompressed(path, compression, host.signal), source.location);
	return archiveFiles(plain, host.signal, written(unpacked, plain, host.signal));
}
async function* written(bytes, path, signal) {
	const file = await open$2(path, "wx");
	try {
		for await (const chunk of bytes) {
			signal.throwIfAborted();
			await file.writeFile(chunk);
			yield chunk;
		}
	} finally {
		await file.close();
	}
}
// src/registry/pull.ts
function createPullClient(options) {
	const session = createSession({
		...options,
		access: "pull"
	});
	return {
		manifest: (reference) => readManifest(session, reference, [200]),
		blob: (digest, size) => getBlob(session, {
			digest,
			size
		}, options)
	};
}
// src/rootfs/source/registry.ts
const MAX_CONFIG$1 = 8 << 20;
async function findInRegistry(reference, { isGuess, insecure }, host) {
	const { registry, repository } = reference;
	const client = createPullClient({
		registry,
		repository,
		insecure,
		credentials: () => findCredentials(registry, repository, host),
		signal: host.signal,
		env: host.env
	});
	const name = formatReference(reference);
	try {
		const { bytes, digest } = await client.manifest(reference.digest ?? reference.tag ?? "latest");
		const found = await followImage(bytes, digest, name, blobSource(client, name));
		requireArm64(found.config.architecture, name);
		return {
			...found,
			layers: found.layers.map((layer) => ({
				...layer,
				from: {
					registry,
					repository
				}
			})),
			origin: {
				...reference,
				digest: found.digest
			}
		};
	} catch (error) {
		throw isGuess ? explainGuess(error, name) : error;
	}
}
function blobSource(client, name) {
	return {
		isOnDisk: false,
		async document({ digest, size }, kind) {
			if (kind === "manifest") return (await client.manifest(digest)).bytes;
			if (size > MAX_CONFIG$1) throw invalid$1(name, `has a configuration of ${size} bytes`);
			return buffer(client.blob(digest, size));
		},
		open: ({ digest, size }) => client.blob(digest, size)
	};
}
function requireArm64(architecture, name) {
	if (architecture === void 0 || architecture === "arm64") return;
	throw new ToolError("rootfs-not-aarch64", `rootfs: ${name} is an image for ${architecture}, not for arm64`, `name an image that is published for arm64; if only its label is wrong, copy it: skopeo copy docker://${name} oci:DIRECTORY`);
}
function explainGuess(error, name) {
	if (!(error instanceof ToolError) || !/^registry-(not-found|unauthorized|denied|unreachable)$/.test(error.code)) return error;
	return new ToolError(error.code, error.message, `${error.hint}. It was taken for the name of an image, ${name}, because there is no such file`, { cause: error });
}
// src/rootfs/source/find.ts
async function findRootfs(spec, insecureRegistries, host) {
	switch (spec.kind) {
		case "registry": return findInRegistry(spec.reference, {
			isGuess: spec.isGuess,
			insecure: insecureRegistries.includes(spec.reference.registry)
		}, host);
		case "stdin": return findInFile(await spool(spec.source, host), host);
		case "url": return findInFile({
			path: await download(spec.source.url, "rootfs", host),
			source: spec.source
		}, host);
		case "path": return findInFile({
			path: spec.source.location,
			source: spec.source
		}, host);
		default: {
			const { path, kind, image } = spec;
			return findInFile({
				path,
				source: {
					kind: "file",
					location: path
				}
			}, host, kind, image);
		}
	}
}
async function spool(source, host) {
	const path = join(await host.tempDir("stdin"), "file");
	await pipeline$1(process.stdin, createWriteStream(path), { signal: host.signal });
	return {
		path,
		source: {
			...source,
			location: "standard input"
		}
	};
}
// src/rootfs/spec.ts
const TAR_NAME = /\.(tar|tgz|tbz2?|txz|tzst|tar\.[a-z0-9]+)$/i;
const PREFIXES = [
	"docker://",
	"oci:",
	"oci-archive:",
	"docker-archive:"
];
function parseRootfs(text, exists = existsSync) {
	const prefix = PREFIXES.find((known) => text.startsWith(known));
	if (prefix !== void 0) return withPrefix(prefix, text.slice(prefix.length), exists);
	const source = parseSource(text, "rootfs");
	const { location } = source;
	if (location === "-") return {
		kind: "stdin",
		source
	};
	if (source.kind === "url") return {
		kind: "url",
		source
	};
	if (/^\.{0,2}\//.test(location) || TAR_NAME.test(location)) return {
		kind: "path",
		source
	};
	const reference = source.sha256 === void 0 ? referenceOf(location) : void 0;
	if (!exists(location)) {
		if (reference instanceof ToolError) throw neither(location, reference);
		if (reference !== void 0) return {
			kind: "registry",
			reference,
			isGuess: true
		};
	} else if (reference !== void 0 && !(reference instanceof ToolError)) throw ambiguous(location);
	return {
		kind: "path",
		source
	};
}
function withPrefix(prefix, rest, exists) {
	if (prefix === "docker://") return {
		kind: "registry",
		reference: parseReference(rest, "rootfs"),
		isGuess: false
	};
	const kind = prefix === "oci:" ? "oci" : prefix === "oci-archive:" ? "oci-archive" : "docker-archive";
	const colon = exists(rest) ? -1 : rest.indexOf(":");
	const [path, image] = colon < 0 ? [rest, ""] : [rest.slice(0, colon), rest.slice(colon + 1)];
	if (path === "") throw new ToolError("rootfs-missing", `rootfs: ${prefix} names no path`, `write ${prefix}PATH or ${prefix}PATH:NAME`);
	return {
		kind,
		path,
		...image === "" ? {} : { image }
	};
}
function referenceOf(text) {
	try {
		return parseReference(text);
	} catch (error) {
		if (error instanceof ToolError) return error;
		throw error;
	}
}
function ambiguous(location) {
	return new ToolError("rootfs-ambiguous", `rootfs: ${location} is there as a file, and could be the name of an image`, `write ./${location} for the file, docker://${location} for the image`);
}
function neither(location, cause) {
	return new ToolError("rootfs-missing", `rootfs: there is no file ${location}, and ${cause.message}`, "give the path or https URL of a tarball, or the name of an image, for example debian:12", { cause });
}
// src/rootfs/open.ts
async function openRootfs(inputs, host, tell = {}) {
	const exclusion = parseExclusion(inputs.rootfsExclude);
	const found = await findRootfs(parseRootfs(inputs.rootfs), inputs.insecureRegistries ?? [], host);
	const packed = new Map();
	const read = await readCached(found, exclusion, packed, tell, host);
	const made = createdBy(`rootfs ${read.profile.distribution.name}`.trim());
	const layers = [];
	for (const [index, layer] of found.layers.entries()) {
		const of = read.layers[index];
		if (of === void 0) throw new Error(`layer ${index} of ${found.name} was not read`);
		const whole = (of.plan.members > 0 ? void 0 : packed.get(index)) ?? await settleLayer(layer, of, exclusion, found.name, host);
		layers.push({
			...whole,
			createdBy: layer.createdBy ?? made
		});
	}
	const ours = await releaseverLayer(read.profile, sourceDateEpoch(host.env), host);
	return {
		layers: ours === void 0 ? layers : [...layers, ours],
		profile: read.profile,
		...found.config === void 0 ? {} : { base: found.config },
		...found.origin === void 0 ? {} : { origin: found.origin }
	};
}
async function readCached(found, exclusion, packed, tell, host) {
	const suffix = exclusion.key === "" ? "" : `-${patternsHash(exclusion)}`;
	const key = `rootfs-read-${INSPECTION}-${digestHex(found.digest)}${suffix}`;
	const known = await restoreRead(key, host);
	if (known !== void 0) return known;
	const read = await readRootfs(found, exclusion, {
		async copy(layer, index) {
			if (layer.blob !== void 0 || exclusion.key !== "") return void 0;
			const packer = await createLayerPacker(gzipKey, host);
			return {
				...packer,
				end: async (diffId) => void packed.set(index, await packer.end(diffId))
			};
		},
		promising() {
			const [layer] = found.layers;
			if (layer?.blob !== void 0 && found.isUnchanged !== void 0 && exclusion.key === "") tell.layer?.(layer.blob);
		}
	}, host);
	if (await found.isUnchanged?.() === false) throw changed(found.name);
	await saveRead(key, read, host);
	return read;
}
async function settleLayer(layer, { diffId, plan, isPadded }, exclusion, name, host) {
	const tar = () => unchanged(layer.unpack(), diffId, name);
	if (plan.members > 0) return cachedLayer({
		key: `${gzipKey(diffId)}-without3-${patternsHash(exclusion)}`,
		tar: () => rewriteTar(tar(), exclusion.isExcluded, plan, name)
	}, host);
	const { blob, compression, from } = layer;
	if (blob === void 0 || isPadded || compression === "xz" || compression === "bzip2") return cachedLayer({
		key: gzipKey(diffId),
		tar,
		diffId
	}, host);
	return {
		mediaType: layerType(compression),
		...blob,
		...from === void 0 ? {} : { from },
		diffId,
		createdBy: ""
	};
}
function gzipKey(diffId) {
	return `rootfs-${compressionKey(DEFAULT_COMPRESSION)}-${digestHex(diffId).slice(0, 32)}`;
}
function patternsHash({ key }) {
	return digestHex(digestOf(Buffer.from(key))).slice(0, 16);
}
// src/sinks/destination.ts
const HINTS = {
	ENOSPC: "free some space, or name a destination on another disk",
	EDQUOT: "free some space, or name a destination on another disk",
	EACCES: "name a destination that you may write to",
	EPERM: "name a destination that you may write to",
	EROFS: "name a destination that you may write to",
	ENOENT: "make the directory first, or name another",
	ENOTDIR: "a part of the path is a file; name another destination",
	EISDIR: "the destination is a directory; name a file",
	ENXIO: "name a file, and send that on its way",
	EEXIST: "the destination is a file; name a directory"
};
function destinationError(dest, error, input = "outputs") {
	if (error instanceof ToolError || error.code === void 0) return error;
	const hint = HINTS[error.code] ?? "check the destination";
	return new ToolError("output-failed", `${input}: ${dest} cannot be written: ${error.message}`, hint, { cause: error });
}
async function checkDestination(file, input) {
	try {
		const real = await followed(file);
		await access(`${dirname(real)}/.`, constants.W_OK);
		const code = await obstacle(real);
		if (code !== void 0) throw Object.assign(new Error(OBSTACLES[code]), { code });
	} catch (error) {
		throw error instanceof Error ? destinationError(file, error, input) : error;
	}
}
const OBSTACLES = {
	EISDIR: "it is a directory",
	ENXIO: "it is a device or a pipe"
};
async function obstacle(path) {
	const found = await ifThere(stat(path));
	if (found === void 0 || found.isFile()) return void 0;
	return found.isDirectory() ? "EISDIR" : "ENXIO";
}
async function followed(file) {
	return await ifThere(realpath(file)) ?? resolve(file);
}
async function writeDestination(file, signal, write) {
	try {
		await writeAtomically(await followed(file), write);
	} catch (error) {
		throw error instanceof Error && !signal.aborted ? destinationError(file, error) : error;
	}
}
// src/sinks/docker-archive.ts
function dockerArchiveSink(file, references, signal) {
	return {
		description: `Docker archive ${file}`,
		check: () => checkDestination(file),
		publish: ({ images: [image] }) => writeDestination(file, signal, async (partial) => {
			const archive = await dockerArchive(image, references, signal);
			await pipeline$1(archive, createWriteStream(partial), { signal });
		})
	};
}
async function dockerArchive(image, references, signal) {
	return tarStream(await archiveMembers(image, references, signal), 0);
}
async function archiveMembers(image, references, signal) {
	const layers = new Map();
	for (const layer of image.layers) layers.set(layerName(layer), await layerMember(layer, signal));
	const config = `${digestHex(image.config.descriptor.digest)}.json`;
	const manifest = {
		Config: config,
		RepoTags: references.map(formatReference),
		Layers: image.layers.map(layerName)
	};
	return [
		bytesMember("manifest.json", Buffer.from(JSON.stringify([manifest]))),
		bytesMember(config, image.config.bytes),
		...layers.values()
	];
}
function layerName(layer) {
	return `${digestHex(layer.digest)}.tar`;
}
async function layerMember(layer, signal) {
	const member = {
		name: layerName(layer),
		type: "file",
		mode: 420
	};
	if (layer.mediaType !== MEDIA_TYPES.layerZstd) return {
		...member,
		size: layer.size,
		open: () => layer.open()
	};
	const plain = createDigester();
	await pipeline$1(unpackZstd(layer.open()), plain.stream.resume(), { signal });
	return {
		...member,
		size: plain.result().size,
		open: () => unpackZstd(layer.open())
	};
}
// src/sinks/docker-engine.ts
const DEFAULT_SOCKET = "/var/run/docker.sock";
function dockerEngineSink(references, host) {
	const socketPath = socketOf(host.env);
	let loadedId;
	return {
		description: `Docker Engine at ${socketPath}`,
		loadedId: () => loadedId,
		async check() {
			const outgoing = request({
				socketPath,
				path: "/_ping",
				signal: host.signal
			}).end();
			try {
				const [response] = await once$1(outgoing, "response");
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
				method: "POST",
				path: "/images/load?quiet=1",
				headers: { "content-type": "application/x-tar" },
				signal: host.signal
			});
			const answer = once$1(outgoing, "response");
			const sent = pipeline$1(archive, outgoing);
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
		}
	};
}
function socketOf({ DOCKER_HOST: address }) {
	if (!address) return DEFAULT_SOCKET;
	if (address.startsWith("unix://")) return address.slice(7);
	throw new ToolError("docker-host", `outputs: DOCKER_HOST is ${address}, and an image is loaded only through a socket on this machine`, "write type=docker,dest=image.tar and then run docker load --input image.tar");
}
async function requireLoaded(response) {
	let text = "";
	for await (const chunk of response) if (text.length < 1 << 20) text += String(chunk);
	const problem = response.statusCode === 200 ? errorLine(text) : `${response.statusCode} ${text.trim()}`;
	if (problem === void 0) return text;
	throw new ToolError("docker-load-failed", `the Docker Engine did not load the image: ${problem}`, "the engine says why; its disk may be full");
}
function idIn(lines) {
	return /"Loaded image(?: ID)?: (sha256:[0-9a-f]{64})\b/.exec(lines)?.[1];
}
function errorLine(text) {
	const line = text.split("\n").find((one) => /^\{"error/.test(one));
	return line === void 0 ? void 0 : String(JSON.parse(line).error);
}
function unreachable(socketPath, cause) {
	return new ToolError("docker-unreachable", `no Docker Engine takes the image at ${socketPath}: ${cause instanceof Error ? cause.message : String(cause)}`, "start it, or name its socket with DOCKER_HOST=unix://PATH; type=docker,dest=image.tar needs none", { cause });
}
// src/sinks/oci-index.ts
const SHORT_NAME = "org.opencontainers.image.ref.name";
const FULL_NAME = "io.containerd.image.name";
function parseIndex(text, file) {
	if (text === void 0) return {
		schemaVersion: 2,
		mediaType: MEDIA_TYPES.index,
		manifests: []
	};
	let index = null;
	let cause;
	try {
		index = JSON.parse(text);
	} catch (error) {
		cause = error;
	}
	const manifests = index?.manifests;
	if (Array.isArray(manifests) && manifests.every((entry) => typeof entry === "object" && entry !== null)) return {
		...index,
		manifests
	};
	throw new ToolError("output-failed", `${file} is not an OCI index`, "remove it or name another directory", { cause });
}
function addToIndex(index, { root, images, rootAnnotations }, references) {
	const byFullName = new Map(references.map((one) => [formatReference(one), one]));
	const names = references.length === 0 ? [{}] : [...byFullName.values()].map(annotations);
	const [first] = images;
	const isImage = root.descriptor.digest === first.digest;
	const added = names.map((name) => ({
		...root.descriptor,
		...isImage && { platform: first.platform },
		...annotationsField({
			...rootAnnotations,
			...name
		})
	}));
	const taken = new Set(added.map(shortName));
	return {
		...index,
		manifests: [...index.manifests.filter((entry) => !taken.has(shortName(entry))), ...added]
	};
}
function annotations(reference) {
	return {
		[SHORT_NAME]: reference.tag ?? "latest",
		[FULL_NAME]: formatReference(reference)
	};
}
function shortName({ annotations: names }) {
	return names?.[SHORT_NAME];
}
// src/sinks/oci-layout.ts
const LAYOUT_VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}";
const WAIT_MS = 20;
function ociLayoutSink(directory, references, signal) {
	const explain = (error) => {
		throw signal.aborted ? error : destinationError(directory, error);
	};
	return {
		description: `OCI layout ${directory}`,
		check: () => check(directory).catch(explain),
		publish: (set) => publish(directory, references, set, signal).catch(explain)
	};
}
async function check(directory) {
	await readIndex(directory);
	await access(`${await nearestThere(directory)}/.`, constants.W_OK);
}
async function nearestThere(directory) {
	return await ifThere(stat(directory)) === void 0 ? nearestThere(dirname(resolve(directory))) : directory;
}
function indexFile(directory) {
	return join(directory, "index.json");
}
async function readIndex(directory) {
	const file = indexFile(directory);
	return parseIndex(await readOptional(file), file);
}
async function publish(directory, references, set, signal) {
	await readIndex(directory);
	await makeDirectory(join(directory, "blobs/sha256"));
	for (const blob of blobsOf(set)) await writeBlob(directory, blob, signal);
	await replace(join(directory, "oci-layout"), LAYOUT_VERSION);
	const lock = await lockInTurn(join(directory, "index.lock"), {
		signal,
		everyMs: WAIT_MS
	});
	try {
		const index = addToIndex(await readIndex(directory), set, references);
		await replace(indexFile(directory), JSON.stringify(index));
	} finally {
		await lock.release();
	}
}
async function writeBlob(directory, { digest, size, open }, signal) {
	const file = join(directory, "blobs/sha256", digestHex(digest));
	if ((await ifThere(stat(file)))?.size === size && (await digestFile(file)).digest === digest) return;
	await writeAtomically(file, async (partial) => {
		const digester = createDigester();
		await pipeline$1(open(), digester.stream, createWriteStream(partial), { signal });
		const written = digester.result().digest;
		if (written !== digest) throw new Error(`the blob ${digest} has become ${written}`);
	});
}
function replace(file, content) {
	return writeAtomically(file, (partial) => writeFile(partial, content));
}
// src/sinks/oci-archive.ts
function ociArchiveSink(file, references, signal) {
	return {
		description: `OCI archive ${file}`,
		check: () => checkDestination(file),
		publish: (set) => writeDestination(file, signal, (partial) => pipeline$1(tarStream(members(set, references), 0), createWriteStream(partial), { signal }))
	};
}
function members(set, references) {
	const index = addToIndex(parseIndex(void 0, ""), set, references);
	return [
		bytesMember("oci-layout", Buffer.from(LAYOUT_VERSION)),
		bytesMember("index.json", Buffer.from(JSON.stringify(index))),
		{
			name: "blobs/",
			type: "directory",
			mode: 493
		},
		{
			name: "blobs/sha256/",
			type: "directory",
			mode: 493
		},
		...blobsOf(set).map(({ digest, size, open }) => ({
			name: `blobs/sha256/${digestHex(digest)}`,
			type: "file",
			mode: 420,
			size,
			open
		}))
	];
}
// src/sinks/output.ts
const IMAGE_KEYS = [
	"compression",
	"compression-level",
	"oci-mediatypes"
];
const KEYS = new Map([
	["oci", [
		"type",
		"dest",
		"tar",
		...IMAGE_KEYS
	]],
	["docker", [
		"type",
		"dest",
		...IMAGE_KEYS
	]],
	["registry", [
		"type",
		"registry.insecure",
		...IMAGE_KEYS
	]],
	["sbom", ["type", "dest"]],
	["sdk", ["type", "dest"]]
]);
function parseOutput(text) {
	const fields = parseFields(text, (what) => fail(text, what));
	const type = fields.get("type");
	const keys = type === void 0 ? void 0 : KEYS.get(type);
	if (type === void 0 || keys === void 0) fail(text, type === void 0 ? "it has no type" : `${JSON.stringify(type)} is not a type`);
	for (const key of fields.keys()) if (!keys.includes(key)) fail(text, `type ${type} has no ${JSON.stringify(key)}, only ${keys.join(", ")}`);
	return {
		settings: imageSettings(text, fields),
		...destination(text, type, fields)
	};
}
function destination(text, type, fields) {
	if (type === "registry") return {
		type,
		insecure: flag(text, fields, "registry.insecure") ?? false
	};
	const dest = fields.get("dest");
	if (type === "docker" && dest === void 0) return { type: "load" };
	if (dest === void 0 || dest === "") fail(text, `type ${type} needs dest=PATH`);
	if (dest === "-") fail(text, "nothing goes to standard output; dest is a path");
	if (type === "docker" || type === "sbom" || type === "sdk") return {
		type,
		dest
	};
	return {
		type: "oci",
		dest,
		tar: flag(text, fields, "tar") ?? dest.endsWith(".tar")
	};
}
function agreedSettings(outputs) {
	const type = agreed(outputs, "compression") ?? "gzip";
	const { least, most, standard } = LEVELS[type];
	const level = agreed(outputs, "level") ?? standard;
	if (level < least || level > most) throw new ToolError("output-invalid", `outputs: compression-level=${level} is not a level of ${type}`, `choose from ${least} to ${most}`);
	return {
		compression: {
			type,
			level
		},
		family: agreed(outputs, "family") ?? "oci"
	};
}
function agreed(outputs, key) {
	const values = new Set(outputs.map(({ settings }) => settings[key]).filter((value) => value !== void 0));
	const [first] = values;
	if (values.size < 2) return first;
	throw new ToolError("output-invalid", `outputs: they ask for ${[...values].join(" and ")}, but a run makes one image`, "write the same for all of them, or run once for each");
}
function imageSettings(text, fields) {
	const compression = fields.get("compression");
	const level = fields.get("compression-level");
	const isOci = flag(text, fields, "oci-mediatypes");
	if (compression !== void 0 && compression !== "gzip" && compression !== "zstd") fail(text, `compression is gzip or zstd, not ${JSON.stringify(compression)}`);
	if (level !== void 0 && !/^\d{1,2}$/.test(level)) fail(text, "compression-level is a number");
	return {
		...compression !== void 0 && { compression },
		...level !== void 0 && { level: Number(level) },
		...isOci !== void 0 && { family: isOci ? "oci" : "docker" }
	};
}
function flag(text, fields, key) {
	const value = fields.get(key);
	if (value !== void 0 && value !== "true" && value !== "false") fail(text, `${key} is true or false`);
	return value === void 0 ? void 0 : value === "true";
}
function fail(text, what) {
	throw new ToolError("output-invalid", `outputs: ${JSON.stringify(text)}: ${what}`, "write type=oci,dest=DIR, type=docker,dest=FILE.tar, type=docker, type=sbom,dest=FILE.json, type=sdk,dest=FILE.tar.gz, or type=registry");
}
// src/registry/published.ts
async function findPublished(client, tag, platform, label) {
	const found = await client.getManifest(tag);
	if (found === void 0) return void 0;
	const { config, layers } = await imageManifest(client, fieldsOf(found.bytes), platform) ?? {};
	if (!isDescriptor(config) || !Array.isArray(layers) || !layers.every(isDescriptor)) return void 0;
	const [name, value] = label;
	if ((await labelsOf(client, config))?.[name] !== value) return void 0;
	const { bytes, mediaType, digest } = found;
	return {
		root: {
			bytes,
			descriptor: {
				mediaType,
				digest,
				size: bytes.length
			}
		},
		config,
		layers
	};
}
async function imageManifest(client, root, platform) {
	if (!Array.isArray(root.manifests)) return root;
	const entry = root.manifests.find((item) => item?.platform?.os === platform.os && item.platform.architecture === platform.architecture && item.platform.variant === platform.variant);
	if (!isDescriptor(entry)) return void 0;
	const found = await client.getManifest(entry.digest);
	return found && fieldsOf(found.bytes);
}
async function labelsOf(client, { digest, size }) {
	if (size > MAX_CONFIG) return void 0;
	const { config } = fieldsOf(await buffer(client.blob(digest, size)));
	return config?.Labels;
}
const MAX_CONFIG = 4 << 20;
function isDescriptor(value) {
	const { mediaType, digest, size } = value ?? {};
	return typeof mediaType === "string" && isDigest(digest) && typeof size === "number";
}
// src/registry/concurrency.ts
function createLimiter(limit) {
	const waiting = [];
	let running = 0;
	return async (work) => {
		if (running >= limit) await new Promise((resolve) => waiting.push(resolve));
		else running += 1;
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next === void 0) running -= 1;
			else next();
		}
	};
}
// src/registry/push.ts
const UPLOADS = 5;
function createBlobPush(client, options) {
	const { registry, repository, sibling, log, onFailure } = options;
	const limited = createLimiter(UPLOADS);
	const begun = new Map();
	let failure;
	async function put(blob, source) {
		if (failure !== void 0) throw failure.error;
		try {
			const how = await client.hasBlob(blob.digest) ? "exists" : await client.uploadBlob(blob, source);
			log(`${how === "sent" ? "pushed" : how} ${blob.digest} (${blob.size} bytes)`);
		} catch (error) {
			failure ??= { error };
			onFailure();
			throw failure.error;
		}
	}
	function sourceOf({ from }) {
		if (sibling !== void 0) return sibling.repository;
		return from?.registry === registry && from.repository !== repository ? from.repository : void 0;
	}
	function layer(layer) {
		const known = begun.get(layer.digest);
		if (known !== void 0) return known;
		const pushed = (sibling?.layer(layer) ?? Promise.resolve()).then(() => limited(() => put(layer, sourceOf(layer))));
		pushed.catch(() => void 0);
		begun.set(layer.digest, pushed);
		return pushed;
	}
	return {
		repository,
		layer,
		async images({ images }) {
			const outcomes = await Promise.allSettled(images.flatMap(({ layers }) => layers).map(layer));
			for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
			for (const { config } of images) await put(jsonBlobSource(config), sibling?.repository);
		}
	};
}
async function pushManifests(client, { images, root }) {
	const manifests = new Map([...images.map(({ manifest }) => manifest), root].map((one) => [one.descriptor.digest, one]));
	for (const [digest, manifest] of manifests) await client.putManifest(digest, manifest);
}
function jsonBlobSource({ bytes, descriptor }) {
	return {
		digest: descriptor.digest,
		size: descriptor.size,
		open: () => Readable.from([bytes])
	};
}
// src/sinks/tags.ts
async function setTags(places, root, log) {
	const [first, ...others] = places;
	if (first !== void 0 && others.length === 0) return first.client.putManifest(first.tag, root);
	const before = await Promise.all(places.map(manifestAt));
	const tried = [];
	try {
		for (const [index, place] of places.entries()) {
			tried.push(() => putBack(place, before[index], root, log));
			await place.client.putManifest(place.tag, root);
		}
	} catch (error) {
		for (const undo of tried.reverse()) await undo();
		throw error;
	}
}
function manifestAt({ client, tag }) {
	return client.getManifest(tag).catch(() => void 0);
}
async function putBack({ name, tag, afterwards }, old, { descriptor }, log) {
	const client = afterwards();
	try {
		if ((await client.getManifest(tag))?.digest !== descriptor.digest) return;
		if (old === void 0) return log(`${name} was not there before, and stays`);
		const { bytes, mediaType, digest } = old;
		await client.putManifest(tag, {
			bytes,
			descriptor: {
				mediaType,
				digest,
				size: bytes.length
			}
		});
		log(`${name} is put back to ${digest}`);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		log(`${name} could not be put back${old === void 0 ? "" : ` to ${old.digest}`}: ${why}`);
	}
}
// src/sinks/registry.ts
const PUT_BACK_MS = 3e4;
function registrySink(references, host, options) {
	let targets;
	let expected;
	const open = ([first]) => {
		targets ??= openTargets(references, expected ?? first?.from, host, options);
		return targets;
	};
	return {
		description: `registry ${references.map(formatReference).join(", ")}`,
		expect(origin) {
			expected = origin;
		},
		async begin(layer) {
			await Promise.all(open([layer]).map(({ blobs }) => blobs.layer(layer)));
		},
		async publish(set) {
			const all = open(set.images[0].layers);
			for (const { blobs } of all) await blobs.images(set);
			for (const { client } of all) await pushManifests(client, set);
			await setTags(all.flatMap(({ tags }) => tags), set.root, host.info);
		},
		find: (platform, label) => findEverywhere(openTargets(references, void 0, host, options), platform, label, host.info)
	};
}
async function findEverywhere(targets, platform, label, log) {
	let image;
	const missing = [];
	for (const { client, tags } of targets) {
		const found = await Promise.all(tags.map(({ tag }) => findPublished(client, tag, platform, label)));
		const here = found.find((candidate) => candidate !== void 0);
		image ??= here;
		if (here === void 0 || here.root.descriptor.digest !== image?.root.descriptor.digest) return void 0;
		missing.push(...tags.filter((_, at) => found[at] === void 0));
	}
	if (image === void 0) return void 0;
	const { root } = image;
	return {
		...image,
		setTags: () => setTags(missing, root, log)
	};
}
function openTargets(references, from, host, { insecureRegistries = [], ...options }) {
	const failed = new AbortController();
	const signal = AbortSignal.any([host.signal, failed.signal]);
	const groups = Map.groupBy(references, ({ registry, repository }) => `${registry}/${repository}`);
	const pushes = new Map();
	return [...groups].flatMap(([name, group]) => {
		const [first] = group;
		if (first === void 0) return [];
		const { registry, repository } = first;
		const sibling = pushes.get(registry);
		const credentials = () => findCredentials(registry, repository, host);
		const sources = [sibling?.repository, from?.registry === registry ? from.repository : void 0];
		const mountFrom = [...new Set(sources)].filter((source) => source !== void 0 && source !== repository);
		const { env } = host;
		const insecure = insecureRegistries.includes(registry);
		const common = {
			...options,
			registry,
			repository,
			credentials,
			env,
			insecure
		};
		const client = createRegistryClient({
			...common,
			signal,
			mountFrom
		});
		const afterwards = () => createRegistryClient({
			...common,
			signal: AbortSignal.timeout(PUT_BACK_MS)
		});
		const blobs = createBlobPush(client, {
			registry,
			repository,
			...sibling === void 0 ? {} : { sibling },
			log: (line) => host.info(`${name}: ${line}`),
			onFailure: () => failed.abort()
		});
		pushes.set(registry, sibling ?? blobs);
		return [{
			client,
			blobs,
			tags: [...new Set(group.flatMap(({ tag }) => tag ?? []))].map((tag) => ({
				name: `${name}:${tag}`,
				tag,
				client,
				afterwards
			}))
		}];
	});
}
// src/sbom/licences.ts
const SPDX = new Map([
	["expat", "MIT"],
	["mit", "MIT"],
	["isc", "ISC"],
	["zlib", "Zlib"],
	["curl", "curl"],
	["bsd-2-clause", "BSD-2-Clause"],
	["bsd-3-clause", "BSD-3-Clause"],
	["apache-2.0", "Apache-2.0"],
	["artistic-2.0", "Artistic-2.0"],
	["mpl-2.0", "MPL-2.0"],
	["openldap", "OLDAP-2.8"]
]);
const VERSIONED = /^(A?GPL|LGPL|GFDL)[-v]([123](?:\.[0-9])?)(?:\.0)?(\+?)$/i;
const KNOWN_VERSIONS = {
	AGPL: ["3.0"],
	GPL: [
		"1.0",
		"2.0",
		"3.0"
	],
	LGPL: [
		"2.0",
		"2.1",
		"3.0"
	],
	GFDL: [
		"1.1",
		"1.2",
		"1.3"
	]
};
function spdxLicence(name) {
	const [, family = "", version = "", plus] = VERSIONED.exec(name) ?? [];
	const full = version.includes(".") ? version : `${version}.0`;
	if (KNOWN_VERSIONS[family.toUpperCase()]?.includes(full)) return `${family.toUpperCase()}-${full}-${plus === "+" ? "or-later" : "only"}`;
	return SPDX.get(name.toLowerCase()) ?? name;
}
function copyrightLicences(text) {
	const names = /^Format:/m.test(text) ? [...text.matchAll(/^License:[ \t]*(\S.*)$/gm)].flatMap(([, value = ""]) => alternatives(value)) : [...text.matchAll(/\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[0-9.]*[0-9])?)/g)].map(([, name = ""]) => name);
	return [...new Set(names.map(spdxLicence))].sort();
}
function licenceLines(text) {
	const lines = text.match(/^(?:Format:|License:[ \t]*\S).*$|\/usr\/share\/common-licenses\/[A-Za-z]+(?:-[0-9.]*[0-9])?/gm);
	return [...new Set(lines)].join("\n");
}
function listedLicences(text) {
	const names = alternatives(text.replaceAll(/(?<!\b(?:AND|OR))(?<=\S)\s+\([^)]*\)/g, "").replaceAll(/[()]/g, ""));
	return [...new Set(names.map(spdxLicence))].sort();
}
function alternatives(value) {
	return value.split(/,|\s+(?:and|or)(?:\s+|$)/i).map((part) => part.replace(/\s+with\s.*$/i, "").trim()).filter((part) => part !== "");
}
// src/sbom/package-names.ts
const SOURCE_PLACES = {
	debian: (name, version) => `https://snapshot.debian.org/package/${name}/${version}/`,
	ubuntu: (name, version) => `https://launchpad.net/ubuntu/+source/${name}/${version}`,
	fedora: (name, version) => `https://kojipkgs.fedoraproject.org/packages/${name}/${version.replace(/-([^-]+)$/, "/$1")}/src/${name}-${version}.src.rpm`
};
function packageUrl({ type, machine, name, version, architecture }) {
	const [id = "", release = ""] = machine.split(" ");
	const distribution = release === "" ? "" : `&distro=${id}-${release}`;
	const [, epoch, rest = version] = type === "rpm" && /^(\d+):(.*)$/.exec(version) || [];
	const qualifiers = `arch=${architecture}${distribution}${epoch === void 0 ? "" : `&epoch=${epoch}`}`;
	return `pkg:${type}/${id}/${encode(name)}@${encode(rest)}?${qualifiers}`;
}
function genericUrl(name, version) {
	return `pkg:generic/${encode(name)}@${encode(version)}`;
}
function sourcePackage(machine, name, version) {
	const place = SOURCE_PLACES[machine.split(" ")[0] ?? ""];
	return place === void 0 ? {} : { source: place(name, encodeURIComponent(version)) };
}
function encode(text) {
	return encodeURIComponent(text).replaceAll("%3A", ":");
}
// src/sbom/component-materials.ts
function componentMaterials(records, machine) {
	const materials = [];
	for (const [path, text] of records) {
		const [, component = "", kind] = /^x86_64\/share\/([^/]+)\/(SOURCES?)$/.exec(path) ?? [];
		if (kind === "SOURCES") materials.push(...packageMaterials(component, text, records, machine), ...sourceMaterials(text));
		if (kind === "SOURCE") materials.push(...emulatorMaterials(text, machine));
	}
	if (records.has("x86_64/share/runtime/licenses/arm64-on-x86")) materials.push({
		name: "arm64-on-x86",
		version: "",
		licences: ["MIT"]
	});
	return materials;
}
function releaseIn(notice) {
	const [, rpm, release] = /^Files of these (RPM )?packages of ([a-z0-9-]+ [\w.]+) are /.exec(notice) ?? [];
	return release === void 0 ? void 0 : {
		rpm: rpm !== void 0,
		release
	};
}
function isComplete(records) {
	return ![...records].some(([path, text]) => path.endsWith("/SOURCES") && text.includes("What else is in it is not listed."));
}
function packageMaterials(component, table, records, machine) {
	const { release, rpm } = releaseIn(table) ?? {
		release: machine,
		rpm: false
	};
	const kind = rpm ? {
		type: "rpm",
		architecture: "x86_64"
	} : {
		type: "deb",
		architecture: "amd64"
	};
	const rows = [...table.matchAll(/^(\S+) (\S+) \(source package: (\S+) ([^\s;]+)(?:; licence: (.*))?\)$/gm)];
	const copyrights = new Map();
	for (const [, name = "", , source = ""] of rows) {
		const text = records.get(`x86_64/share/${component}/licenses/${name}`);
		if (text !== void 0) copyrights.set(name, copyrightLicences(text)).set(source, copyrightLicences(text));
	}
	return rows.map(([, name = "", version = "", source = "", sourceVersion = "", licence]) => ({
		name,
		version,
		licences: licence === void 0 ? copyrights.get(name) ?? copyrights.get(source) ?? [] : listedLicences(licence),
		purl: packageUrl({
			...kind,
			machine: release,
			name,
			version
		}),
		...sourcePackage(release, source, sourceVersion)
	}));
}
function sourceMaterials(notice) {
	const materials = new Map();
	for (const { name: packed, version, licence, url } of sourceRows(notice)) {
		const name = packed.replace(/^host-/, "").replace(/^(gcc)-(initial|final)$/, "$1");
		materials.set(name, {
			name,
			version,
			licences: listedLicences(licence ?? ""),
			purl: genericUrl(name, version),
			...url !== void 0 && { source: url }
		});
	}
	return [...materials.values()];
}
function emulatorMaterials(notice, machine) {
	const [, version = "", origin = ""] = /was built from QEMU (\S+): (.*)\.$/m.exec(notice) ?? [];
	if (version === "") return [];
	const [, source, sourceVersion] = /^source package (\S+) (\S+) /.exec(origin) ?? [];
	const [address] = /https:\/\/[^\s,#]+/.exec(origin) ?? [];
	return [{
		name: "qemu",
		version,
		licences: ["GPL-2.0-only"],
		purl: genericUrl("qemu", version),
		...address === void 0 ? {} : { source: address },
		...source === void 0 || sourceVersion === void 0 ? {} : sourcePackage(machine, source, sourceVersion)
	}];
}
// src/sbom/cyclonedx.ts
const SPDX_IDENTIFIER = /^(A?GPL|LGPL|GFDL)-\d\.\d-(only|or-later)$|^(MIT|ISC|Zlib|curl|BSD-[23]-Clause|Apache-2\.0|Artistic-2\.0|MPL-2\.0|OLDAP-2\.8)$/;
function cycloneDx(bom) {
	const image = `image:${bom.digest}`;
	const base = {
		...bom.distribution,
		reference: "rootfs"
	};
	const layers = bom.layers.map((layer) => layerComponent(layer));
	const document = {
		$schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
		bomFormat: "CycloneDX",
		specVersion: "1.6",
		serialNumber: `urn:uuid:${uuidOf(bom.digest)}`,
		version: 1,
		metadata: {
			tools: { components: [{
				type: "application",
				name: "arm64-on-x86",
				version: bom.toolVersion
			}] },
			component: {
				type: "container",
				"bom-ref": image,
				name: bom.name || "image",
				version: bom.digest,
				hashes: [sha256(bom.digest)]
			}
		},
		components: [{
			type: "operating-system",
			"bom-ref": base.reference,
			name: base.id,
			version: base.version,
			...nested(bom.packages, "rootfs"),
			...bom.packages.length === 0 ? { properties: [NOT_LISTED] } : {}
		}, ...layers],
		dependencies: [{
			ref: image,
			dependsOn: [base.reference, ...bom.layers.map(({ name }) => `component:${name}`)]
		}],
		...compositions(bom)
	};
	return `${JSON.stringify(document, null, 2)}\n`;
}
const NOT_LISTED = {
	name: "arm64-on-x86:packages",
	value: "not listed: the root filesystem has no record of its packages that could be read (dpkg, apk, rpm)"
};
function compositions({ packages, layers }) {
	const assemblies = [...packages.length === 0 ? ["rootfs"] : [], ...layers.filter(({ complete }) => !complete).map(({ name }) => `component:${name}`)];
	return assemblies.length === 0 ? {} : { compositions: [{
		aggregate: "incomplete",
		assemblies
	}] };
}
function layerComponent({ name, digest, materials }) {
	return {
		type: "application",
		"bom-ref": `component:${name}`,
		group: "arm64-on-x86",
		name,
		version: digest,
		hashes: [sha256(digest)],
		...nested(materials, `component:${name}`)
	};
}
function nested(materials, parent) {
	if (materials.length === 0) return {};
	const refs = new Set();
	const refOf = ({ name, version, purl }) => {
		const short = `${parent}/${name}@${version}`;
		let ref = refs.has(short) && purl !== void 0 ? `${parent}/${purl}` : short;
		while (refs.has(ref)) ref += "+";
		refs.add(ref);
		return ref;
	};
	return { components: materials.map((material) => materialComponent(material, refOf(material))) };
}
function materialComponent({ name, version, licences, purl, source }, ref) {
	return {
		type: "library",
		"bom-ref": ref,
		name,
		...version === "" ? {} : { version },
		...licences.length === 0 ? {} : { licenses: licences.map(licence) },
		...purl === void 0 ? {} : { purl },
		...source === void 0 ? {} : { externalReferences: [{
			type: "source-distribution",
			url: source
		}] }
	};
}
function licence(name) {
	return { license: SPDX_IDENTIFIER.test(name) ? { id: name } : { name } };
}
function sha256(digest) {
	return {
		alg: "SHA-256",
		content: digest.replace("sha256:", "")
	};
}
function uuidOf(digest) {
	const hex = createHash("sha256").update(`arm64-on-x86 sbom ${digest}`).digest("hex").slice(0, 32);
	const [low, middle, high, clock, node] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/.exec(hex)?.slice(1) ?? [];
	return `${low}-${middle}-8${high}-a${clock}-${node}`;
}
// src/sbom/records.ts
const RECORDS = [
	/^x86_64\/share\/[^/]+\/(SOURCES?|licenses\/[^/]+)$/,
	/^var\/lib\/dpkg\/status$/,
	/^(usr\/)?lib\/apk\/db\/installed$/,
	/^(etc|usr\/lib)\/os-release$/,
	/^usr\/share\/doc\/[^/]+\/copyright$/
];
const COPYRIGHT = /^(x86_64\/share\/[^/]+\/licenses\/[^/]+|usr\/share\/doc\/[^/]+\/copyright)$/;
function isCopyright(path) {
	return COPYRIGHT.test(path);
}
function isRecord(path) {
	return isRpmDatabase(path) || RECORDS.some((pattern) => pattern.test(path));
}
function distributionOf(records) {
	const { id, version } = parseOsRelease(records.get("etc/os-release") ?? records.get("usr/lib/os-release") ?? "");
	return {
		id: id || "linux",
		version
	};
}
// src/sbom/rpm-packages.ts
function rpmRecord(database) {
	const rpms = (installedRpms(database) ?? []).map(({ name, version, architecture, licence, sourceRpm }) => ({
		name,
		version,
		architecture,
		licence,
		sourceRpm
	}));
	return JSON.stringify(rpms);
}
function rpmPackages(records, machine) {
	const [record = "[]"] = DATABASE_PATHS.flatMap((path) => records.get(path) ?? []);
	return JSON.parse(record).map((rpm) => rpmPackage(rpm, machine)).sort((a, b) => key(a) < key(b) ? -1 : 1);
}
function rpmPackage({ name, version, architecture, licence, sourceRpm }, machine) {
	const [, source, sourceVersion] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm) ?? [];
	return {
		name,
		version,
		licences: listedLicences(licence),
		purl: packageUrl({
			type: "rpm",
			machine,
			name,
			version,
			architecture
		}),
		...source !== void 0 && sourceVersion !== void 0 && sourcePackage(machine, source, sourceVersion)
	};
}
const key = ({ name, version }) => `${name} ${version}`;
// src/sbom/read.ts
const LIMIT = 33554432;
const TOTAL_LIMIT = 134217728;
async function readRecords(layer, kept, signal) {
	const records = new Map();
	let chunks = [];
	const parser = createTarParser({
		member({ type, path: raw, size }) {
			chunks = [];
			const path = plain(raw);
			const limit = isRpmDatabase(path) ? DATABASE_LIMIT : LIMIT;
			if (type !== "file" || size > limit || !isRecord(path)) return void 0;
			return (bytes) => void chunks.push(Buffer.from(bytes));
		},
		end({ path: raw }) {
			if (chunks.length === 0) return;
			const path = plain(raw);
			const text = contentOf(path, Buffer.concat(chunks));
			chunks = [];
			kept.characters += text.length;
			if (kept.characters > TOTAL_LIMIT) throw tooLarge();
			records.set(path, text);
		}
	});
	for await (const chunk of unpack(layer.open(), compressionOf(layer.mediaType, layer.digest))) {
		signal.throwIfAborted();
		parser.write(chunk);
	}
	parser.end();
	return records;
}
function contentOf(path, bytes) {
	if (isRpmDatabase(path)) return rpmRecord(bytes);
	const text = bytes.toString("utf8");
	return isCopyright(path) ? licenceLines(text) : text;
}
function tooLarge() {
	return new ToolError("sbom-too-large", `the image's records of its packages have more than 128 MiB`, "leave type=sbom out of outputs, or the files out of the root filesystem (rootfs-exclude)");
}
function plain(path) {
	return path.replace(/^(\.?\/)+/, "");
}
// src/sbom/rootfs-packages.ts
function rootfsPackages(records) {
	const { id, version } = distributionOf(records);
	const machine = `${id} ${version}`;
	const dpkg = records.get("var/lib/dpkg/status") ?? "";
	const apk = records.get("lib/apk/db/installed") ?? records.get("usr/lib/apk/db/installed") ?? "";
	return [
		...dpkg.split("\n\n").flatMap((paragraph) => dpkgPackage(paragraph, machine, records)),
		...apk.split("\n\n").flatMap((paragraph) => apkPackage(paragraph, machine)),
		...rpmPackages(records, machine)
	];
}
function dpkgPackage(paragraph, machine, records) {
	const field = (name) => new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1] ?? "";
	const name = field("Package");
	const version = field("Version");
	if (name === "" || !/^Status: .* installed$/m.test(paragraph)) return [];
	const [, source = name, own = version] = /^(\S+)(?: \((.*)\))?$/.exec(field("Source")) ?? [];
	return [{
		name,
		version,
		licences: copyrightLicences(records.get(`usr/share/doc/${name}/copyright`) ?? ""),
		purl: packageUrl({
			type: "deb",
			machine,
			name,
			version,
			architecture: field("Architecture")
		}),
		...sourcePackage(machine, source, own)
	}];
}
function apkPackage(paragraph, machine) {
	const field = (letter) => new RegExp(`^${letter}:(.*)$`, "m").exec(paragraph)?.[1] ?? "";
	const name = field("P");
	const version = field("V");
	if (name === "") return [];
	const commit = field("c");
	return [{
		name,
		version,
		licences: listedLicences(field("L")),
		purl: packageUrl({
			type: "apk",
			machine,
			name,
			version,
			architecture: field("A")
		}),
		.../^[0-9a-f]{40}$/.test(commit) && machine.startsWith("alpine ") && { source: APORTS + commit }
	}];
}
const APORTS = "https://gitlab.alpinelinux.org/alpine/aports/-/commit/";
// package.json
var version$1 = "0.1.0";
// src/version.ts
function version() {
	return version$1;
}
// src/sinks/sbom.ts
function sbomSink(file, references, signal) {
	return {
		description: `SBOM ${file}`,
		check: () => checkDestination(file),
		async publish({ images: [image] }) {
			const text = await sbomOf(image, references, signal);
			await writeDestination(file, signal, (partial) => writeFile(partial, text));
		}
	};
}
async function sbomOf(image, references, signal) {
	const machine = await buildMachine();
	const rootfs = new Map();
	const layers = [];
	const kept = { characters: 0 };
	for (const layer of image.layers) {
		const records = await readRecords(layer, kept, signal);
		const name = COMPONENTS.find((component) => createdBy(component) === layer.createdBy);
		if (name === void 0) {
			for (const [path, text] of records) rootfs.set(path, text);
			continue;
		}
		const materials = componentMaterials(records, machine);
		layers.push({
			name,
			digest: layer.digest,
			materials,
			complete: isComplete(records)
		});
	}
	const [first] = references;
	return cycloneDx({
		name: first === void 0 ? "" : `${first.registry}/${first.repository}`,
		digest: image.digest,
		toolVersion: version(),
		distribution: distributionOf(rootfs),
		packages: rootfsPackages(rootfs),
		layers
	});
}
// src/sinks/sdk.ts
function sdkSink(file, signal) {
	return {
		description: `toolchain ${file}`,
		check: () => checkDestination(file),
		async publish({ images: [{ layers }] }) {
			const layer = layers.find((item) => item.createdBy === createdBy("toolchain"));
			if (layer === void 0) throw new Error("the image has no toolchain");
			await writeDestination(file, signal, (partial) => pipeline$1(layer.open(), createWriteStream(partial), { signal }));
		}
	};
}
// src/sinks/create.ts
function createSinks(inputs, host) {
	const tags = inputs.tags.map(parseTag);
	const outputs = allOutputs(inputs);
	const registries = outputs.filter((output) => output.type === "registry");
	const layouts = outputs.flatMap((output) => output.type === "oci" && !output.tar ? [output.dest] : []);
	const files = outputs.filter((output) => output.type !== "registry").map((output) => {
		const { check, ...sink } = fileSink(output, tags, host);
		const isInside = "dest" in output && layouts.some((layout) => isBelow(output.dest, layout));
		return check === void 0 || isInside ? sink : {
			...sink,
			check
		};
	});
	if (!inputs.push && registries.length === 0) return files;
	if (tags.length === 0) throw new ToolError("tags-missing", "tags: a push was asked for, but there is no name to push to", "name the image, for example tags: ghcr.io/owner/image:1.0");
	const asked = registries.some(({ insecure }) => insecure) ? onlyRemote(tags) : [];
	const insecureRegistries = [...inputs.insecureRegistries ?? [], ...asked];
	return [...files, registrySink(tags, host, { insecureRegistries })];
}
function onlyRemote(tags) {
	const remote = [...new Set(tags.map(({ registry }) => registry))].filter((name) => !isLoopback(registryUrl(name, false)));
	if (remote.length < 2) return remote;
	throw new ToolError("output-invalid", `outputs: registry.insecure=true does not say which of ${remote.join(", ")} speaks plain http`, "leave it out, and name that registry in insecure-registries");
}
function allOutputs({ load, outputs }) {
	const parsed = outputs.map(parseOutput);
	return load && !parsed.some(({ type }) => type === "load") ? [...parsed, parseOutput("type=docker")] : parsed;
}
function parseTag(text) {
	const reference = parseReference(text, "tags");
	if (reference.digest === void 0) return reference;
	throw new ToolError("reference-invalid", `tags: ${JSON.stringify(text)} names a digest, but the digest is known only when the image is built`, "leave out what follows the @");
}
function isBelow(path, directory) {
	return resolve(path).startsWith(`${resolve(directory)}/`);
}
function fileSink(output, tags, host) {
	if (output.type === "load") return dockerEngineSink(tags, host);
	if (output.type === "sdk") return sdkSink(output.dest, host.signal);
	if (output.type === "sbom") return sbomSink(output.dest, tags, host.signal);
	if (output.type === "docker") return dockerArchiveSink(output.dest, tags, host.signal);
	return (output.tar ? ociArchiveSink : ociLayoutSink)(output.dest, tags, host.signal);
}
// src/sinks/early-upload.ts
function createEarlyUpload(sinks) {
	const { promise: failure, reject } = Promise.withResolvers();
	failure.catch(() => void 0);
	return {
		begin(layer) {
			for (const sink of sinks) sink.begin?.(layer).catch(reject);
		},
		orFailure: (work) => Promise.race([work, failure])
	};
}
// src/sinks/find.ts
async function findInAll(sinks, platform, label, host) {
	const found = [];
	for (const sink of sinks) {
		const image = await sink.find?.(platform, label).catch((error) => {
			if (!(error instanceof ToolError)) throw error;
			host.debug(`${sink.description}: ${error.message}`);
		});
		if (image === void 0) return void 0;
		found.push(image);
	}
	const [first, ...others] = found;
	const digest = first?.root.descriptor.digest;
	if (first === void 0 || others.some(({ root }) => root.descriptor.digest !== digest)) return void 0;
	host.info(`${digest} is there, made from the same inputs: nothing is built`);
	return {
		...first,
		async setTags() {
			for (const image of found) await image.setTags();
		}
	};
}
// src/pipeline.ts
async function buildImage(inputs, host) {
	const failed = new AbortController();
	const signal = AbortSignal.any([host.signal, failed.signal]);
	try {
		return await buildFor(createSinks(inputs, {
			...host,
			signal
		}), inputs, host);
	} catch (error) {
		failed.abort();
		throw error;
	}
}
async function buildFor(sinks, inputs, host) {
	const epoch = sourceDateEpoch(host.env);
	const { compression, family } = agreedSettings(allOutputs(inputs));
	if (sinks.length === 0) host.warning("neither push, load nor outputs is set: the image is built and goes nowhere");
	for (const sink of sinks) await sink.check?.();
	const early = createEarlyUpload(sinks);
	const phases = timedPhases({ phase: (title, work) => early.orFailure(host.phase(title, work)) });
	const { rootfs, choose } = await phases.run("root filesystem", () => open(inputs, host, early));
	const { profile, base, layers: baseLayers, origin: from } = rootfs;
	if (from !== void 0) for (const sink of sinks) sink.expect?.(from);
	host.info(describeProfile(profile));
	const chosen = await phases.run("choosing components", () => choose(profile));
	const wanted = chosen.map((component) => packedAs(component, compression, host));
	const origin = inputsDigest({
		inputs,
		rootfs,
		family,
		keys: wanted.map(({ key }) => key),
		sourceDateEpoch: epoch
	});
	const common = {
		inputs,
		profile,
		times: phases.times
	};
	if (inputs.skipIfExists && sinks.length > 0) {
		const platform = parsePlatform(inputs.platform);
		const found = await phases.run("image in the registry", () => findInAll(sinks, platform, [INPUTS_LABEL, origin], host));
		if (found?.layers.length === baseLayers.length + chosen.length) {
			await found.setTags();
			return {
				...common,
				...describeFound(found, wanted),
				skipped: true
			};
		}
	}
	const components = await resolveComponents(wanted, phases, host, {
		layer: early.begin,
		prepared: () => baseLayers.forEach(early.begin)
	});
	const { labels, annotations, accelerate, platform } = inputs;
	const parts = {
		baseLayers,
		...base && { base },
		profile,
		annotations,
		family,
		sourceDateEpoch: epoch
	};
	const image = assembleImage({
		...parts,
		layers: components.map(({ layer }) => layer),
		labels: {
			...labels,
			[INPUTS_LABEL]: origin
		},
		accelerate,
		platform
	});
	const set = inputs.index ? imageIndex([image, baseImage({
		...parts,
		labels
	})], annotations) : singleImage(image, annotations);
	for (const sink of sinks) await phases.run(sink.description, () => sink.publish(set));
	const { config, layers } = image;
	const loadedId = sinks.map((sink) => sink.loadedId?.()).find((id) => id !== void 0);
	const result = {
		...common,
		components,
		image: {
			digest: set.digest,
			config,
			layers
		},
		skipped: false
	};
	return loadedId === void 0 ? result : {
		...result,
		loadedId
	};
}
async function open(inputs, host, early) {
	const choose = chooseComponents(inputs, host);
	return {
		rootfs: await openRootfs(inputs, host, { layer: early.begin }),
		choose
	};
}
function describeFound({ root, config, layers }, chosen) {
	const own = layers.slice(layers.length - chosen.length);
	return {
		image: {
			digest: root.descriptor.digest,
			config: { descriptor: config },
			layers
		},
		components: own.flatMap((layer, index) => {
			const component = chosen[index];
			return component === void 0 ? [] : [{
				...component,
				cacheHit: true,
				layer
			}];
		})
	};
}
// src/report/outputs.ts
function outputValues(result) {
	const { components, image, profile, times, skipped } = result;
	const tags = imageNames(result);
	const hit = (name) => components.filter((component) => component.name === name).map(({ cacheHit }) => String(cacheHit)).join("");
	return {
		image: imageName(result, tags),
		digest: image.digest,
		imageid: image.config.descriptor.digest,
		tags: tags.join("\n"),
		metadata: JSON.stringify(metadata(result, tags)),
		profile: JSON.stringify(profileSummary(profile)),
		durations: JSON.stringify(Object.fromEntries(times.map(({ name, seconds }) => [name, seconds]))),
		skipped: String(skipped),
		"cache-hit": String(components.every(({ cacheHit }) => cacheHit)),
		"emulator-cache-hit": hit("emulator"),
		"toolchain-cache-hit": hit("toolchain"),
		"debugger-cache-hit": hit("debugger"),
		"natives-cache-hit": hit("natives"),
		"runtime-cache-hit": hit("runtime"),
		"subject-name": subjectName(result),
		"subject-digest": image.digest
	};
}
function imageNames({ inputs }) {
	return references(inputs.tags).map(formatReference);
}
function isPushed({ inputs }) {
	return inputs.push || allOutputs(inputs).some(({ type }) => type === "registry");
}
function imageName(result, tags) {
	const [first] = tags;
	if (first === void 0) return result.loadedId ?? "";
	return isPushed(result) ? `${first}@${result.image.digest}` : first;
}
function subjectName({ inputs }) {
	const [first] = references(inputs.tags);
	return first === void 0 ? "" : `${first.registry}/${first.repository}`;
}
function references(tags) {
	return tags.map((tag) => parseReference(tag));
}
function profileSummary(profile) {
	const { programs, programLinks, packages, ...summary } = profileWithoutKeys(profile);
	return {
		...summary,
		programs: programs.length
	};
}
function metadata({ image, profile, components }, tags) {
	return {
		"containerimage.digest": image.digest,
		"containerimage.config.digest": image.config.descriptor.digest,
		"image.name": tags.join(","),
		rootfs: {
			description: describeProfile(profile),
			distribution: profile.distribution,
			libc: profile.libc
		},
		components: components.map(({ name, key, about, cacheHit, layer }) => ({
			name,
			key,
			...about !== void 0 && { about },
			cacheHit,
			digest: layer.digest,
			size: layer.size
		}))
	};
}
// src/report/chart.ts
const WIDTH = 24;
function timeChart(times) {
	const total = times.reduce((sum, { seconds }) => sum + seconds, 0);
	const long = times.filter(({ seconds }) => seconds >= total / 100);
	const rest = total - long.reduce((sum, { seconds }) => sum + seconds, 0);
	const shown = rest > 0 ? [...long, {
		name: "all others",
		seconds: rest
	}] : long;
	const longest = Math.max(...shown.map(({ seconds }) => seconds));
	const name = Math.min(40, Math.max(...shown.map((time) => time.name.length)));
	return shown.map((time) => {
		const bar = "█".repeat(Math.max(1, Math.round(time.seconds / longest * WIDTH)));
		return `${(time.name.length > name ? `${time.name.slice(0, name - 1)}…` : time.name).padEnd(name)}  ${bar.padEnd(WIDTH)}  ${formatElapsed(time.seconds * 1e3)}`;
	});
}
// src/report/summary.ts
function summaryMarkdown(result) {
	const { image, profile, components, skipped, times } = result;
	const names = imageNames(result);
	const toolchain = components.find(({ name }) => name === "toolchain")?.about;
	const libc = profile.libc.kind === "none" ? "no libc" : `${profile.libc.kind} ${profile.libc.version}`;
	const facts = [
		["Image", names.length === 0 ? "(no name)" : names.map(code).join("<br>")],
		["Digest", code(image.digest)],
		["Root filesystem", escapeCell(describeProfile(profile))],
		["Toolchain", escapeCell([...toolchain === void 0 ? [] : [toolchain], libc].join(", "))]
	];
	const layers = [...image.layers.slice(0, image.layers.length - components.length).map((layer) => [
		"root filesystem",
		"",
		"as it came",
		formatSize(layer.size),
		short(layer)
	]), ...components.map(({ name, about = "", cacheHit, layer }) => [
		name,
		escapeCell(about),
		skipped ? "was there" : cacheHit ? "reused" : "built",
		formatSize(layer.size),
		short(layer)
	])];
	return [
		"### arm64-on-x86",
		"",
		...skipped ? ["The registry had this image already, made from the same inputs: nothing was built.", ""] : [],
		table(["", ""], facts),
		"",
		table([
			"Layer",
			"",
			"",
			"Size",
			"Digest"
		], layers),
		"",
		"Where the time went:",
		"",
		fence("text", timeChart(times)),
		"",
		...useOf(result)
	].join("\n");
}
function summaryText(result) {
	const { image, components, skipped, times } = result;
	const reused = components.filter(({ cacheHit }) => cacheHit).map(({ name }) => name);
	const size = image.layers.reduce((sum, layer) => sum + layer.size, 0);
	const cache = reused.length === 0 ? "nothing came from the cache" : `from the cache: ${reused.join(", ")}`;
	return [
		`image ${image.digest}, ${formatSize(size)} compressed`,
		...imageNames(result).map((name) => `  ${name}`),
		skipped ? "the registry had it already; nothing was built" : cache,
		...timeChart(times).map((line) => `  ${line}`)
	].join("\n");
}
function formatSize(bytes) {
	return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
function useOf(result) {
	if (!isPushed(result)) return [];
	const { image } = outputValues(result);
	return [
		"To use it, on any x86-64 machine:",
		"",
		fence("sh", [`docker run --rm -v "$PWD:/src" -w /src ${image} make`]),
		"",
		"or as the container of a job:",
		"",
		fence("yaml", ["runs-on: ubuntu-24.04", `container: ${image}`]),
		""
	];
}
function fence(language, lines) {
	return [
		`\`\`\`${language}`,
		...lines,
		"```"
	].join("\n");
}
function table(head, rows) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	return [
		line(head),
		line(head.map(() => "---")),
		...rows.map(line)
	].join("\n");
}
function short({ digest }) {
	return code(digest.slice(0, 19));
}
function code(text) {
	return `\`${text}\``;
}
function escapeCell(text) {
	return text.replace(/[\\|<>[\]`*_]/g, "\\$&").replace(/\s+/g, " ");
}
export { CACHE_INPUTS as A, shownAddress as C, readRegistryInputs as D, REGISTRY_INPUTS as E, defaultCacheDirectory as F, digestHex as I, homeDirectory as L, withCaches as M, formatReference as N, EMULATOR_INPUTS as O, createDirectoryCache as P, openUnfinishedDirectory as R, readToolchainInputs as S, readRootfsInputs as T, EMULATOR as _, buildImage as a, readInputs$1 as b, openRootfs as c, describeProfile as d, profileWithoutKeys as f, planToolchain as g, readOverrides as h, outputValues as i, readCacheInputs as j, readEmulatorInputs as k, unpack as l, writeAtomically as m, summaryMarkdown as n, version as o, resolveComponent as p, summaryText as r, checkDestination as s, formatSize as t, createTarParser as u, emulatorComponent as v, ROOTFS_INPUTS as w, TOOLCHAIN_INPUTS as x, INPUTS as y, once as z };
