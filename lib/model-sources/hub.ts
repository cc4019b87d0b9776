import type { k8s } from 'cdk8s-plus-28';
import type { SecretKeyReference } from '../spec/references';
import { text as download } from './hub-download.py.json';
import { clientHome } from './hub-client';
import { hintsOf } from './hub-models';
import { portOf } from './endpoint-port';
import type { ModelSource } from './source';

/** The Hugging Face Hub: `hf://<owner>/<model>`. */
export const hub: ModelSource = {
  name: 'hub',
  title: 'the Hugging Face Hub',
  scheme: 'hf',
  uri: {
    form: 'hf://<owner>/<model>',
    example: 'hf://meta-llama/Llama-3.1-8B-Instruct',
    cause: 'the model is the first argument of `vllm serve`, which reads it as a repository of the Hub; '
      + 'anything else is looked for on the container\'s disk and not found',
    source: 'huggingface_hub 0.36 utils/_validators.py, validate_repo_id',
    allows,
    meantBy: (text) => {
      const path = text.replace(/^(hf:\/*|https?:\/\/(www\.)?(huggingface\.co|hf\.co)\/)/, '');
      const uri = `hf://${path.split(/[/?#]/).slice(0, 2).join('/')}`;
      return allows(uri) ? uri : undefined;
    },
  },
  fields: { endpoint: 'taken', revision: 'taken', token: 'taken' },
  credentials: [],
  storageOf: () => undefined,
  repositoryOf: repository,
  servedNameOf: repository,
  factsKeyOf: repository,
  hintsOf,
  flags: ({ revision }) => ({ '--revision': revision }),
  env: ({ endpoint, offline, token }, cache) => ({
    HF_HUB_CACHE: cache,
    // huggingface_hub 0.36 `constants.py`.
    ...(endpoint !== undefined && { HF_ENDPOINT: endpoint }),
    ...(offline && { HF_HUB_OFFLINE: '1' }),
    // A file, not a variable: it does not show in `kubectl describe` and changes without a restart.
    ...(token && { HF_TOKEN_PATH: `${TOKEN_DIRECTORY}/${TOKEN_FILE}` }),
  }),
  // Only finished files are shared (HF_HUB_CACHE); what the client keeps while downloading stays in the pod.
  homeEnv: clientHome,
  download,
  usualToken: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  reservedEnv: ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'],
  // huggingface_hub 2.4.0.
  mirrorEnv: ['HF_ENDPOINT'],
  // huggingface_hub 0.36 `constants.py`.
  offlineEnv: ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'],
  environmentPrefixes: [],
  podLabels: () => ({}),
  volumes: ({ token }) => (token ? [{ name: TOKEN_VOLUME, secret: tokenSecret(token) }] : []),
  volumeMounts: ({ token }) => (token ? [{ name: TOKEN_VOLUME, mountPath: TOKEN_DIRECTORY, readOnly: true }] : []),
  // The Hub and the stores that it redirects to have no fixed addresses.
  downloadPorts: ({ endpoint }) => [portOf(endpoint)],
  identityServers: () => [],
  // gitleaks v8.30.1 `config/gitleaks.toml`.
  credential: { text: 'hf_[A-Za-z0-9]{30,}', flag: 'hf[-_]token' },
  // The client writes a bar for each file (huggingface_hub `file_download.py`).
  progress: /(\.safetensors|Downloading shards|Fetching \d+ files):\s+\d+%/g,
  failures: [
    {
      says: new RegExp([
        '\\b401 (Client Error|Unauthorized)', 'GatedRepoError', 'gated repo', 'Access to model .* is restricted',
        'Invalid user token',
      ].join('|')),
      fix: 'the Hub refuses the token: put one with access to the model into the Secret that the pods mount',
    },
    {
      says: /RepositoryNotFoundError|is not a local folder and is not a valid model identifier/,
      rule: 'PD713',
      fix: 'the Hub has no such model: correct `model.uri`',
    },
  ],
};

const TOKEN_VOLUME = 'huggingface-token';
const TOKEN_DIRECTORY = '/var/run/secrets/huggingface';
const TOKEN_FILE = 'token';

const repositoryUri = /^hf:\/\/[\w](?:[\w.-]{0,94}[\w])?\/[\w](?:[\w.-]{0,94}[\w])?$/;

function allows(uri: string): boolean {
  return repositoryUri.test(uri) && !/--|\.\./.test(uri);
}

/** `<owner>/<model>` on the Hub. */
function repository(uri: string): string {
  return uri.replace(/^hf:\/\//, '');
}

function tokenSecret({ secretName, key }: SecretKeyReference): k8s.SecretVolumeSource {
  // Readable by the user and by fsGroup, nobody else.
  return { secretName, defaultMode: 0o440, items: [{ key, path: TOKEN_FILE }] };
}
