import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';

/** Writes a kubeconfig with one context, `a`, and returns its path. */
export function writeKubeconfig(path: string, server: string, { cluster = {}, user = {} } = {}): string {
  writeFileSync(path, stringify({
    'apiVersion': 'v1', 'kind': 'Config', 'current-context': 'a',
    'contexts': [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    'clusters': [{ name: 'a', cluster: { server, ...cluster } }],
    'users': [{ name: 'a', user }],
  }));
  return path;
}
