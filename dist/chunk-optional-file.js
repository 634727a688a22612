import { v as ifThere } from "./chunk-failure.js";
import { readFile } from "node:fs/promises";
// src/files/optional-file.ts
function readOptional(file) {
	return ifThere(readFile(file, "utf8"));
}
export { readOptional as t };
