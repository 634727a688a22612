import { i as trimUnfinishedBuild } from "./chunk-stages.js";
import { o as finishJob, r as annotateWarning, s as hasContent } from "./chunk-github.js";
import { n as cacheProgram, t as explainFailure } from "./chunk-failure.js";
// src/entry/post.ts
try {
	await finishJob(process.env, cacheProgram, async (directory) => {
		await trimUnfinishedBuild(directory);
		return hasContent(directory);
	});
} catch (error) {
	annotateWarning(explainFailure(error).message);
}
export {};
