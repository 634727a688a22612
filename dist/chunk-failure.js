import { dirname, extname, join, resolve } from "node:path";
import { chmod, copyFile, link, mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { createHash } from "node:crypto";
import { constants as constants$1, existsSync, rmSync } from "node:fs";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { constants as constants$2 } from "node:os";
import { once, setMaxListeners } from "node:events";
import { createInterface } from "node:readline";
import { spawn } from "node:child_process";
// src/host/github-cache/outcome.ts
const MODE_FORBIDS = /^Cache save skipped: /;
function parseOutcome(stdout) {
	const lines = stdout.split("\n").filter((line) => line !== "");
	const key = lastKey(lines.at(-1));
	if (typeof key === "string") return {
		kind: "done",
		key
	};
	const reserve = reasonOf(lines, /^::debug::Failed to reserve cache: (?:Error: )?(.*)/);
	const complaint = reasonOf(lines, /^::(?:warning|error)::(?:Failed to (?:restore|save): )?(.*)/);
	if (/cache write denied/.test(complaint ?? "") || lines.some((line) => MODE_FORBIDS.test(line))) return {
		kind: "refused",
		reason: "this run may only read it"
	};
	if (/insufficient usage|quota has been hit/.test(`${reserve} ${complaint}`)) return {
		kind: "refused",
		reason: "it is full"
	};
	if (reserve === "Response was not ok") return { kind: "nothing" };
	const reason = reserve ?? complaint;
	if (reason === void 0) return key === null ? { kind: "nothing" } : {
		kind: "failed",
		reason: "it ended early"
	};
	return {
		kind: lines.some((line) => line.startsWith("Cache hit for")) ? "damaged" : "failed",
		reason
	};
}
function lastKey(line = "") {
	try {
		return JSON.parse(line).key;
	} catch {
		return;
	}
}
function reasonOf(lines, pattern) {
	return lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== void 0)?.replace(/%0[AD].*/, "").replace(/([?&]sig=)[^&\s]*/g, "$1***");
}
// src/host/github-cache/program.ts
const GIVE_UP = /^Attempt 3 of \d+ failed with error: (.*)\. Retrying/;
function createCacheProgram(file, host) {
	return async ({ verb, base, path, key, prefix }) => {
		const giveUp = new AbortController();
		let reason = "";
		const { code, stdout, stderr } = await host.exec(process.execPath, [
			file,
			verb,
			path,
			key,
			...prefix === void 0 ? [] : [prefix]
		], {
			cwd: base,
			env: {
				...host.env,
				GITHUB_WORKSPACE: base,
				RUNNER_TEMP: await host.tempDir("cache")
			},
			ignoreExitCode: true,
			signal: giveUp.signal,
			onLine(line) {
				reason = GIVE_UP.exec(line)?.[1] ?? reason;
				if (reason !== "") giveUp.abort();
			}
		});
		if (reason !== "") return {
			kind: "failed",
			reason
		};
		if (code === 0) return parseOutcome(stdout);
		return {
			kind: "failed",
			reason: stderr.trim().split("\n").at(-1) || `exit code ${code}`
		};
	};
}
// src/is-code.ts
function isCode(error, ...codes) {
	return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
// src/files/if-there.ts
async function ifThere(work, ...others) {
	try {
		return await work;
	} catch (error) {
		if (isCode(error, "ENOENT", ...others)) return void 0;
		throw error;
	}
}
async function isThere(path) {
	return await ifThere(stat(path), "ENOTDIR") !== void 0;
}
async function isDirectory(path) {
	return (await ifThere(stat(path), "ENOTDIR"))?.isDirectory() ?? false;
}
// src/files/make-directory.ts
async function makeDirectory(path) {
	const whole = resolve(path);
	if (await isDirectory(whole)) return;
	const parent = dirname(whole);
	if (parent !== whole) await makeDirectory(parent);
	try {
		await mkdir(whole);
	} catch (error) {
		if (!await isDirectory(whole)) throw error;
	}
}
// src/cache/files.ts
function fileNameOf(key) {
	return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(key) ? key : createHash("sha256").update(key).digest("hex");
}
function copyTree(source, target) {
	return eachFile(source, target, async (from, to) => {
		await copyFile(from, to, constants$1.COPYFILE_FICLONE);
		await chmod(to, 292);
	});
}
function linkTree(source, target) {
	return eachFile(source, target, async (from, to) => {
		try {
			await link(from, to);
		} catch (error) {
			if (!isCode(error, "EXDEV", "EPERM", "EMLINK")) throw error;
			await copyFile(from, to, constants$1.COPYFILE_FICLONE);
		}
	});
}
async function moveContents(source, target) {
	for (const name of await readdir(source)) await rename(join(source, name), join(target, name));
}
async function emptyDirectory(directory) {
	await rm(directory, {
		recursive: true,
		force: true
	});
	await mkdir(directory, { recursive: true });
}
async function eachFile(source, target, work) {
	await makeDirectory(target);
	for (const item of await readdir(source, { withFileTypes: true })) {
		const from = join(source, item.name);
		const to = join(target, item.name);
		if (item.isDirectory()) await eachFile(from, to, work);
		else if (item.isFile()) await work(from, to);
	}
}
// src/host/github-cache/store.ts
const BREAK_MS = 3e5;
const MAX_DAMAGED = 3;
const NOTHING_SAID = {
	before: [],
	remember: () => void 0
};
function createGithubCache(program, host, trouble = NOTHING_SAID) {
	const runner = createCacheRunner(program, host, trouble);
	const damaged = new Map();
	const nameOf = (key) => {
		const count = damaged.get(key) ?? 0;
		return count === 0 ? key : `${key}.${count}`;
	};
	const restore = async (key, target) => {
		const base = await host.tempDir("cache");
		const path = fileNameOf(key);
		await mkdir(join(base, path));
		const outcome = await runner.run({
			verb: "restore",
			base,
			path,
			key: nameOf(key)
		});
		if (outcome.kind === "done") await moveContents(join(base, path), target);
		await rm(base, { recursive: true });
		if (outcome.kind !== "damaged") return outcome.kind === "done";
		const remove = setAside(key);
		runner.once("damaged", host.warning, `GitHub's cache has a damaged entry; another takes its place. ${remove}`);
		return (damaged.get(key) ?? 0) < MAX_DAMAGED && restore(key, target);
	};
	const setAside = (key) => {
		const name = nameOf(key);
		damaged.set(key, (damaged.get(key) ?? 0) + 1);
		return `To remove it: gh cache delete ${name}`;
	};
	return {
		run: runner.run,
		restore,
		async discard(key) {
			host.info(`GitHub's cache keeps the damaged entry. ${setAside(key)}`);
		},
		async save(key, source) {
			const base = await host.tempDir("cache");
			const path = fileNameOf(key);
			await linkTree(source, join(base, path));
			await runner.run({
				verb: "save",
				base,
				path,
				key: nameOf(key)
			});
			await rm(base, { recursive: true });
		}
	};
}
function createCacheRunner(program, { env, info, warning }, { before, remember }) {
	const said = new Set(before);
	let brokenUntil = Number.NEGATIVE_INFINITY;
	let refused = said.has("refused");
	const once = (kind, say, message) => {
		if (said.has(kind)) return;
		say(message);
		said.add(kind);
		remember([...said]);
	};
	const nothing = { kind: "nothing" };
	return {
		once,
		async run(operation) {
			if (!isAvailable(env)) {
				once("absent", info, "this runner has no cache service: GitHub's cache is left out");
				return nothing;
			}
			if (performance.now() < brokenUntil || refused && operation.verb === "save") return nothing;
			const outcome = await program(operation);
			if (outcome.kind === "refused") {
				refused = true;
				once("refused", warning, `GitHub's cache: ${outcome.reason}; what is built is not kept there`);
			}
			if (outcome.kind === "failed") {
				brokenUntil = performance.now() + BREAK_MS;
				once("failed", warning, `GitHub's cache does not work, and is left out: ${outcome.reason}`);
			}
			return outcome;
		}
	};
}
function isAvailable(env) {
	return Boolean(env.ACTIONS_CACHE_SERVICE_V2 ? env.ACTIONS_RESULTS_URL : env.ACTIONS_CACHE_URL);
}
// src/host/unfinished.ts
function checkUnfinishedName(name) {
	if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name)) throw new Error(`bad name of unfinished work: ${name}`);
}
// src/errors.ts
var ToolError = class extends Error {
	code;
	hint;
	constructor(code, message, hint, options) {
		super(message, options);
		this.name = "ToolError";
		this.code = code;
		this.hint = hint;
	}
};
// src/host/at-most-every.ts
function atMostEvery(milliseconds, print, now = () => performance.now()) {
	let last = Number.NEGATIVE_INFINITY;
	return (line) => {
		if (now() - last < milliseconds) return;
		last = now();
		print(line);
	};
}
// src/host/children.ts
const GRACE_MS = 2e3;
function spawnGroup(command, args, options, signal) {
	signal.throwIfAborted();
	const child = spawn(command, args, {
		...options,
		detached: true
	});
	const onAbort = () => {
		killGroup(child, "SIGTERM");
		setTimeout(() => killGroup(child, "SIGKILL"), GRACE_MS).unref();
	};
	signal.addEventListener("abort", onAbort, { once: true });
	child.once("close", () => signal.removeEventListener("abort", onAbort));
	return child;
}
function killGroup(child, signal) {
	if (child.pid === void 0) return;
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		if (!isCode(error, "ESRCH")) throw error;
	}
}
// src/host/signal-code.ts
function signalCode(signal) {
	return 128 + constants$2.signals[signal];
}
// src/host/spawn-error.ts
function spawnError(command, cwd, cause) {
	if (!isCode(cause, "ENOENT")) return new ToolError("command-not-started", `${command} cannot be started: ${cause instanceof Error ? cause.message : String(cause)}`, `see that ${command} is a program for this machine, and may be executed`, { cause });
	if (cwd !== void 0 && !existsSync(cwd)) return new ToolError("working-directory-missing", `${command} cannot be started in ${cwd}: there is no such directory`, "something has removed it meanwhile; run it again", { cause });
	return new ToolError("command-not-found", `${command} is not installed`, `install the package that has ${command}`, { cause });
}
// src/host/exec.ts
const LINES_IN_ERROR = 50;
const KILLED = signalCode("SIGKILL");
async function execProgram(command, args, options, signal) {
	const output = options.inherit ? "inherit" : "pipe";
	const child = spawnGroup(command, args, {
		stdio: [
			options.input === void 0 ? "ignore" : "pipe",
			output,
			output
		],
		...options.cwd === void 0 ? {} : { cwd: options.cwd },
		...options.env === void 0 ? {} : { env: options.env }
	}, options.signal === void 0 ? signal : AbortSignal.any([signal, options.signal]));
	const tail = [];
	const onLine = (line) => {
		tail.push(line);
		if (tail.length > LINES_IN_ERROR) tail.shift();
		options.onLine?.(line);
	};
	child.stdin?.on("error", () => void 0);
	child.stdin?.end(options.input);
	const [stdout, stderr, closed] = await Promise.all([
		collect(child.stdout, onLine),
		collect(child.stderr, onLine),
		once(child, "close").catch((error) => {
			throw spawnError(command, options.cwd, error);
		})
	]);
	signal.throwIfAborted();
	const code = exitCode(closed[0], closed[1]);
	if (code !== 0 && !options.ignoreExitCode) throw failed(command, args, code, tail);
	return {
		code,
		stdout,
		stderr
	};
}
async function collect(stream, onLine) {
	if (stream === null) return "";
	const chunks = [];
	stream.on("data", (chunk) => chunks.push(chunk));
	const reader = createInterface({
		input: stream,
		crlfDelay: Number.POSITIVE_INFINITY
	});
	reader.on("line", onLine);
	await once(reader, "close");
	return Buffer.concat(chunks).toString("utf8");
}
function exitCode(code, signal) {
	return code ?? (signal === null ? 1 : signalCode(signal));
}
function failed(command, args, code, tail) {
	const line = [command, ...args].join(" ");
	return new ToolError("command-failed", [`${line.length > 300 ? `${line.slice(0, 300)}…` : line} failed with exit code ${code}`, ...tail.map((text) => `    ${text}`)].join("\n"), code === KILLED ? "it was killed; is there enough memory?" : "the lines above are the end of its output; what it complains about has to be mended");
}
// src/host/interrupt.ts
const SIGNALS = [
	"SIGHUP",
	"SIGINT",
	"SIGTERM"
];
const UNWIND_MS = 5e3;
var Interrupted = class extends ToolError {
	exitCode;
	constructor(signal) {
		super("interrupted", `interrupted by ${signal}`, "nothing was left behind; run it again");
		this.exitCode = signalCode(signal);
	}
};
function watchSignals(controller) {
	let timer;
	const onSignal = (name) => {
		const reason = new Interrupted(name);
		if (controller.signal.aborted) process.exit(reason.exitCode);
		timer = setTimeout(() => process.exit(reason.exitCode), UNWIND_MS);
		controller.abort(reason);
	};
	for (const name of SIGNALS) process.on(name, onSignal);
	return () => {
		clearTimeout(timer);
		for (const name of SIGNALS) process.removeListener(name, onSignal);
	};
}
// src/host/temp.ts
function createTempDirs(base, created = () => void 0) {
	const made = new Set();
	const removeNow = () => {
		for (const path of made) rmSync(path, {
			recursive: true,
			force: true
		});
	};
	process.once("exit", removeNow);
	return {
		async make(name) {
			const prefix = join(base, `arm64-on-x86-${name.replace(/[^A-Za-z0-9_-]/g, "-")}-`);
			const path = await mkdtemp(prefix).catch((error) => {
				throw isCode(error, "ENOENT", "ENOTDIR") ? notThere(base) : error;
			});
			made.add(path);
			created(path);
			return path;
		},
		async removeAll() {
			for (const path of made) {
				await rm(path, {
					recursive: true,
					force: true,
					maxRetries: 3
				});
				made.delete(path);
			}
			process.removeListener("exit", removeNow);
		}
	};
}
function notThere(base) {
	return new ToolError("temp-missing", `there is no directory ${base} for temporary files`, "make it, or set TMPDIR to a directory that is there");
}
// src/host/common.ts
const NEVER = new AbortController().signal;
function createCommonHost(env, tempBase, tempCreated) {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	const stopWatching = watchSignals(controller);
	const temp = createTempDirs(tempBase, tempCreated);
	return {
		env,
		signal: controller.signal,
		exec: (command, args, options = {}) => execProgram(command, args, options, options.afterCancel ? NEVER : controller.signal),
		tempDir: (name) => temp.make(name),
		async close() {
			controller.abort();
			stopWatching();
			await temp.removeAll();
		}
	};
}
// src/host/elapsed.ts
function formatElapsed(milliseconds) {
	const seconds = milliseconds / 1e3;
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
// src/host/orphans.ts
const OURS = ["CCACHE_BASEDIR", "CCACHE_DIR"];
async function endOrphans(directory) {
	const ended = new Set();
	for (;;) {
		const found = await processesOf(directory);
		if (found.length === 0) return ended.size;
		for (const pid of found) {
			ended.add(pid);
			kill(pid);
		}
		await setTimeout$1(50);
	}
}
async function processesOf(directory) {
	const found = [];
	const marks = OURS.map((name) => `${name}=${directory}`);
	for (const name of await readdir("/proc")) {
		if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
		if ((await readFile(`/proc/${name}/environ`, "latin1").catch(() => "")).split("\0").some((entry) => marks.includes(entry))) found.push(Number(name));
	}
	return found;
}
function kill(pid) {
	try {
		process.kill(pid, "SIGKILL");
	} catch (error) {
		if (!isCode(error, "ESRCH")) throw error;
	}
}
// src/entry/cache-program.ts
const cacheProgram = join(import.meta.dirname, `github-cache${extname(import.meta.filename)}`);
// src/entry/failure.ts
function explainFailure(error, signal) {
	if (signal?.reason instanceof Interrupted) {
		const { message, hint, exitCode } = signal.reason;
		return {
			message,
			hint,
			exitCode
		};
	}
	if (error instanceof ToolError) return {
		message: error.message,
		hint: error.hint,
		exitCode: 1
	};
	const hint = systemHint(error);
	if (hint !== void 0) return {
		message: error.message,
		hint,
		exitCode: 1
	};
	return {
		message: `this is a bug in arm64-on-x86, please report it with this text:\n${error instanceof Error ? error.stack ?? error.message : String(error)}`,
		exitCode: 1
	};
}
const SYSTEM_HINTS = {
	ENOSPC: "the disk is full: free some space, or set TMPDIR and cache-dir to a disk that has more",
	EDQUOT: "the disk quota is used up: free some space, or set TMPDIR and cache-dir to another disk",
	EROFS: "the place cannot be written to: set TMPDIR and cache-dir to one that can",
	EACCES: "check the permissions of the path",
	EPERM: "check the permissions of the path",
	EMFILE: "raise the limit of open files (ulimit -n)",
	ENOMEM: "free some memory, or use a machine with more"
};
function systemHint(error) {
	if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return void 0;
	return SYSTEM_HINTS[String(error.code)];
}
export { createCacheProgram as S, makeDirectory as _, createCommonHost as a, isThere as b, spawnGroup as c, checkUnfinishedName as d, createGithubCache as f, linkTree as g, fileNameOf as h, formatElapsed as i, atMostEvery as l, emptyDirectory as m, cacheProgram as n, spawnError as o, copyTree as p, endOrphans as r, signalCode as s, explainFailure as t, ToolError as u, ifThere as v, isCode as x, isDirectory as y };
