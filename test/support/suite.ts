import { after } from 'node:test';
import { prepareStandin, type Standin, standinHost } from './buildroot.ts';
import { createTestHost, type TestHost } from './host.ts';

/** A TestHost that all tests of the file, or of the describe around the call, share; closed after the last. */
export function suiteHost(): TestHost {
  const host = createTestHost();
  after(() => host.close());
  return host;
}

/** A stand-in Buildroot, and a host with its cache, that all tests of a file share; removed after the last. */
export async function suiteStandin(): Promise<{ readonly standin: Standin; readonly host: TestHost }> {
  const standin = await prepareStandin();
  const host = standinHost(standin);
  after(async () => {
    await host.close();
    await standin.remove();
  });
  return { standin, host };
}
