import type { ModelSource } from './source';
import { bucketUri, streamedBucket } from './streamed-bucket';

/** Google Cloud Storage: `gs://<bucket>/<folder>`. */
export const googleCloudStorage: ModelSource = {
  ...streamedBucket,
  name: 'google-cloud-storage',
  title: 'a bucket of Google Cloud Storage',
  scheme: 'gs',
  uri: bucketUri('gs', /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, /^(gcs:\/\/|https:\/\/storage\.googleapis\.com\/)/),
  fields: { credential: 'needed' },
  credentials: ['secret', 'workloadIdentity', 'anonymous'],
  // runai-model-streamer-gcs 0.17.1 `credentials.py`; the file is what Google's own clients read.
  env: ({ credential }) => ({
    ...(credential?.type === 'secret' && { GOOGLE_APPLICATION_CREDENTIALS: `${KEY_DIRECTORY}/${KEY_FILE}` }),
    ...(credential?.type === 'anonymous' && { RUNAI_STREAMER_GCS_USE_ANONYMOUS_CREDENTIALS: 'true' }),
  }),
  reservedEnv: ['GOOGLE_APPLICATION_CREDENTIALS', 'RUNAI_STREAMER_GCS_USE_ANONYMOUS_CREDENTIALS'],
  environmentPrefixes: ['GOOGLE_APPLICATION_CREDENTIALS', 'RUNAI_STREAMER_'],
  podLabels: () => ({}),
  volumes: ({ credential }) => credential?.type === 'secret'
    // Readable by the user and by fsGroup, nobody else.
    ? [{
        name: KEY_VOLUME,
        secret: { secretName: credential.secretName, defaultMode: 0o440, items: [{ key: KEY_FILE, path: KEY_FILE }] },
      }]
    : [],
  volumeMounts: ({ credential }) => credential?.type === 'secret'
    ? [{ name: KEY_VOLUME, mountPath: KEY_DIRECTORY, readOnly: true }]
    : [],
  downloadPorts: () => [443],
  // GKE documentation, Workload Identity Federation: what a network policy must allow.
  identityServers: ({ credential }) => credential?.type === 'workloadIdentity'
    ? [{ cidr: '169.254.169.252/32', ports: [988] }, { cidr: '169.254.169.254/32', ports: [80] }]
    : [],
  credential: { text: 'private_key_id"\\s*:\\s*"[0-9a-f]{40}', flag: 'google-application-credentials' },
  failures: [
    {
      says: /DefaultCredentialsError|storage\.objects\.(get|list) (access|denied)|does not have storage\.objects/,
      fix: 'the bucket refuses the credential: give its account `roles/storage.objectViewer`, or correct '
        + '`model.credential`',
    },
  ],
};

const KEY_VOLUME = 'google-key';
const KEY_DIRECTORY = '/var/run/secrets/google';
const KEY_FILE = 'key.json';
