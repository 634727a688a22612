import { _ as summary, a as group, c as notice, d as setSecret, f as warning, i as getState, l as saveState, n as error, o as info, r as getInput, t as debug, u as setOutput } from "./chunk-core.js";
import { S as createCacheProgram, a as createCommonHost, d as checkUnfinishedName, f as createGithubCache, i as formatElapsed, l as atMostEvery, m as emptyDirectory, r as endOrphans, v as ifThere } from "./chunk-failure.js";
import { join } from "node:path";
import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
// src/host/github-cache/unfinished.ts
function createGithubUnfinished(base, run, env, remember) {
	const names = new Set();
	return { async open(name) {
		checkUnfinishedName(name);
		const directory = join(base, name);
		await mkdir(directory, { recursive: true });
		const restored = (await readdir(directory)).length > 0 || await restore(base, name, run);
		names.add(name);
		remember([...names]);
		const checkpoint = (except) => without(except, directory, () => saveUnfinished(base, name, run, env));
		const done = async () => {
			names.delete(name);
			remember([...names]);
			await rm(directory, {
				recursive: true,
				force: true
			});
		};
		const keep = async () => {
			await checkpoint();
			await done();
		};
		return {
			directory,
			restored,
			checkpoint,
			keep,
			done
		};
	} };
}
async function restore(base, name, run) {
	const prefix = `${name}-`;
	if ((await run({
		verb: "restore",
		base,
		path: name,
		key: prefix,
		prefix
	})).kind === "done") return true;
	await emptyDirectory(join(base, name));
	return false;
}
function asideOf(directory) {
	return `${directory}.aside`;
}
async function without(name, directory, save) {
	const left = join(directory, name ?? "");
	if (name === void 0 || !existsSync(left)) return save();
	const aside = asideOf(directory);
	await rm(aside, {
		recursive: true,
		force: true
	});
	await rename(left, aside);
	try {
		await save();
	} finally {
		await rename(aside, left);
	}
}
async function saveUnfinished(base, name, run, env) {
	const { GITHUB_RUN_ID: id = "0", GITHUB_RUN_ATTEMPT: attempt = "1" } = env;
	await run({
		verb: "save",
		base,
		path: name,
		key: `${name}-${id}-${attempt}-${Date.now()}`
	});
}
// src/host/github-log.ts
function logLines(text) {
	info(inert(text));
}
function inert(text) {
	return text.replace(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");
}
// src/host/github-state.ts
const LEFT = {
	tempDirs: "temp-dirs",
	unfinished: "unfinished",
	trouble: "cache-trouble"
};
function unfinishedBase(env) {
	return join(env.RUNNER_TEMP || tmpdir(), "arm64-on-x86-unfinished");
}
async function finishJob(env, cacheProgram, prepare) {
	const host = createCommonHost(env, env.RUNNER_TEMP || tmpdir());
	try {
		const program = createCacheProgram(cacheProgram, host);
		const log = {
			info: logLines,
			warning: (message) => warning(message)
		};
		const said = {
			before: left(LEFT.trouble),
			remember: () => void 0
		};
		const { run } = createGithubCache(program, {
			...host,
			...log
		}, said);
		for (const name of left(LEFT.unfinished)) {
			const directory = join(unfinishedBase(env), name);
			if (!existsSync(directory)) continue;
			await endOrphans(directory);
			if (await prepare(directory)) {
				logLines(`keeping unfinished work for the next run: ${name}`);
				await saveUnfinished(unfinishedBase(env), name, run, env);
			}
			for (const path of [directory, asideOf(directory)]) await rm(path, {
				recursive: true,
				force: true
			});
		}
		await ifThere(rmdir(unfinishedBase(env)), "ENOTEMPTY");
		for (const directory of left(LEFT.tempDirs)) await rm(directory, {
			recursive: true,
			force: true
		});
	} finally {
		await host.close();
	}
}
async function hasContent(directory) {
	return (await readdir(directory)).length > 0;
}
function left(state) {
	return JSON.parse(getState(state) || "[]");
}
// src/host/github.ts
const PROGRESS_EVERY_MS = 1e4;
const TOKENS = ["ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
function createGithubHost(env, cacheProgram) {
	const base = env.RUNNER_TEMP || tmpdir();
	const temp = [];
	const leave = (state) => (names) => saveState(state, JSON.stringify(names));
	const common = createCommonHost(withoutTokens(env), base, (path) => {
		temp.push(path);
		leave(LEFT.tempDirs)(temp);
	});
	const program = createCacheProgram(cacheProgram, {
		...common,
		env
	});
	const log = {
		info: logLines,
		warning: annotateWarning
	};
	const said = {
		before: [],
		remember: leave(LEFT.trouble)
	};
	const { run, ...cache } = createGithubCache(program, {
		...common,
		...log
	}, said);
	const unfinished = createGithubUnfinished(unfinishedBase(env), run, env, leave(LEFT.unfinished));
	return {
		...common,
		...log,
		exec: (command, args, options) => common.exec(command, args, {
			env: common.env,
			...options
		}),
		cache,
		githubCache: cache,
		unfinished: unfinished.open,
		debug,
		notice: (message) => notice(message),
		phase: (title, work) => group(title, async () => {
			const start = performance.now();
			try {
				return await work();
			} finally {
				logLines(`${title}: ${formatElapsed(performance.now() - start)}`);
			}
		}),
		progress: atMostEvery(PROGRESS_EVERY_MS, logLines),
		secret: setSecret,
		setOutput
	};
}
function withoutTokens(env) {
	return Object.fromEntries(Object.entries(env).filter(([name]) => !TOKENS.includes(name)));
}
function readActionInput(name) {
	return process.env[`INPUT_${name.toUpperCase()}`] === void 0 ? void 0 : getInput(name);
}
function annotateError(message, hint) {
	error(hint === void 0 ? message : `${message}\nhint: ${hint}`, { title: "arm64-on-x86" });
}
function annotateWarning(message) {
	warning(message);
}
async function addToSummary(markdown, env) {
	if (env.GITHUB_STEP_SUMMARY) await summary.addRaw(markdown).write();
}
export { readActionInput as a, createGithubHost as i, annotateError as n, finishJob as o, annotateWarning as r, hasContent as s, addToSummary as t };
