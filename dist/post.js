import { a as removeLeftTempDirs } from "./chunk-github.js";
// src/entry/post.ts
await removeLeftTempDirs();
export {};
