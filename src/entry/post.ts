import { removeLeftTempDirs } from '../host/github.ts';

await removeLeftTempDirs();
