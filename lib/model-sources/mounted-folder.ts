import { clientHome, withoutHub } from './hub-client';
import { hintsOf } from './hub-models';
import { lastFolder, repositoryAtEnd } from './model-folder';
import type { ModelSource } from './source';

/** What sources have in common whose weights are in a folder that the pods mount: nothing is made or downloaded. */
export const mountedFolder: Pick<
  ModelSource, 'credentials' | 'env' | 'environmentPrefixes' | 'factsKeyOf' | 'failures' | 'fields' | 'flags'
  | 'hintsOf' | 'homeEnv' | 'identityServers' | 'mirrorEnv' | 'offlineEnv' | 'podLabels' | 'reservedEnv'
  | 'servedNameOf' | 'downloadPorts' | 'volumeMounts' | 'volumes'
> = {
  fields: {},
  credentials: [],
  servedNameOf: lastFolder,
  factsKeyOf: uri => repositoryAtEnd(pathOf(uri)),
  // Nobody asks for an agreement any more.
  hintsOf: folder => ({ ...hintsOf(repositoryAtEnd(folder) ?? folder), isGated: false }),
  flags: () => ({}),
  env: () => withoutHub,
  homeEnv: clientHome,
  reservedEnv: [],
  mirrorEnv: [],
  offlineEnv: [],
  environmentPrefixes: [],
  podLabels: () => ({}),
  volumes: () => [],
  volumeMounts: () => [],
  downloadPorts: () => [],
  identityServers: () => [],
  failures: [
    {
      says: new RegExp([
        'does not appear to have a file named config\\.json', 'Repo id must be in the form',
        'Invalid repository ID or local',
      ].join('|')),
      rule: 'PD713',
      fix: 'the folder of `model.uri` has no model: it must contain `config.json`, the tokenizer and the weights',
    },
  ],
};

/** The path of a URI, from its first slash after the host. */
function pathOf(uri: string): string {
  return uri.replace(/^\w+:\/\/[^/]*/, '');
}
