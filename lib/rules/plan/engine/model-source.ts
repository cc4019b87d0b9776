import type { ModelSource, SourceField } from '../../../model-sources/source';
import { sourceOf, sourceOfUri } from '../../../model-sources/sources';
import type { InferencePlan } from '../../../plan/inference-plan';
import { Release } from '../../../stack/releases';
import { isAddress } from '../../language/address';
import { givenModel } from '../../language/example';
import { Rule, Violation } from '../../language/rule';

/** What the source of a model needs, and what says nothing to it. */
export const modelSourceRules: readonly Rule[] = [
  {
    id: 'PD240',
    title: 'The source of the model reads what is said of it',
    severity: 'error',
    cause: 'the field is of another source of models: it would have no effect, and what it says would not be so',
    fix: 'remove the field, or name a model of a source that reads it (docs/model-sources.md)',
    source: 'lib/model-sources/: `fields` of each source',
    evidence: 'read',
    check: plan => ofSource(plan, (source, { model }) => sourceFields
      .filter(field => model[field] !== undefined && source.fields[field] === undefined)
      .map(field => ({ field: `model.${field}`, cause: `${source.title} has no use for \`${field}\`` }))),
    example: { field: 'model.region', fails: 'eu-central-1', passes: undefined },
  },
  {
    id: 'PD241',
    title: 'Weights that are downloaded are kept somewhere, and others are not kept twice',
    severity: 'error',
    cause:
      'the Hub\'s files need a place from which vLLM loads them; weights that are in a folder or go from a bucket to '
      + 'the GPUs have no use for a cache, which would stay empty',
    fix: 'set `modelCache: { type: \'persistentVolumeClaim\', size: ... }` for a model of the Hub, and only for that',
    source: 'lib/model-sources/: `storageOf` of each source',
    evidence: 'read',
    check: plan => ofSource(plan, ({ storageOf, title }, { model, modelCache }): Violation[] => {
      const isKept = storageOf(model.uri) !== undefined;
      if (isKept && modelCache !== undefined)
        return [{ field: 'modelCache', cause: `the weights are in ${title}`, fix: 'remove `modelCache`' }];
      return isKept || modelCache !== undefined
        ? []
        : [{
            field: 'modelCache',
            cause: `is not there, and the weights are downloaded from ${title}`,
            fix: 'set `modelCache: { type: \'persistentVolumeClaim\', size: ... }`, or name a claim that has the '
              + 'weights (docs/model-sources.md)',
          }];
    }),
    example: { field: 'modelCache', fails: undefined, passes: { type: 'persistentVolumeClaim', size: '1Ti' } },
  },
  {
    id: 'PD242',
    title: 'The source of the model has what it needs to be read',
    severity: 'error',
    cause:
      'without, the loader asks the instance\'s metadata, which pods do not reach, and is then refused in every pod',
    fix: 'set the field',
    source: 'runai-model-streamer 0.17: `credentials.py` of its parts for S3, Google Cloud Storage and Azure',
    evidence: 'read',
    check: plan => ofSource(plan, (source, { model }): Violation[] => {
      const missing = sourceFields
        .filter(field => source.fields[field] === 'needed' && model[field] === undefined)
        .map(field => ({
          field: `model.${field}`, cause: `is not there, and ${source.title} needs it`, fix: written(field, source),
        }));
      const { credential } = model;
      return credential === undefined || source.fields.credential === undefined
        || source.credentials.includes(credential.type)
        ? missing
        : [...missing, {
            field: 'model.credential.type',
            cause: `${source.title} does not take '${credential.type}'`,
            fix: written('credential', source),
          }];
    }),
    example: {
      field: 'model.credential',
      fails: undefined,
      passes: { type: 'workloadIdentity' },
      given: { 'model.uri': 's3://models/openai/gpt-oss-120b', 'modelCache': undefined },
      implies: ['PD250'],
    },
  },
  {
    id: 'PD243',
    title: 'The vLLM of the release loads from the bucket',
    severity: 'error',
    cause:
      'vLLM takes a URI of another scheme for a repository of the Hub, and exits with `Repo id must be in the form`',
    fix: 'copy the weights to a bucket that it loads from, or into a claim, or use a release with a newer vLLM',
    source: 'vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 vllm/transformers_utils/runai_utils.py, SUPPORTED_SCHEMES',
    evidence: 'read',
    check: plan => ofSource(plan, ({ scheme, title }, { release: { modelServer: { known } } }) =>
      !isStreamed(plan) || known === undefined || known.bucketSchemes.includes(scheme)
        ? []
        : [{
            field: 'model.uri',
            cause: `vLLM ${known.version} loads from ${known.bucketSchemes.map(name => `${name}://`).join(' and ')}, `
              + `not from ${title}`,
          }]),
    example: {
      field: 'release',
      fails: Release.LLM_D_0_3,
      passes: Release.LLM_D_0_10,
      given: {
        'model.uri': 'az://models/openai/gpt-oss-120b',
        'model.account': 'acme',
        'model.credential': { type: 'workloadIdentity' },
        'modelCache': undefined,
      },
      implies: ['PD250'],
    },
  },
  {
    id: 'PD244',
    title: 'The endpoint of the model is an address',
    severity: 'error',
    cause: 'the client sends its requests to the endpoint: what is no URL of HTTP is not reached, and a name and a '
      + 'password in it would be in the manifests',
    fix: 'use the address alone, for example `https://minio.internal:9000`',
    source: 'huggingface_hub 0.36 constants.py, HF_ENDPOINT; docs/src/env-vars.md of runai-model-streamer',
    evidence: 'read',
    check: ({ spec: { model: { endpoint } } }) => endpoint === undefined || isAddress(endpoint)
      ? []
      // A password may be in it: the value is not repeated.
      : [{ field: 'model.endpoint', cause: 'must be `http://` or `https://` with a host, and without a user' }],
    example: { field: 'model.endpoint', fails: 'minio.internal:9000', passes: 'https://minio.internal:9000' },
  },
  {
    id: 'PD245',
    title: 'The image has the client of the bucket',
    severity: 'warning',
    cause: 'the loader is a package beside vLLM, in a part for each kind of bucket; without it the engine exits with '
      + '`ImportError: please install vllm[runai]`',
    fix: 'look into the image with `pip show runai-model-streamer-s3` (`-gcs`, `-azure`), and waive the rule',
    source: 'vLLM 0.27.1, 0.30.0 and 0.33.0 docker/Dockerfile: `runai-model-streamer[s3,gcs,azure]`',
    evidence: 'read',
    check: plan => ofSource(plan, ({ scheme }, { release: { modelServer: { image, known } } }) =>
      !isStreamed(plan) || known === undefined || !known.bucketSchemes.includes(scheme)
      || known.bucketClients.includes(scheme)
        ? []
        : [{ field: 'model.uri', cause: `it was not read whether ${image} has the client of ${scheme}://` }]),
    example: {
      field: 'release',
      fails: Release.LLM_D_0_3,
      passes: Release.LLM_D_0_10,
      given: {
        'model.uri': 's3://models/openai/gpt-oss-120b',
        'model.credential': { type: 'workloadIdentity' },
        'modelCache': undefined,
      },
      implies: ['PD250'],
    },
  },
  {
    id: 'PD246',
    title: 'The folder of a claim is inside it',
    severity: 'error',
    cause: 'a `subPath` is relative and has no `..`: the API server refuses any other',
    fix: 'use the path from the root of the claim, for example `hub`',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, validateLocalDescendingPath',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { modelCache } }) =>
      modelCache?.type !== 'existingClaim' || modelCache.path === undefined || isInside(modelCache.path)
        ? []
        : [{ field: 'modelCache.path', cause: `must be a path inside the claim, got '${modelCache.path}'` }],
    example: {
      field: 'modelCache',
      fails: { type: 'existingClaim', claimName: 'models', path: '/hub' },
      passes: { type: 'existingClaim', claimName: 'models', path: 'hub' },
      given: givenModel('openai/gpt-oss-120b'),
    },
  },
  {
    id: 'PD247',
    title: 'A load generator has a tokenizer',
    severity: 'error',
    cause: 'it makes its prompts with the tokenizer of the model, which it loads from a repository or a folder, and '
      + 'ends with an error where the model is in a bucket',
    fix: 'remove `benchmark`, or load the model from a claim',
    source: 'vLLM 0.27.1 vllm/tokenizers/registry.py, get_tokenizer: no word of buckets; vllm/benchmarks/',
    evidence: 'read',
    check: (plan) => {
      const { verification } = plan.spec.operations ?? {};
      return isStreamed(plan) && verification?.benchmark !== undefined
        ? [{ field: 'operations.verification.benchmark', cause: `the model is at ${plan.spec.model.uri}` }]
        : [];
    },
    example: {
      field: 'operations.verification',
      fails: { benchmark: {} },
      passes: {},
      given: {
        'model.uri': 's3://models/openai/gpt-oss-120b',
        'model.credential': { type: 'workloadIdentity' },
        'modelCache': undefined,
      },
      implies: ['PD250'],
    },
  },
];

const sourceFields: readonly SourceField[] = ['account', 'credential', 'endpoint', 'region', 'revision', 'token'];

/** What is wrong with what a spec says to the source of its model; PD713 has URIs of no source. */
function ofSource(
  { spec }: InferencePlan, check: (source: ModelSource, spec: InferencePlan['spec']) => Violation[],
): Violation[] {
  const source = sourceOfUri(spec.model.uri);
  return source === undefined ? [] : check(source, spec);
}

/** Whether the weights go to the GPUs without being kept. */
function isStreamed({ pools }: InferencePlan): boolean {
  return pools.some(({ model }) => sourceOf(model).storageOf('')?.type === 'none');
}

/** What to write where a field is not there. */
function written(field: SourceField, { credentials }: ModelSource): string {
  const forms = {
    secret: '`{ type: \'secret\', secretName: ... }`',
    workloadIdentity: '`{ type: \'workloadIdentity\', annotations: ... }` (a role of the ServiceAccounts)',
    anonymous: '`{ type: \'anonymous\' }` for a public bucket',
  };
  return field === 'credential'
    ? `set \`model.credential\` to ${credentials.map(type => forms[type]).join(' or ')}`
    : `set \`model.${field}\``;
}

function isInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
}
