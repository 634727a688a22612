import { n as finishJob } from "./chunk-github-state.js";
import { t as cacheProgram } from "./chunk-cache-program.js";
// src/entry/post.ts
await finishJob(process.env, cacheProgram);
export {};
