import { i as readActionInput, n as annotateError, r as createGithubHost, t as addToSummary } from "./chunk-github.js";
import { a as outputValues, m as readInputs, n as explainFailure, o as buildImage, r as summaryMarkdown, t as checkPlatform } from "./chunk-platform.js";
// src/entry/action.ts
const host = createGithubHost(process.env);
try {
	checkPlatform(process.platform, process.arch);
	const result = await buildImage(readInputs(readActionInput), host);
	for (const [name, value] of Object.entries(outputValues(result))) host.setOutput(name, value);
	await addToSummary(summaryMarkdown(result), process.env);
} catch (error) {
	const { message, hint, exitCode } = explainFailure(error, host.signal);
	annotateError(hint === void 0 ? message : `${message}\nhint: ${hint}`);
	process.exitCode = exitCode;
} finally {
	await host.close();
}
export {};
