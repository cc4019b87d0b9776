import { gatewayNamed, serviceOf } from '../../../gateways/gateways';
import { modelSources, sourceOfUri } from '../../../model-sources/sources';
import { InferencePlan } from '../../../plan/inference-plan';
import { cut } from '../../../schema/shown';
import { excerpt } from '../../language/message-text';
import { Rule, Violation } from '../../language/rule';

/** Names, given and derived. */
export const nameRules: readonly Rule[] = [
  {
    id: 'PD711',
    title: 'A name is a DNS label',
    severity: 'error',
    cause: 'the name is used for a Service, and the API server refuses other names',
    fix: 'use lowercase letters, digits and dashes, starting with a letter and ending with a letter or a digit',
    source: 'Kubernetes documentation, Object Names and IDs: RFC 1035 label names, which Services need',
    evidence: 'proven',
    waivable: false,
    check: plan =>
      given(plan)
        .filter(({ name }) => !dnsLabel.test(name))
        .map(
          ({ field, name }): Violation => ({
            field,
            cause: name === '' ? 'must not be empty' : `must be a DNS label, got '${name}'`,
          }),
        ),
    example: { field: 'namespace', fails: 'Team A', passes: 'team-a' },
  },
  {
    id: 'PD378',
    title: 'The namespace is not one of Kubernetes itself',
    severity: 'error',
    cause:
      'names that begin with `kube-` are of the system: the Pod Security level and the policies that are written for '
      + 'the namespace would hold for its pods too, and `llmd destroy` removes what is in it',
    fix: 'use a namespace of its own, for example `inference`',
    source: 'Kubernetes documentation, Namespaces: the prefix `kube-` is reserved for system namespaces',
    evidence: 'read',
    check: ({ spec: { namespace } }) => namespace.startsWith('kube-')
      ? [{ field: 'namespace', cause: `'${namespace}' is a namespace of the system` }]
      : [],
    example: { field: 'namespace', fails: 'kube-system', passes: 'inference' },
  },
  {
    id: 'PD712',
    title: 'No name, given or derived, is longer than its object allows',
    severity: 'error',
    cause:
      'the API server refuses a longer name; a name that a gateway derives is refused only later, when the '
      + 'gateway creates the object',
    fix: 'use a shorter name',
    source:
      'Kubernetes documentation, Object Names and IDs: 63 characters; istio/istio 1.30.3 names the Service '
      + '<gateway>-istio and <pool>-ip-<8 digits>',
    evidence: 'read',
    waivable: false,
    check: (plan) => {
      const tooLong = derived(plan).filter(({ name }) => name.length > MAX_LENGTH);
      const fields = [...new Set(tooLong.map(({ field }) => field))];
      // One name of the spec is in many: the longest says how much shorter it must be.
      return fields.map((field): Violation => {
        const ofField = tooLong.filter(other => other.field === field).sort((a, b) => b.name.length - a.name.length);
        const { name, what } = ofField[0]!;
        const fit = (given(plan).find(other => other.field === field)?.name.length ?? 0) - name.length + MAX_LENGTH;
        const others = ofField.length > 1 ? `; ${ofField.length - 1} more names are too long` : '';
        return {
          field,
          cause:
            `the name of ${what}, '${cut(name, LONGEST_SHOWN)}', must have at most ${MAX_LENGTH} characters, got `
            + `${name.length}${others}`,
          fix: `use at most ${fit} characters`,
        };
      });
    },
    example: {
      field: 'names', fails: { gateway: 'g'.repeat(58) }, alsoFails: [{ gateway: 'g'.repeat(64) }],
      passes: { gateway: 'g'.repeat(57) },
    },
  },
  {
    id: 'PD713',
    title: 'The model is named as its source names it',
    severity: 'error',
    cause: 'the scheme of the URI says where the weights are, and the rest says which: of any other text neither is '
      + 'known, and vLLM looks for a folder of that name',
    fix: `set \`model.uri\` to one of ${modelSources.map(({ uri: { form } }) => form).join(', ')}`,
    source: modelSources.map(({ uri: { source } }) => source).filter(isFirst).join('; '),
    evidence: 'read',
    check: ({ spec: { model } }) => {
      const uri = sourceOfUri(model.uri)?.uri;
      if (uri?.allows(model.uri)) return [];
      const forms = modelSources.map(({ uri: { form } }) => form).join(', ');
      return uri === undefined
        ? [{ field: 'model.uri', cause: `must be one of ${forms}, got ${excerpt(model.uri)}`, ...meant(model.uri) }]
        : [{
            field: 'model.uri',
            cause: `must be ${uri.form}, got ${excerpt(model.uri)}: ${uri.cause}`,
            fix: `set \`model.uri\` to ${uri.form}, for example ${uri.example}`,
            ...meant(model.uri),
          }];
    },
    example: { field: 'model.uri', fails: 'hf://Qwen3', passes: 'hf://openai/gpt-oss-120b', implies: ['PD205'] },
  },
];

const MAX_LENGTH = 63;
const dnsLabel = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** How to name what another text names: the same model by its URI, or a copy in the cache. */
function meant(text: string): Pick<Violation, 'fix'> {
  const uris = modelSources.flatMap(({ uri }) => uri.meantBy(text) ?? []);
  const [scheme] = /^\w+:\/\//.exec(text) ?? [];
  if (uris.length > 0) return { fix: `use ${uris.join(' or ')}` };
  return scheme === undefined || sourceOfUri(text) !== undefined
    ? {}
    : { fix: `copy the model from ${scheme} into a claim, and name its folder (docs/model-sources.md)` };
}

function isFirst(text: string, index: number, texts: readonly string[]): boolean {
  return texts.indexOf(text) === index;
}

function given({ name, spec: { namespace, names } }: InferencePlan): { field: string; name: string }[] {
  return [
    { field: 'name', name },
    { field: 'namespace', name: namespace },
    ...Object.entries(names ?? {}).map(([object, value]: [string, string]) => ({
      field: `names.${object}`,
      name: value,
    })),
  ];
}

function derived({ spec, ...plan }: InferencePlan) {
  const { inferenceGateway: gateway, inferencePool: pool } = plan;
  const service = serviceOf(gateway.provider, { name: gateway.name, namespace: spec.namespace });
  const { besidePicker, derivedNames } = gatewayNamed(gateway.provider.name);
  return [
    ...plan.pools.map(({ name, role }) => ({ field: 'name', name, what: `the ${role} Deployment` })),
    ...(plan.modelCache.storage.type === 'persistentVolumeClaim'
      ? [{ field: 'name', name: plan.modelCache.name, what: 'the model cache' }]
      : []),
    // The digest of a Job's name has eight digits.
    ...plan.pools.slice(0, 1).flatMap(({ modelDownload }) => modelDownload
      ? [{ field: 'name', name: `${modelDownload.name}-00000000`, what: 'the Job that downloads the model' }]
      : []),
    { field: 'namespace', name: spec.namespace, what: 'the Namespace' },
    {
      field: spec.names?.gateway ? 'names.gateway' : 'name',
      ...(service === undefined
        ? { name: gateway.name, what: 'the Gateway' }
        : { name: service.name, what: 'the gateway\'s Service' }),
    },
    ...(besidePicker
      ? []
      : [{
          field: spec.names?.httpRoute ? 'names.httpRoute' : 'name', name: gateway.httpRoute, what: 'the HTTPRoute',
        }]),
    {
      field: spec.names?.inferencePool ? 'names.inferencePool' : 'name',
      name: plan.endpointPicker.name,
      what: 'the endpoint picker\'s Service',
    },
    ...derivedNames({ inferencePool: pool.name })
      .map(({ from, name, what }) => ({ field: spec.names?.[from] ? `names.${from}` : 'name', name, what })),
  ];
}

/** Longer than a name that somebody has only to shorten. */
const LONGEST_SHOWN = 150;
