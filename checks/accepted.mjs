/**
 * Findings that stand, each with its reason. One that no longer matches anything fails the run, so this list says what
 * is true. `checker` and `rule` are as the checker prints them; `about` is a pattern over its line.
 */
export const accepted = [
  {
    checker: 'kube-score',
    rule: 'few replicas',
    about: /gaie-llama31-epp/,
    reason:
      'each picker counts the requests it sent itself, so two send to pods that the other has filled (PD436); a node '
      + 'that is lost takes about a minute (docs/operations.md)',
  },
  {
    checker: 'kube-score',
    rule: 'podAntiAffinity',
    about: /./,
    reason: 'a topology spread constraint over nodes says it, and lets more pods than nodes start',
  },
  {
    checker: 'kube-score',
    rule: 'ImagePullPolicy',
    about: /./,
    reason:
      'tags are releases; with Always a registry that does not answer keeps pods from starting on nodes that '
      + 'have the image, of 10 GB and more',
  },
  {
    checker: 'kube-score',
    rule: 'CPU limit',
    about: /\((routing-proxy|epp)\)/,
    reason:
      'every request passes through these two; a limit throttles them in bursts, a request already gives them '
      + 'their share',
  },
  {
    checker: 'kube-score',
    rule: 'writable root filesystem',
    about: /\(vllm\)/,
    reason:
      'NVIDIA\'s CDI hook writes to it on some nodes, and then no GPU pod starts (kserve/kserve PR 5711); '
      + '`security.readOnlyEngine` where it does not',
  },
  {
    checker: 'kube-score',
    rule: 'low (user|group) ID',
    about: /llm-d-llama31 |llm-d-llama31$/,
    reason: 'the first deployment runs as the user that its images are made for; `security.user: high` in the other',
  },
  {
    checker: 'kube-score',
    rule: 'Ephemeral Storage',
    about: /llm-d-llama31-(prefill|decode)\/llm-d-llama31 .*\(vllm\)/,
    reason:
      'above a limit the pod is evicted, and the first deployment\'s need was never measured; '
      + '`ephemeralStorage` in the other',
  },
  {
    checker: 'gitleaks',
    rule: 'generic-api-key',
    about: /__tests__\/rules\/public-cases\.test\.ts/,
    reason: 'made-up values that PD601 must find: the test shows that a finding never repeats them',
  },
  {
    checker: 'gitleaks',
    rule: 'generic-api-key',
    about: /__tests__\/model-sources\/sources\.test\.ts/,
    reason: 'the names of a Secret and of its folder in an expression of an earlier commit, which no value is in',
  },
  {
    checker: 'checkov',
    rule: 'CKV_K8S_43|CKV_K8S_14',
    about: /llm-d-llama31/,
    reason:
      'images.lock has no digests: where it was written no registry could be asked; `npx llmd images` writes them',
  },
  { checker: 'checkov', rule: 'CKV_K8S_15', about: /./, reason: 'as ImagePullPolicy of kube-score' },
  { checker: 'checkov', rule: 'CKV_K8S_11', about: /decode|epp/, reason: 'as CPU limit of kube-score' },
  {
    checker: 'checkov',
    rule: 'CKV_K8S_22',
    about: /prefill|decode/,
    reason: 'as writable root filesystem of kube-score',
  },
  { checker: 'checkov', rule: 'CKV_K8S_40', about: /llm-d-llama31\./, reason: 'as low user ID of kube-score' },
];
