import { BlockList, isIP, isIPv6 } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address, by HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the meaning that they have for kubectl and every
 * other Go program (golang.org/x/net v0.40.0 `http/httpproxy`): domains with their subdomains, addresses, CIDR blocks,
 * ports; never for this machine itself.
 *
 * @returns the URL of the proxy, with its credentials; `undefined` if the address is to be reached directly
 */
export function proxyFor(url: URL, environment: Environment = process.env): string | undefined {
  const named = (name: string): string => environment[name] || environment[name.toLowerCase()] || '';
  const proxy = named(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === '' || isThisMachine(hostOf(url)) || isExcluded(url, named('NO_PROXY'))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** The URL of a proxy for a message, without its credentials. */
export function proxyText(proxy: string): string {
  return URL.canParse(proxy) ? new URL(proxy).origin.replace(/^null$/, 'proxy') : 'proxy';
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isExcluded(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.split(',').some(entry => matches(entry.trim().toLowerCase(), hostOf(url), port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const block = /^(.+)\/(\d+)$/.exec(entry);
  if (block !== null) return isIn(host, block[1]!, Number(block[2]));
  const [, bracketed, plain = entry, entryPort] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const name = bracketed ?? plain;
  if (name === '' || (entryPort !== undefined && entryPort !== port)) return false;
  if (isIP(host) !== 0 || isIP(name) !== 0) return isIn(host, name, isIPv6(name) ? 128 : 32);
  const domain = name.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || host === name;
}

/** Whether an address is in a block; a host name never is. */
function isIn(host: string, network: string, prefix: number): boolean {
  const kind = isIPv6(network) ? 'ipv6' : 'ipv4';
  if (isIP(host) !== (kind === 'ipv6' ? 6 : 4) || isIP(network) === 0 || prefix > (kind === 'ipv6' ? 128 : 32))
    return false;
  const block = new BlockList();
  block.addSubnet(network, prefix, kind);
  return block.check(host, kind);
}
