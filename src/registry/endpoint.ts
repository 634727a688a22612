import { isLoopback } from '../http/loopback.ts';

/**
 * The base URL of a registry's API. Docker Hub's name and its API's host differ. Plain http only when it was asked for,
 * or for a loopback host, where nobody can listen in.
 * @param hasCertificates somebody told of whom to trust for it, so it speaks https also on loopback.
 */
export function registryUrl(registry: string, insecure: boolean, hasCertificates = false): URL {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const url = new URL(`https://${host}/`);
  if (insecure || (isLoopback(url) && !hasCertificates)) return new URL(`http://${host}/`);
  return url;
}
