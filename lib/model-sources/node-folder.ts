import { isFolder } from './model-folder';
import { mountedFolder } from './mounted-folder';
import type { ModelSource } from './source';

/** A folder that every node has: `file:///<folder>`. */
export const nodeFolder: ModelSource = {
  ...mountedFolder,
  name: 'node-folder',
  title: 'a folder of the nodes',
  scheme: 'file',
  uri: {
    form: 'file:///<folder>',
    example: 'file:///mnt/models/meta-llama/Llama-3.1-8B-Instruct',
    cause: 'the pods mount the folder of their node, which has `config.json`, and vLLM loads it',
    source: 'Kubernetes documentation, Volumes: hostPath; RFC 8089: the host of a file URI may be empty',
    allows: uri => uri.startsWith('file:///') && isFolder(uri.slice('file:///'.length)),
    meantBy: text => text.startsWith('/') && isFolder(text.slice(1)) ? `file://${text}` : undefined,
  },
  storageOf: uri => ({ type: 'hostPath', path: `/${uri.replace(/^file:\/*/, '')}`, filled: true }),
  repositoryOf: (uri, cache) => nodeFolder.uri.allows(uri) ? cache : uri,
};
