import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Host } from '../host/host.ts';
import { registryIdentity, type TlsIdentity, trustingSystem } from './certificates.ts';
import { isLoopback } from './loopback.ts';

export interface AgentOptions {
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not; HOME. */
  readonly env: Host['env'];
  /** What certs.d calls a host; by its own name when absent. */
  readonly certificateName?: (host: string) => string;
}

/** What keeps connections to one place open. */
export interface KnownAgent {
  readonly agent: Promise<Agent>;
  /** Whether it trusts what the machine's other programs trust. */
  readonly trustsSystem: boolean;
}

interface Agents {
  /** Each host is shown, and trusted with, what certs.d has for it and for nobody else. */
  for(url: URL): KnownAgent;
  /** From now on. Connections that are open go on as they are. */
  trustSystem(): void;
}

export function createAgents({ env, certificateName = (host) => host }: AgentOptions): Agents {
  const agents = new Map<string, KnownAgent>();
  const identities = new Map<string, Promise<TlsIdentity>>();
  let trustsSystem = false;

  function identityOf(host: string): Promise<TlsIdentity> {
    const known = identities.get(host) ?? registryIdentity(certificateName(host), env);
    identities.set(host, known);
    return known;
  }

  async function create(url: URL, isDirect: boolean, trusting: boolean): Promise<Agent> {
    const common = { keepAlive: true, ...(isDirect ? {} : { proxyEnv: { ...env } }) };
    if (url.protocol !== 'https:') return new Agent(common);
    const identity = await identityOf(url.host);
    const { ca, ...own } = trusting ? trustingSystem(identity) : identity;
    return new HttpsAgent({ ...common, ...own, ...(ca !== undefined && { ca: [...ca] }) });
  }

  return {
    for(url) {
      // As Go's programs do: what is on this machine is not asked for by way of a proxy.
      const isDirect = isLoopback(url);
      const key = url.protocol === 'https:' ? url.origin : `http: ${isDirect}`;
      const known = agents.get(key) ?? { agent: create(url, isDirect, trustsSystem), trustsSystem };
      agents.set(key, known);
      return known;
    },
    trustSystem() {
      if (trustsSystem) return;
      trustsSystem = true;
      agents.clear();
    },
  };
}
