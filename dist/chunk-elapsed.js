import { createRequire } from "node:module";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { once, setMaxListeners } from "node:events";
import { createInterface } from "node:readline";
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
// \0rolldown/runtime.js
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJSMin = (cb, mod) => () => (mod || (cb((mod = { exports: {} }).exports, mod, mod.exports), cb = null), mod.exports);
var __exportAll = (all, flags) => {
	let target = Object.setPrototypeOf({}, null);
	for (var name in all) __defProp(target, name, {
		get: all[name],
		enumerable: true
	});
	if (!(flags & 1)) __defProp(target, Symbol.toStringTag, { value: "Module" });
	return flags & 2 ? target : Object.preventExtensions(target);
};
var __copyProps = (to, from, except, desc) => {
	if (from && typeof from === "object" || typeof from === "function") for (var keys = __getOwnPropNames(from), i = 0, n = keys.length, key; i < n; i++) {
		key = keys[i];
		if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, {
			get: ((k) => from[k]).bind(null, key),
			enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable
		});
	}
	return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule || !__hasOwnProp.call(mod, "default") ? __defProp(target, "default", {
	value: mod,
	enumerable: true
}) : target, mod));
var __require = (() => createRequire(import.meta.url))();
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
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
	}
}
// src/host/exec.ts
const LINES_IN_ERROR = 50;
async function execProgram(command, args, options, signal) {
	const child = spawnGroup(command, args, {
		stdio: [
			options.input === void 0 ? "ignore" : "pipe",
			"pipe",
			"pipe"
		],
		...options.cwd === void 0 ? {} : { cwd: options.cwd },
		...options.env === void 0 ? {} : { env: options.env }
	}, signal);
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
	if (code !== null) return code;
	return signal === "SIGKILL" ? 137 : signal === "SIGSEGV" ? 139 : signal === "SIGTERM" ? 143 : 128;
}
function failed(command, args, code, tail) {
	const line = [command, ...args].join(" ");
	return new ToolError("command-failed", [`${line.length > 300 ? `${line.slice(0, 300)}…` : line} failed with exit code ${code}`, ...tail.map((text) => `    ${text}`)].join("\n"), code === 137 ? "it was killed; is there enough memory?" : "the lines above are the end of its output; what it complains about has to be mended");
}
function spawnError(command, cwd, cause) {
	const why = cause instanceof Error ? cause.message : String(cause);
	const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
	return new ToolError(missing ? "command-not-found" : "command-not-started", missing ? `${command} is not installed` : `${command} cannot be started: ${why}`, `install the package that has ${command}${cwd === void 0 ? "" : ` (working directory: ${cwd})`}`, { cause });
}
// src/host/interrupt.ts
const EXIT_CODES = {
	SIGHUP: 129,
	SIGINT: 130,
	SIGTERM: 143
};
const UNWIND_MS = 5e3;
var Interrupted = class extends ToolError {
	exitCode;
	constructor(signalName) {
		super("interrupted", `interrupted by ${signalName}`, "nothing was left behind; run it again");
		this.exitCode = EXIT_CODES[signalName] ?? 1;
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
	for (const name of Object.keys(EXIT_CODES)) process.on(name, onSignal);
	return () => {
		clearTimeout(timer);
		for (const name of Object.keys(EXIT_CODES)) process.removeListener(name, onSignal);
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
			const path = await mkdtemp(join(base, `arm64-on-x86-${name.replace(/[^A-Za-z0-9_-]/g, "-")}-`));
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
// src/host/common.ts
function createCommonHost(env, tempBase, tempCreated) {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	const stopWatching = watchSignals(controller);
	const temp = createTempDirs(tempBase, tempCreated);
	return {
		env,
		signal: controller.signal,
		exec: (command, args, options = {}) => execProgram(command, args, options, controller.signal),
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
export { spawnGroup as a, __exportAll as c, spawnError as i, __require as l, createCommonHost as n, ToolError as o, Interrupted as r, __commonJSMin as s, formatElapsed as t, __toESM as u };
