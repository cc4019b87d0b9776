import type { FieldChange } from '../../cluster/changes/field-changes';
import { nameOf } from '../manifests/identity';
import { changesText } from './changes-text';
import { changeOf, EffectTopic, objectOf } from './effect';

/** The way of requests to pods. */
export const routingTopic: EffectTopic = {
  concerns: ({ kind }) => kinds.has(kind),
  effects: (difference) => {
    const object = objectOf(difference);
    const named = { kind: 'reroutes', object: nameOf(object), fields: difference.fields } as const;
    const change = changeOf(difference);
    if (change === 'creates') return [{ ...named, danger: 'care', text: `adds ${what(object.kind)}` }];
    if (change === 'deletes') {
      return [{ ...named, danger: 'care', text: `takes away ${what(object.kind)}: requests that came this way fail` }];
    }
    if (difference.fields.every(({ path }) => path.startsWith('.metadata'))) {
      return [{ ...named, kind: 'labels', danger: 'safe',
        text: 'changes labels or annotations; no request is rerouted' }];
    }
    const said = [...new Set(difference.fields.flatMap(field => meaning(field) ?? []))];
    const text = said.length > 0 ? said.join('; ') : `changes ${what(object.kind)}`;
    return [{ ...named, danger: 'care', text: `${text} (${changesText(difference)})` }];
  },
};

const kinds: ReadonlySet<string>
  = new Set(['InferencePool', 'HTTPRoute', 'GRPCRoute', 'Gateway', 'Service', 'InferenceModel', 'InferenceObjective']);

const whats: Readonly<Record<string, string>> = {
  InferencePool: 'the pool of pods that requests go to', HTTPRoute: 'the route of requests', GRPCRoute: 'a route',
  Gateway: 'the Gateway that requests come in by', Service: 'a Service', InferenceObjective: 'the order of requests',
  InferenceModel: 'a model by name',
};

function what(kind: string): string {
  return whats[kind]!;
}

function meaning({ path }: FieldChange): string | undefined {
  return meanings.find(([form]) => form.test(path))?.[1];
}

const meanings: readonly (readonly [RegExp, string])[] = [
  [/gatewayClassName/, 'another gateway implementation takes over: its proxy starts with another address'],
  [/\.hostnames|\.hostname$/, 'requests must name another host: those that do not are answered with status 404'],
  [/\.listeners/, 'the Gateway listens in another way: callers must reach the new port or protocol'],
  [/\.tls/, 'callers see another certificate or protocol'],
  [/\.weight$/, 'moves a part of the requests'],
  [/\.backendRefs/, 'requests go to another backend'],
  [/\.matches/, 'other requests are taken: those that match no rule are answered with status 404'],
  [/\.timeouts/, 'requests may take another time'],
  [/\.parentRefs/, 'the route is attached to another Gateway'],
  [/^\.spec\.selector/, 'other pods are chosen: those that are no longer selected get no requests'],
  [/\.targetPort|\.portNumber|\.port$|\.ports/, 'requests go to another port'],
  [/failureMode|failOpen/i, 'requests are treated in another way while the picker does not answer'],
  [/extensionRef|endpointPickerRef/, 'another picker chooses the pods'],
];
