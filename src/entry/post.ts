import { rm } from 'node:fs/promises';
import * as core from '@actions/core';
import { TEMP_STATE } from '../host/github.ts';

// A cancelled job's main may have been killed before it could remove its temporary directories.
const directories = JSON.parse(core.getState(TEMP_STATE) || '[]') as string[];
for (const directory of directories) await rm(directory, { recursive: true, force: true });
