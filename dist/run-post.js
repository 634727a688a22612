import { i as createGithubHost, o as finishJob } from "./chunk-github.js";
import { a as settleFiles, d as compilerCacheState, i as removeContainer, t as LEFT_OVER, u as closeCompilerCaches, v as keptByMain } from "./chunk-run-state.js";
import { n as cacheProgram, t as explainFailure } from "./chunk-failure.js";
// src/entry/run-post.ts
const host = createGithubHost(process.env, cacheProgram);
const left = keptByMain(LEFT_OVER);
try {
	if (left !== void 0) {
		await removeContainer(left, host);
		await settleFiles(left, host);
		await closeCompilerCaches(left.runner.temp);
	}
	const isWorth = async (directory) => await compilerCacheState(directory) !== (left?.compilerCache?.before ?? "");
	await finishJob(process.env, cacheProgram, isWorth);
} catch (error) {
	host.warning(explainFailure(error).message);
} finally {
	await host.close();
}
export {};
