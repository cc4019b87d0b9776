import { isAddress } from '../../language/address';
import { Rule, Violation } from '../../language/rule';

/** The way out of the cluster: a proxy, and who is trusted. */
export const outsideRules: readonly Rule[] = [
  {
    id: 'PD660',
    title: 'The proxy is an address',
    severity: 'error',
    cause: 'clients connect to the proxy by HTTP: another text is not reached, and a name and a password in it would '
      + 'be in the manifests',
    fix: 'use the address alone, for example `http://proxy.corp:3128`',
    source: 'Python 3.12 urllib.request, getproxies_environment; golang.org/x/net http/httpproxy',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { network: { proxy } = {} } }) => proxy === undefined || isAddress(proxy.url)
      ? []
      // A password may be in it: the value is not repeated.
      : [{ field: 'network.proxy.url', cause: 'must be `http://` or `https://` with a host, and without a user' }],
    example: {
      field: 'network',
      fails: { proxy: { url: 'proxy.corp:3128' } },
      passes: { proxy: { url: 'http://proxy.corp:3128' } },
    },
  },
  {
    id: 'PD661',
    title: 'What the proxy is not asked for is written as clients read it',
    severity: 'error',
    cause: 'clients compare the end of a host name, or an IP block: none of them knows `*` inside of a name or a URL, '
      + 'and one that they do not understand is asked of the proxy',
    fix: 'write `.corp` for every host below it, a host name, or an IP block',
    source: 'requests 2.32 utils.py, should_bypass_proxies; golang.org/x/net http/httpproxy, config.init',
    evidence: 'read',
    check: ({ spec: { network: { proxy } = {} } }) => (proxy?.except ?? []).flatMap((entry, index): Violation[] =>
      /^\.?[\w-]+(\.[\w-]+)*(:\d+)?$|^[\da-fA-F.:]+(\/\d+)?$/.test(entry)
        ? []
        : [{ field: `network.proxy.except[${index}]`, cause: `got '${entry}'` }]),
    example: {
      field: 'network',
      fails: { proxy: { url: 'http://proxy.corp:3128', except: ['*.corp'] } },
      passes: { proxy: { url: 'http://proxy.corp:3128', except: ['.corp', '203.0.113.0/24'] } },
    },
  },
];
