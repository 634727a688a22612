import { d as setOutput, f as setSecret, i as getInput, l as notice, n as debug, o as group, p as warning, r as error, s as info, u as saveState, v as summary } from "./chunk-core.js";
import { n as formatElapsed, r as atMostEvery } from "./chunk-explain.js";
import { c as createGithubCache, l as createCacheProgram, r as createCommonHost } from "./chunk-cache-program.js";
import { i as createGithubUnfinished, r as unfinishedBase, t as LEFT } from "./chunk-github-state.js";
import { tmpdir } from "node:os";
// src/host/github.ts
const PROGRESS_EVERY_MS = 1e4;
const TOKENS = ["ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
function createGithubHost(env, cacheProgram) {
	const base = env.RUNNER_TEMP || tmpdir();
	const temp = [];
	const common = createCommonHost(env, base, (path) => {
		temp.push(path);
		saveState(LEFT.tempDirs, JSON.stringify(temp));
	});
	const program = createCacheProgram(cacheProgram, common);
	const log = {
		info,
		warning: (message) => warning(message)
	};
	const { run, ...cache } = createGithubCache(program, {
		...common,
		...log
	});
	const remember = (names) => saveState(LEFT.unfinished, JSON.stringify(names));
	const unfinished = createGithubUnfinished(unfinishedBase(env), run, env, remember);
	const withoutTokens = Object.fromEntries(Object.entries(env).filter(([name]) => !TOKENS.includes(name)));
	return {
		...common,
		...log,
		exec: (command, args, options) => common.exec(command, args, {
			env: withoutTokens,
			...options
		}),
		cache,
		unfinished: unfinished.open,
		debug,
		notice: (message) => notice(message),
		phase: (title, work) => group(title, async () => {
			const start = performance.now();
			try {
				return await work();
			} finally {
				info(`${title}: ${formatElapsed(performance.now() - start)}`);
			}
		}),
		progress: atMostEvery(PROGRESS_EVERY_MS, info),
		secret: setSecret,
		setOutput
	};
}
function readActionInput(name) {
	return process.env[`INPUT_${name.toUpperCase()}`] === void 0 ? void 0 : getInput(name);
}
function annotateError(message, hint) {
	error(hint === void 0 ? message : `${message}\nhint: ${hint}`, { title: "arm64-on-x86" });
}
async function addToSummary(markdown, env) {
	if (env.GITHUB_STEP_SUMMARY) await summary.addRaw(markdown).write();
}
export { readActionInput as i, annotateError as n, createGithubHost as r, addToSummary as t };
