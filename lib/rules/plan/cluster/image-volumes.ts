import { sourceOfUri } from '../../../model-sources/sources';
import { hasKubernetes } from '../../../spec/kubernetes';
import { Rule } from '../../language/rule';

const givenImage = {
  'model.uri': 'oci://registry.internal/openai/gpt-oss-120b:1.0',
  'model.like': 'openai/gpt-oss-120b',
  'modelCache': undefined,
  'waive': { PD250: 'an example' },
};

/** What a model in an image asks of the cluster, and what of a source was never run. */
export const imageVolumeRules: readonly Rule[] = [
  {
    id: 'PD248',
    title: 'The cluster mounts images as volumes',
    severity: 'error',
    cause: 'image volumes are on from Kubernetes 1.35; before, the API server drops the volume\'s field and refuses '
      + 'the pod, or the pod waits for a container runtime that mounts it',
    fix: 'copy the weights into a claim (`pvc://`); on 1.31 to 1.34 with the feature gate `ImageVolume` on API server '
      + 'and nodes, waive the rule',
    source: 'Kubernetes documentation, Use an Image Volume With a Pod: 1.33 beta (off), 1.35 beta (on)',
    evidence: 'read',
    check: ({ modelCache: { storage }, spec }) =>
      storage.type === 'image' && hasKubernetes(spec, '1.35') === false
        ? [{ field: 'kubernetes', cause: `Kubernetes ${spec.kubernetes} has them off, and the model is in an image` }]
        : [],
    example: { field: 'kubernetes', fails: '1.34', passes: '1.35', given: givenImage },
  },
  {
    id: 'PD249',
    title: 'It is known whether the cluster mounts images as volumes',
    severity: 'warning',
    cause: 'they need Kubernetes 1.35, and containerd 2.1 or CRI-O 1.31 on the nodes; without, the pods do not start',
    fix: 'say the version: `kubernetes: \'1.35\'`',
    source: 'Kubernetes documentation, Use an Image Volume With a Pod; containerd 2.1 release notes',
    evidence: 'read',
    check: ({ modelCache: { storage }, spec }) => storage.type === 'image' && spec.kubernetes === undefined
      ? [{ field: 'kubernetes', cause: 'is not there, and the model is in an image' }]
      : [],
    example: { field: 'kubernetes', fails: undefined, passes: '1.35', given: givenImage },
  },
  {
    id: 'PD250',
    title: 'The library has run what it writes about the source of the model',
    severity: 'warning',
    cause: 'flags, variables and volumes were read in the sources of vLLM and its loaders, and no engine was started '
      + 'with them by this library',
    fix: 'try it with one pod before a rollout (`llmd verify`), then waive the rule',
    source: 'lib/model-sources/: `neverTried` of each source',
    evidence: 'read',
    check: ({ spec: { model: { uri } } }) => {
      const source = sourceOfUri(uri);
      return source?.neverTried === undefined
        ? []
        : [{ field: 'model.uri', cause: `is of ${source.title}: ${source.neverTried}` }];
    },
    example: {
      field: 'model.uri',
      fails: 'oci://registry.internal/openai/gpt-oss-120b:1.0',
      passes: 'file:///mnt/models/openai/gpt-oss-120b',
      given: { 'modelCache': undefined, 'model.like': 'openai/gpt-oss-120b', 'kubernetes': '1.35' },
    },
  },
];
