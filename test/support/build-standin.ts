// Builds the stand-in's toolchain, and prints its layer's digest: node build-standin.ts TARBALL DL-DIR CACHE. A program
// of its own, so that tests can kill it.
import { resolveComponent } from '../../src/components/resolve.ts';
import { standinComponent, standinHost, standinPlan } from './buildroot.ts';

const [tarball = '', dlDir = '', cache = ''] = process.argv.slice(2);
const host = standinHost({ cache });
const plan = standinPlan({ tarball }, ['BR2_STANDIN_TINY=y', 'BR2_STANDIN_PAUSE="0.2"']);
const { layer } = await resolveComponent(await standinComponent(plan, { dlDir }, host), host);
console.log(layer.digest);
await host.close();
