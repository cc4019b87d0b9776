import { App, Testing } from 'cdk8s';
import fc from 'fast-check';
import { DisaggregatedInference, Finding, InferenceSpec } from '../../lib';
import { arbitrarySpec } from '../arbitrary-spec';
import { schemaErrors } from '../schema/check';
import { wrongValue as wrong } from '../wrong-value';

// 100,000 before a release: CASES=100000 npx jest wrong-values
const numRuns = Number(process.env.CASES ?? 300);

test(`one wrong value anywhere is named, or the manifests are still valid: ${numRuns} times`, () => {
  fc.assert(
    fc.property(
      arbitrarySpec,
      fc.nat(),
      fc.boolean(),
      fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('constructor', '__proto__', 'toString', '0', '9')),
      wrong,
      (spec, choice, adds, name, value) => {
        // What is known of a version is written by this library, a thousand words of it.
        const paths = pathsOf(withAllFields(spec)).filter(path => !path.includes('known'));
        const chosen = paths[choice % paths.length]!;
        const path = adds && chosen.length > 0 ? [...chosen.slice(0, -1), name] : chosen;
        const changed = replaced(withAllFields(spec), path, value) as InferenceSpec;
        const chart = new DisaggregatedInference(new App(), 'llama', changed);
        const findings = chart.findings();
        if (findings.some(finding => names(finding, path))) return;
        // A wrong value may also be a right one; then nothing may be wrong with the manifests.
        const errors = findings
          .filter(({ severity }) => severity === 'error')
          .map(({ rule, field }) => `${rule} ${field}`);
        expect([path.join('.'), ...errors]).toEqual([path.join('.')]);
        expect((Testing.synth(chart) as object[]).flatMap(manifest => schemaErrors(manifest))).toEqual([]);
      },
    ),
    { numRuns, ...(process.env.SEED && { seed: Number(process.env.SEED) }) },
  );
});

/** Fields that arbitrary specs leave out, so that they are hit too. */
function withAllFields(spec: InferenceSpec): InferenceSpec {
  return {
    ...spec,
    waive: { PD506: 'a reason' },
    decode: {
      ...spec.decode,
      pod: {
        ...spec.decode.pod,
        tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
        imagePullSecrets: [{ name: 'registry' }],
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
            },
          },
        },
      },
    },
  };
}

/**
 * Whether a finding is about a path: about it, something in it or what it is in. Errors about a part of a pair may name
 * the other part.
 */
function names({ field }: Finding, path: readonly string[]): boolean {
  const [found, wanted] = [field, path.join('.')].map(dotted => dotted.replaceAll(/\[(\d+)\]/g, '.$1')) as [
    string,
    string,
  ];
  return (
    found === wanted
    || found.startsWith(`${wanted}.`)
    || wanted.startsWith(`${found}.`)
    || found === 'spec'
    || partners.some(([one, other]) => wanted.startsWith(one) && found.startsWith(other))
    || (/^(model\.like|accelerator)/.test(wanted) && judgedByFacts.some(field => found.startsWith(field)))
  );
}

/** A rule that compares two fields says it about one of them. */
const partners: readonly (readonly [string, string])[] = [
  ['release', 'gateway'],
  ['gateway', 'release'],
  ['gateway.serviceNameSuffix', 'name'],
  ['release.endpointPicker.config', 'release.endpointPicker.config'],
  ['release.endpointPicker.aggregated', 'release.endpointPicker.aggregated'],
  // A parameter that the library fills in is a parameter of the configuration.
  ['release.endpointPicker.derived', 'release.endpointPicker.config'],
  ['release.endpointPicker.derived', 'release.endpointPicker.aggregated'],
  // An entry may be the value of the flag before it.
  ['prefill.extraArgs', 'prefill.extraArgs'],
  ['decode.extraArgs', 'decode.extraArgs'],
  ['prefill.engine.maxNumSeqs', 'prefill.engine.maxNumBatchedTokens'],
  ['decode.engine.maxNumSeqs', 'decode.engine.maxNumBatchedTokens'],
  ['prefill.memory', 'prefill.sharedMemory'],
  ['decode.memory', 'decode.sharedMemory'],
  ['prefill.sharedMemory', 'prefill.memory'],
  ['decode.sharedMemory', 'decode.memory'],
  ['prefill.parallelism', 'prefill.sharedMemory'],
  ['decode.parallelism', 'decode.sharedMemory'],
  ['prefill.parallelism', 'decode.parallelism'],
  ['prefill.replicas', 'prefill.autoscaling'],
  ['decode.replicas', 'decode.autoscaling'],
  ['fabric', 'security'],
];

/** What is stated of a model or a GPU is judged at the fields that must suit it. */
const judgedByFacts = [
  'modelCache',
  'startupSeconds',
  'engine',
  'model',
  'prefill.parallelism',
  'decode.parallelism',
  'prefill.engine',
  'decode.engine',
  'prefill.pod',
  'decode.pod',
];

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  const inside
    = typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))
      : [];
  return path.length === 0 ? inside : [[...path], ...inside];
}

function replaced(old: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const child = replaced((old as Record<string, unknown>)[key], rest, value);
  if (Array.isArray(old)) return key === 'length' ? old : Object.assign([...old as unknown[]], { [key]: child });
  return { ...old as object, [key]: child };
}
