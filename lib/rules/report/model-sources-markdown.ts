import type { ModelSource } from '../../model-sources/source';
import { modelSources } from '../../model-sources/sources';
import { knownVersions } from '../../stack/releases';

/** The page about sources of models, made of their modules. */
export function modelSourcesPage(): string {
  return [
    '# Where models come from',
    '',
    'The scheme of `model.uri` names the source. This page is written by `npm run docs` from `lib/model-sources/`.',
    '',
    table(),
    '',
    '- **Facts**: a path that ends with `<owner>/<model>` of a known model has its facts; of any other, `model.like`',
    '  says which model it is like. Clients call it by `model.servedName`, by default the last folder.',
    '- **`pvc://` and `file://`**: nothing is made, downloaded or deleted. The pods mount the claim or the folder to',
    '  be read; network policies let the engines reach nothing outside. `llmd doctor` asks whether the claim is there,',
    '  is bound, and can be mounted on several nodes. What a node has in a folder is not asked.',
    '- **`oci://`**: the kubelet pulls the image with the pull secrets of the pods, and its files are a volume that',
    '  is only read. `#<folder>` names the folder of the model where it is not the root, for example `#models`.',
    '  `images.mirrors` and `images.digests` hold for it. Needs Kubernetes 1.35 (`kubernetes: \'1.35\'`, PD248), or',
    '  1.31 with the gate `ImageVolume`. Pod Security `restricted` admits it (pod-security-admission v0.34.4).',
    '- **`modelCache: { type: \'existingClaim\', claimName, path, filled }`**: the cache of the Hub in a claim that',
    '  exists: two deployments share what one has downloaded. `path` is `hub` where the root of the claim was the home',
    '  of the Hub\'s client, as in llm-d\'s guides.',
    '- **`modelCache.filledBy: \'Job\'`**: a Job downloads the weights once into the claim, with the image of the',
    '  engines and `containers.modelDownload`. It alone has token and way out; the engines wait in an init container',
    '  for a marker in the cache, and then ask the Hub for nothing. The Job compares the size of the files with the',
    '  space of the volume first, and goes on where an earlier one ended. `llmd status` shows it; pods that wait for',
    '  it are `downloading`, and a rollout may take `downloadSeconds` longer. Deployments that share a claim may all',
    '  have a Job: the second one finds the marker. Another `revision` is another Job. A claim that is filled by a',
    '  Job and then mounted from a snapshot (`ReadOnlyMany`) is not made: fill it, and name it with `pvc://`.',
    '- The program of the Job was run with huggingface_hub 0.36.0, through a proxy, against a server that speaks the',
    '  Hub\'s protocol behind TLS with a CA of its own, and its cache was read offline; no Job was run in a cluster.',
    '- **`network.proxy` and `network.caBundle`** are those of engines and Job. Cluster names and private IP blocks',
    '  are left out of the proxy, and network policies open its port in place of the source\'s. The bundle is in',
    '  `SSL_CERT_FILE` and `REQUESTS_CA_BUNDLE` too: with the first alone huggingface_hub 0.36.0 trusted no mirror.',
    '  Picker and gateway have neither.',
    '- **Buckets** are streamed to the GPUs (`--load-format`), without volume and cache. '
    + versions(),
    '- **`credential: { type: \'secret\', secretName }`**: the Secret has the keys of the table.',
    '- **`credential: { type: \'workloadIdentity\', annotations }`**: annotations are those of the ServiceAccounts of',
    '  both roles, for example `eks.amazonaws.com/role-arn`, `iam.gke.io/gcp-service-account` or',
    '  `azure.workload.identity/client-id`. The policies open the addresses at which EKS and GKE tell a pod who it is.',
    '- **A mirror of the Hub** is `model.endpoint`; a private store that speaks the protocol of S3 as well.',
    '- `llmd bench` and `operations.verification.benchmark` make prompts with the model\'s tokenizer, which they load',
    '  from a repository or a folder, not from a bucket (PD247).',
    '',
    'None of the buckets was tried with a store, and no image was mounted by a kubelet: names of variables, flags and',
    'fields were read in the sources that each module names (PD250).',
    '',
  ].join('\n');
}

function table(): string {
  return [
    '| source | `model.uri` | weights | fields of `model` | credentials | keys of the Secret | ports out |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...modelSources.map(row),
  ].join('\n');
}

function row(source: ModelSource): string {
  const { credentials, fields, storageOf, title, uri } = source;
  const storage = {
    none: 'streamed, kept nowhere', existingClaim: 'in the claim', hostPath: 'on the nodes', image: 'in the image',
  };
  const kept = storageOf(uri.example)?.type as keyof typeof storage | undefined;
  const asked = Object.entries(fields).map(([field, need]) => `\`${field}\`${need === 'needed' ? ' (needed)' : ''}`);
  return `| ${[
    title, `\`${uri.form}\``, kept === undefined ? 'downloaded into `modelCache`' : storage[kept],
    asked.join(', ') || '-', credentials.map(type => `\`${type}\``).join(', ') || '-', keys(source),
    source.downloadPorts({ offline: false }).join(', ') || '-',
  ].join(' | ')} |`;
}

/** The keys that the pods read of a Secret with the credential. */
function keys({ credentials, env, volumes }: ModelSource): string {
  if (!credentials.includes('secret')) return '-';
  const model = { offline: false, credential: { type: 'secret', secretName: 'it' } } as const;
  const inVariables = Object.values(env(model, '')).flatMap(value =>
    typeof value === 'object' && 'key' in value ? [value.key] : []);
  const inFiles = volumes(model).flatMap(({ secret }) => secret?.items?.map(({ key }) => key) ?? []);
  return [...inVariables, ...inFiles].map(key => `\`${key}\``).join(', ');
}

function versions(): string {
  const texts = knownVersions.modelServer.map(({ known: { bucketSchemes, version } }) =>
    `${version} loads from ${bucketSchemes.map(scheme => `\`${scheme}://\``).join(', ')}`);
  return `vLLM ${texts.join('; ')}.`;
}
