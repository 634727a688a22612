// Makes a directory that is to be made once, and says whether it was there: make-once-child.ts DIRECTORY.
import { mkdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { makeOnce } from '../../scripts/lib/make-once.ts';

const [path = ''] = process.argv.slice(2);
const cached = await makeOnce(path, {}, async () => {
  await setTimeout(300);
  await mkdir(path); // fails where another has made it
});
console.log(cached ? 'there' : 'made');
