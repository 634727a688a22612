import { BlockList, isIP } from 'node:net';
import type { Host } from '../host/host.ts';
import { isLoopback } from './loopback.ts';

/**
 * The proxy by which an address is asked for; undefined when it is asked itself. As Docker and other programs in Go
 * have it (golang.org/x/net/http/httpproxy): HTTPS_PROXY or HTTP_PROXY, in capitals or not, but for what is on this
 * machine and what NO_PROXY names. Node.js, which has its own way with these, would ask by way of the proxy for
 * subdomains and networks that they name.
 */
export function proxyFor(url: URL, env: Host['env']): string | undefined {
  const proxy = either(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === undefined || isLoopback(url)) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const direct = (either(env, 'NO_PROXY') ?? '').toLowerCase().split(/[\s,]+/);
  if (direct.some((entry) => covers(entry, host, port))) return undefined;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function either(env: Host['env'], name: string): string | undefined {
  return env[name] || env[name.toLowerCase()] || undefined;
}

/** Whether an entry of NO_PROXY is about a host: `*`, an address, a network, a name, each but networks with `:PORT`. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, network, length] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
  if (network !== undefined) return isWithin(host, network, Number(length));
  // What does not match is an address of IPv6 without brackets, which has no port.
  const [, bracketed, plain, only] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const name = bracketed ?? plain ?? entry;
  const family = isIP(name);
  if (family !== 0) return isWithin(host, name, family === 4 ? 32 : 128);
  if (name === '' || isIP(host) !== 0) return false;
  // Behind a dot, or `*.`, stand subdomains only.
  const suffix = name.replace(/^\*(?=\.)/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function isWithin(host: string, network: string, length: number): boolean {
  const family = isIP(host);
  if (family === 0 || family !== isIP(network) || length > (family === 4 ? 32 : 128)) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(network, length, kind);
  return block.check(host, kind);
}
