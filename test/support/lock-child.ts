// Takes the lock that is given, says whether it has it, and stays until its input ends.
import { takeLock } from '../../src/host/lock.ts';

const [path = ''] = process.argv.slice(2);
const lock = await takeLock(path, { signal: new AbortController().signal });
console.log(lock === undefined ? 'another has it' : 'taken');
process.stdin.resume();
