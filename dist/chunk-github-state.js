import { a as getState, p as warning, s as info, t as core_exports } from "./chunk-core.js";
import { c as createGithubCache, f as emptyDirectory, l as createCacheProgram, n as endOrphans, r as createCommonHost, s as checkUnfinishedName } from "./chunk-cache-program.js";
import { join } from "node:path";
import { mkdir, readdir, rm, rmdir } from "node:fs/promises";
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
		return {
			directory,
			restored,
			checkpoint: () => saveUnfinished(base, name, run, env),
			async done() {
				names.delete(name);
				remember([...names]);
				await rm(directory, {
					recursive: true,
					force: true
				});
			}
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
async function saveUnfinished(base, name, run, env) {
	const { GITHUB_RUN_ID: id = "0", GITHUB_RUN_ATTEMPT: attempt = "1" } = env;
	await run({
		verb: "save",
		base,
		path: name,
		key: `${name}-${id}-${attempt}-${Date.now()}`
	});
}
// src/host/github-state.ts
const LEFT = {
	tempDirs: "temp-dirs",
	unfinished: "unfinished"
};
function unfinishedBase(env) {
	return join(env.RUNNER_TEMP || tmpdir(), "arm64-on-x86-unfinished");
}
async function finishJob(env, cacheProgram, isWorth = async () => true) {
	const host = createCommonHost(env, env.RUNNER_TEMP || tmpdir());
	try {
		const program = createCacheProgram(cacheProgram, host);
		const { info: info$1 } = core_exports;
		const { run } = createGithubCache(program, {
			...host,
			info: info$1,
			warning: (message) => warning(message)
		});
		for (const name of left(LEFT.unfinished)) {
			const directory = join(unfinishedBase(env), name);
			await endOrphans(directory);
			if (await isWorth(directory)) {
				info(`keeping unfinished work for the next run: ${name}`);
				await saveUnfinished(unfinishedBase(env), name, run, env);
			}
			await rm(directory, {
				recursive: true,
				force: true
			});
		}
		await rmdir(unfinishedBase(env)).catch(ignoreAbsentOrUsed);
		for (const directory of left(LEFT.tempDirs)) await rm(directory, {
			recursive: true,
			force: true
		});
	} finally {
		await host.close();
	}
}
function ignoreAbsentOrUsed(error) {
	if (error.code !== "ENOENT" && error.code !== "ENOTEMPTY") throw error;
}
function left(state) {
	return JSON.parse(getState(state) || "[]");
}
export { createGithubUnfinished as i, finishJob as n, unfinishedBase as r, LEFT as t };
