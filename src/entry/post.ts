import { finishJob } from '../host/github-state.ts';
import { cacheProgram } from './cache-program.ts';

await finishJob(process.env, cacheProgram);
