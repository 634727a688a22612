import { i as Interrupted, u as ToolError } from "./chunk-cache-program.js";
// src/host/at-most-every.ts
function atMostEvery(milliseconds, print, now = () => performance.now()) {
	let last = Number.NEGATIVE_INFINITY;
	return (line) => {
		if (now() - last < milliseconds) return;
		last = now();
		print(line);
	};
}
// src/host/elapsed.ts
function formatElapsed(milliseconds) {
	const seconds = milliseconds / 1e3;
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
// src/entry/explain.ts
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
export { formatElapsed as n, atMostEvery as r, explainFailure as t };
