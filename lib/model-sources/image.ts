import { isFolder, lastFolder, repositoryAtEnd } from './model-folder';
import { mountedFolder } from './mounted-folder';
import type { ModelSource } from './source';

/** The files of an OCI image, which the kubelet pulls and mounts: `oci://<image>`, or `oci://<image>#<folder>`. */
export const image: ModelSource = {
  ...mountedFolder,
  name: 'image',
  title: 'an OCI image',
  scheme: 'oci',
  uri: {
    form: 'oci://<registry>/<repository>:<tag>, and `#<folder>` where the model is not in the root of the image',
    example: 'oci://registry.internal/models/llama-3.1-8b-instruct:1.0',
    cause: 'the pods mount the image as a volume, and vLLM loads the folder in it that has `config.json`; without tag '
      + 'or digest two nodes may have different weights',
    source: 'Kubernetes documentation, Volumes: image; opencontainers/distribution-spec v1.1, Pulling manifests',
    allows: uri => partsOf(uri) !== undefined,
    meantBy: () => undefined,
  },
  storageOf: uri => ({ type: 'image', reference: partsOf(uri)?.reference ?? uri.replace(/^oci:\/\//, '') }),
  repositoryOf: (uri, cache) => {
    const parts = partsOf(uri);
    return parts === undefined ? uri : parts.folder === undefined ? cache : `${cache}/${parts.folder}`;
  },
  servedNameOf: uri => lastFolder(partsOf(uri)?.repository ?? uri),
  factsKeyOf: uri => repositoryAtEnd(partsOf(uri)?.repository ?? uri),
  neverTried: 'no engine has loaded weights from an image volume here',
};

// Registry with a dot, a port or `localhost`, small letters in the repository, and a tag or a digest.
const reference = new RegExp([
  '^oci://(?<reference>(?<repository>(localhost|[\\w-]+(\\.[\\w-]+)+)(:\\d+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+)',
  '(:[\\w][\\w.-]{0,127}|(:[\\w][\\w.-]{0,127})?@sha256:[0-9a-f]{64}))(#(?<folder>.+))?$',
].join(''));

function partsOf(uri: string): { reference: string; repository: string; folder?: string } | undefined {
  const { groups } = reference.exec(uri) ?? {};
  if (groups === undefined || (groups.folder !== undefined && !isFolder(groups.folder))) return undefined;
  return groups as { reference: string; repository: string; folder?: string };
}
