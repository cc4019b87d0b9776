import { gatewayNamed } from '../../../gateways/gateways';
import { ModelUri } from '../../../model-sources/source';
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
    title: `The model is named as ${modelSources.map(({ title }) => title).join(' or ')} names it`,
    severity: 'error',
    cause: ofUris(({ cause }) => cause, '; '),
    fix: `set \`model.uri\` to ${ofUris(({ form, example }) => `${form}, for example ${example}`, ' or ')}`,
    source: ofUris(({ source }) => source, '; '),
    evidence: 'read',
    waivable: false,
    check: ({ spec: { model } }) => {
      const source = sourceOfUri(model.uri);
      const form = source?.uri.form ?? ofUris(({ form }) => form, ' or ');
      return source?.uri.allows(model.uri)
        ? []
        : [{ field: 'model.uri', cause: `must be ${form}, got ${excerpt(model.uri)}`, ...meant(model.uri) }];
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
    : { fix: `copy the model from ${scheme} into the cache, name it as the Hub does, and set \`modelCache.filled\`` };
}

/** A text of each source about its URIs. */
function ofUris(text: (uri: ModelUri) => string, separator: string): string {
  return modelSources.map(({ uri }) => text(uri)).join(separator);
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
  const { besidePicker, derivedNames } = gatewayNamed(gateway.provider.name);
  return [
    ...plan.pools.map(({ name, role }) => ({ field: 'name', name, what: `the ${role} Deployment` })),
    { field: 'name', name: plan.modelCache.name, what: 'the model cache' },
    { field: 'namespace', name: spec.namespace, what: 'the Namespace' },
    {
      field: spec.names?.gateway ? 'names.gateway' : 'name',
      name: `${gateway.name}${gateway.provider.serviceNameSuffix}`,
      what: 'the gateway\'s Service',
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
