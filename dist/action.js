import { M as withCaches, a as buildImage, b as readInputs, i as outputValues, n as summaryMarkdown } from "./chunk-summary.js";
import { a as readActionInput, i as createGithubHost, n as annotateError, t as addToSummary } from "./chunk-github.js";
import { n as cacheProgram, t as explainFailure } from "./chunk-failure.js";
import { t as checkPlatform } from "./chunk-platform.js";
// src/entry/action.ts
const host = createGithubHost(process.env, cacheProgram);
try {
	checkPlatform(process.platform, process.arch);
	const inputs = readInputs(readActionInput);
	const result = await buildImage(inputs, withCaches(host, inputs, cacheProgram));
	for (const [name, value] of Object.entries(outputValues(result))) host.setOutput(name, value);
	await addToSummary(summaryMarkdown(result), process.env);
} catch (error) {
	const { message, hint, exitCode } = explainFailure(error, host.signal);
	annotateError(message, hint);
	process.exitCode = exitCode;
} finally {
	await host.close();
}
export {};
