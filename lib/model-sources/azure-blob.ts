import type { ModelSource } from './source';
import { bucketUri, streamedBucket } from './streamed-bucket';

/** Azure Blob Storage: `az://<container>/<folder>` of a storage account. */
export const azureBlob: ModelSource = {
  ...streamedBucket,
  name: 'azure-blob',
  title: 'a container of Azure Blob Storage',
  scheme: 'az',
  uri: bucketUri('az', /^[a-z0-9](-?[a-z0-9]){2,62}$/, /^azure:\/\//),
  fields: { account: 'needed', credential: 'needed' },
  credentials: ['secret', 'workloadIdentity'],
  // runai-model-streamer-azure 0.17.0 `credentials.py`: an account and its key, or who the pod is.
  env: ({ account, credential }) => ({
    ...(account !== undefined && { AZURE_STORAGE_ACCOUNT_NAME: account }),
    ...(credential?.type === 'secret' && {
      AZURE_STORAGE_ACCOUNT_KEY: { secretName: credential.secretName, key: 'AZURE_STORAGE_ACCOUNT_KEY' },
    }),
  }),
  reservedEnv: [
    'AZURE_STORAGE_ACCOUNT_NAME', 'AZURE_STORAGE_ACCOUNT_KEY', 'AZURE_STORAGE_CONNECTION_STRING',
    'AZURE_STORAGE_SAS_TOKEN',
  ],
  environmentPrefixes: ['AZURE_', 'RUNAI_STREAMER_'],
  // AKS documentation, Workload identity: its webhook looks at pods with this label.
  podLabels: ({ credential }): Readonly<Record<string, string>> =>
    credential?.type === 'workloadIdentity' ? { 'azure.workload.identity/use': 'true' } : {},
  volumes: () => [],
  volumeMounts: () => [],
  downloadPorts: () => [443],
  identityServers: () => [],
  failures: [
    {
      says: /AuthorizationPermissionMismatch|AuthenticationFailed|CredentialUnavailableError|ContainerNotFound/,
      fix: 'the container refuses the credential or is not there: correct `model.account`, `model.credential` and '
        + '`model.uri`; an identity needs the role Storage Blob Data Reader',
    },
  ],
};
