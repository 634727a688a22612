import { o as finishJob, r as annotateWarning } from "./chunk-github.js";
import { n as cacheProgram, t as explainFailure } from "./chunk-explain.js";
// src/entry/post.ts
try {
	await finishJob(process.env, cacheProgram);
} catch (error) {
	annotateWarning(explainFailure(error).message);
}
export {};
