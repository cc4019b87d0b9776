import { isFolder } from './model-folder';
import { mountedFolder } from './mounted-folder';
import type { ModelSource } from './source';

/** A folder of a claim that exists: `pvc://<claim>/<folder>`, as llm-d-modelservice writes it. */
export const claim: ModelSource = {
  ...mountedFolder,
  name: 'claim',
  title: 'a claim that exists',
  scheme: 'pvc',
  uri: {
    form: 'pvc://<claim>/<folder>',
    example: 'pvc://models/meta-llama/Llama-3.1-8B-Instruct',
    cause: 'the pods mount the claim, and vLLM loads the folder in it that has `config.json`',
    source: 'llm-d/llm-d-modelservice v0.2.11 _helpers.tpl; Kubernetes documentation, Object Names: claims',
    allows: (uri) => {
      const { claimName, folder } = partsOf(uri);
      return claimForm.test(claimName) && isFolder(folder);
    },
    meantBy: () => undefined,
  },
  storageOf: uri => ({ type: 'existingClaim', claimName: partsOf(uri).claimName, filled: true }),
  repositoryOf: (uri, cache) => claim.uri.allows(uri) ? `${cache}/${partsOf(uri).folder}` : uri,
};

const claimForm = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

function partsOf(uri: string): { readonly claimName: string; readonly folder: string } {
  const [, claimName = '', folder = ''] = /^pvc:\/\/([^/]*)\/?(.*)$/.exec(uri) ?? [];
  return { claimName, folder };
}
