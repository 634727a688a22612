import { r as createGithubHost } from "./chunk-github.js";
import { a as settleFiles, c as saveCompilerCache, g as createGithubRollingCache, i as removeContainer, m as keptByMain, t as LEFT_OVER } from "./chunk-run-state.js";
import { n as finishJob } from "./chunk-github-state.js";
import { t as cacheProgram } from "./chunk-cache-program.js";
import { t as explainFailure } from "./chunk-explain.js";
// src/entry/run-post.ts
const host = createGithubHost(process.env, cacheProgram);
try {
	await finishJob(process.env, cacheProgram);
	const left = keptByMain(LEFT_OVER);
	if (left !== void 0) {
		await removeContainer(left, host);
		await settleFiles(left, host);
		if (left.compilerCache !== void 0) await saveCompilerCache(left.compilerCache, createGithubRollingCache(host.warning));
	}
} catch (error) {
	host.warning(explainFailure(error).message);
} finally {
	await host.close();
}
export {};
