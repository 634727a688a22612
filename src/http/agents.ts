import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Host } from '../host/host.ts';
import { registryIdentity, type TlsIdentity, trustingSystem } from './certificates.ts';
import { proxyFor } from './proxy.ts';

export interface AgentOptions {
  /** For proxyFor; HOME. */
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

/** Makes agents that keep connections open, each with the proxy and the certificates of the place that it is for. */
export function createAgents({ env, certificateName = (host) => host }: AgentOptions): Agents {
  const agents = new Map<string, KnownAgent>();
  const identities = new Map<string, Promise<TlsIdentity>>();
  let trustsSystem = false;

  function identityOf(host: string): Promise<TlsIdentity> {
    const known = identities.get(host) ?? registryIdentity(certificateName(host), env);
    identities.set(host, known);
    return known;
  }

  async function create(url: URL, proxy: string | undefined, trusting: boolean): Promise<Agent> {
    // Without NO_PROXY, which Node would read in its own way.
    const common = { keepAlive: true, ...(proxy && { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }) };
    if (url.protocol !== 'https:') return new Agent(common);
    const identity = await identityOf(url.host);
    const { ca, ...own } = trusting ? trustingSystem(identity) : identity;
    return new HttpsAgent({ ...common, ...own, ...(ca !== undefined && { ca: [...ca] }) });
  }

  return {
    for(url) {
      const proxy = proxyFor(url, env);
      const key = url.protocol === 'https:' ? url.origin : `http: ${proxy}`;
      const known = agents.get(key) ?? { agent: create(url, proxy, trustsSystem), trustsSystem };
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
