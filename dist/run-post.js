import { i as createGithubHost, o as finishJob } from "./chunk-github.js";
import { a as settleFiles, f as removeJobRecord, g as compilerCacheState, h as closeCompilerCaches, i as removeContainer, s as readForeign, t as LEFT_OVER, x as keptByMain } from "./chunk-run-state.js";
import { n as cacheProgram, t as explainFailure } from "./chunk-failure.js";
// src/entry/run-post.ts
const host = createGithubHost(process.env, cacheProgram);
const left = keptByMain(LEFT_OVER);
try {
	if (left !== void 0) {
		await removeContainer(left, host);
		const foreign = await readForeign(left.files);
		if (foreign !== void 0) await settleFiles(left, foreign, host);
		await closeCompilerCaches(left.runner.temp);
		await removeJobRecord(left.runner.temp);
	}
	const isWorth = async (directory) => await compilerCacheState(directory) !== (left?.compilerCache?.before ?? "");
	await finishJob(process.env, cacheProgram, isWorth);
} catch (error) {
	host.warning(explainFailure(error).message);
} finally {
	await host.close();
}
export {};
