import { proxyFor, proxyText } from '../../lib/http/proxy-environment';

const proxy = 'http://proxy.corp:3128';

// What golang.org/x/net v0.40.0 `http/httpproxy`, which kubectl uses, answers for the same.
test.each<[url: string, noProxy: string, isDirect: boolean]>([
  ['https://api.example:6443', '', false],
  ['https://api.example:6443', 'other.example', false],
  ['https://api.example:6443', 'example', true],
  ['https://api.example:6443', '.example', true],
  ['https://api.example:6443', '*.example', true],
  ['https://example:6443', '.example', false],
  ['https://example:6443', 'example', true],
  ['https://myexample:6443', 'example', false],
  ['https://API.Example:6443', ' foo , API.EXAMPLE ', true],
  ['https://api.example:6443', 'api.example:6443', true],
  ['https://api.example:6443', 'api.example:443', false],
  ['https://api.example', 'api.example:443', true],
  ['https://api.example:6443', '*', true],
  ['https://10.1.2.3:6443', '10.0.0.0/8', true],
  ['https://11.1.2.3:6443', '10.0.0.0/8', false],
  ['https://10.1.2.3:6443', '10.1.2.3', true],
  ['https://10.1.2.3:6443', '10.1.2.3:6443', true],
  ['https://10.1.2.3:6443', '10.1.2.3:443', false],
  ['https://10.1.2.3:6443', '2.3', false],
  ['https://[fd00::1]:6443', 'fd00::/8', true],
  ['https://[fe80::1]:6443', 'fd00::/8', false],
  ['https://[fd00::1]:6443', '[fd00::1]:6443', true],
  ['https://api.example:6443', '10.0.0.0/8,, ,:6443', false],
  ['https://api.example:6443', '10.0.0.0/99', false],
  ['https://localhost:6443', '', true],
  ['https://127.0.0.2:6443', '', true],
  ['https://[::1]:6443', '', true],
])('%s with NO_PROXY=%s', (url, noProxy, isDirect) => {
  const found = proxyFor(new URL(url), { HTTPS_PROXY: proxy, NO_PROXY: noProxy });
  expect(found).toBe(isDirect ? undefined : proxy);
});

test('each scheme has its own variable, in capitals or not, and a proxy may be named without a scheme', () => {
  const [http, https] = [new URL('http://a.example'), new URL('https://a.example')];
  expect(proxyFor(https, { HTTP_PROXY: proxy })).toBeUndefined();
  expect(proxyFor(http, { HTTP_PROXY: proxy })).toBe(proxy);
  expect(proxyFor(https, { https_proxy: 'proxy:3128' })).toBe('http://proxy:3128');
  expect(proxyFor(https, { HTTPS_PROXY: proxy, no_proxy: 'a.example' })).toBeUndefined();
  expect(proxyFor(https, {})).toBeUndefined();
});

test('a message names a proxy without its credentials', () => {
  expect(proxyText('http://user:secret@proxy:3128/x')).toBe('http://proxy:3128');
  expect(proxyText('not a url')).toBe('proxy');
  expect(proxyText('socks5://user:secret@proxy:1080')).not.toContain('secret');
});
