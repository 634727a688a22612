import { u as ToolError } from "./chunk-failure.js";
import { dirname, join } from "node:path";
import { statSync } from "node:fs";
// src/inputs/text.ts
function textReader(definitions, read) {
	return (name) => {
		const definition = definitions.find((input) => input.name === name);
		const given = read(name)?.trim();
		const value = given === void 0 || given === "" && !definition?.emptyIsValue ? definition?.default ?? "" : given;
		if (definition?.required && value === "") throw new ToolError("input-missing", `${name} is required`, `${name}: ${definition.description}`);
		return value;
	};
}
const VALUE = /^[ \t]*"((?:[^"]|"")*)"[ \t\r]*$|^.*$/gm;
function listOf(text) {
	return [...text.matchAll(VALUE)].map(([line, quoted]) => quoted?.replaceAll("\"\"", "\"") ?? line.trim()).filter((value) => value !== "");
}
function looksLikePath(value) {
	return value.includes("/") || /\.(tar|tgz|txz|tzst)\b/.test(value);
}
function checkBoolean(name, value, others = []) {
	if (/^(true|True|TRUE)$/.test(value)) return true;
	if (/^(false|False|FALSE)$/.test(value)) return false;
	const known = [
		"true",
		"false",
		...others
	];
	throw new ToolError(`input-${name}`, `${name}: "${value}" is neither ${known.join(" nor ")}`, `use ${name}: ${known.join(" or ")}`);
}
// src/files/repository-root.ts
function repositoryRoot() {
	for (let directory = import.meta.dirname;; directory = dirname(directory)) {
		if (statSync(join(directory, "native", "router"), { throwIfNoEntry: false })) return directory;
		if (directory === dirname(directory)) throw new Error(`no native/router above ${import.meta.dirname}`);
	}
}
// src/image/created-by.ts
function createdBy(what) {
	return `arm64-on-x86: ${what}`;
}
// src/entry/platform.ts
function checkPlatform(platform, architecture) {
	if (platform === "linux" && architecture === "x64") return;
	throw new ToolError("unsupported-platform", `this machine is ${platform} on ${architecture}; arm64-on-x86 runs on x86-64 Linux only`, architecture === "arm64" ? "an arm64 machine runs arm64 programs itself: use the root filesystem directly there" : "run it on an x86-64 Linux machine, such as runs-on: ubuntu-24.04");
}
export { listOf as a, checkBoolean as i, createdBy as n, looksLikePath as o, repositoryRoot as r, textReader as s, checkPlatform as t };
