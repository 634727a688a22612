/** Whether an address is this machine's own. RFC 6761 section 6.3, RFC 5735 section 3, RFC 4291 section 2.5.3. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
