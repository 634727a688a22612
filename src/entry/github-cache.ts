import { runCacheOperation } from '../host/github-cache/operations.ts';

await runCacheOperation(process.argv.slice(2));
