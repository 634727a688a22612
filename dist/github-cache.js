import { n as restoreCache, r as saveCache } from "./chunk-cache.js";
// src/host/github-cache/operations.ts
async function runCacheOperation(args) {
	const [verb, path, key, ...prefixes] = args;
	if (path === void 0 || key === void 0) throw new Error("usage: restore|save PATH KEY [PREFIX]");
	const result = verb === "save" ? await save(path, key) : await restoreCache([path], key, prefixes);
	process.stdout.write(`\n${JSON.stringify({ key: result ?? null })}\n`);
}
async function save(path, key) {
	return await saveCache([path], key) === -1 ? void 0 : key;
}
// src/entry/github-cache.ts
await runCacheOperation(process.argv.slice(2));
export {};
