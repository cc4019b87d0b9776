import type { RecordedEngine } from '../../plan/record';
import { EngineContainer, engineOf } from '../language/engine-container';
import { describe, RenderedObject, WrittenObject } from '../language/rendered-object';
import type { Violation } from '../language/rule';
import { workloadsIn } from '../../workloads/workloads';
import { recordedEngine, recordedEngines } from '../objects/recorded-engine';
import type { ChangeRule } from './change-rule';
import type { LastSynth } from './last-synth';

/** What prefill and decode must have in common does not change while they serve. */
export const pairChangeRule: ChangeRule = {
  id: 'PD320',
  title: 'What prefill and decode must have in common does not change in place',
  severity: 'error',
  cause:
    'the Deployments of both roles replace their pods one by one: for as long as that takes, old and new pods '
    + 'are in one pool and hand KV cache over to each '
    + 'other; with block sizes that differ answers have status 200 and wrong text, with the rest requests fail '
    + 'with status 500',
  fix:
    'write the change into a second deployment with another name, which has its own pool; when it serves, move '
    + 'the HTTPRoute or the callers to it, then remove this one '
    + '(docs/operations.md, "Changing what both roles share"). Where no pod of this deployment serves while it '
    + 'changes, set `waive: { PD320: \'<reason>\' }`',
  source:
    'measured on two H100, vLLM 0.27.1: pairs with unequal `--block-size` and `--kv-cache-dtype`; read in vLLM 0.27.1 '
    + 'vllm/distributed/kv_transfer/kv_connector/v1/nixl/metadata.py, compute_nixl_compatibility_hash: version, model, '
    + 'dtype, KV cache dtype, attention backend',
  evidence: 'read',
  check: pairChanges,
};

/**
 * What is not the same in the engines of the last synth and in those of this one: a violation for each fact and its two
 * values. Without a record of the last synth its Deployments are read.
 */
function pairChanges(objects: readonly WrittenObject[], last: LastSynth): Violation[] {
  const changes = objects.flatMap(written => changesOf(written, last));
  const alike = new Map<string, Change[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.fact.name, change.from, change.to]);
    alike.set(key, [...alike.get(key) ?? [], change]);
  }
  return [...alike.values()].map((group) => {
    const { container, fact, from, to } = group[0]!;
    const names = group.map(({ workload }) => workload).join(' and ');
    const change = `${fact.name} of ${names} was ${from} in the last synth and is ${to}`;
    return { field: fact.field(container), cause: `${change}; while this rolls, ${fact.consequence}` };
  });
}

function changesOf(written: WrittenObject, last: LastSynth): Change[] {
  const workloads = workloadsIn(written.object).filter(object => engineOf(object) !== undefined);
  if (workloads.length === 0) return [];
  const text = last.textOf(written);
  // Pods of the same template are not replaced; to read what is recorded of thousands would take seconds.
  if (text !== undefined && templateIn(text) === templateIn(written.text)) return [];
  const before = recordedEngines(last.objectOf(written) ?? {});
  return workloads.flatMap(object => changesIn(object, before, last));
}

function changesIn(object: RenderedObject, before: readonly RecordedEngine[], last: LastSynth): Change[] {
  const isSame = ({ name }: RecordedEngine): boolean => name === object.metadata?.name;
  const [recorded, seen] = [last.record?.engines.find(isSame), before.find(isSame)];
  // What an earlier record does not have is read in the Deployment itself.
  const previous = recorded ? { ...seen, ...recorded } : seen;
  if (!previous) return [];
  const [container, engine] = [engineOf(object)!, recordedEngine(object)!];
  // Pods without a connector hand over nothing: before or after this change they serve alone.
  if (previous.connector === '' || engine.connector === '') return [];
  const compared = facts.map(fact => ({ fact, from: fact.value(previous), to: fact.value(engine) }));
  return compared
    .filter(({ from, to }) => from !== to)
    .map(change => ({ ...change, container, workload: describe(object) }));
}

function templateIn(text: string): string {
  const at = text.indexOf('\n  template:');
  // Groups have theirs in other places: all of their object is compared.
  return at < 0 ? text : text.slice(at);
}

/** One fact of the engine of one workload. */
interface Change {
  readonly fact: Fact;
  readonly container: EngineContainer;
  /** Its kind and name. */
  readonly workload: string;
  readonly from: string;
  readonly to: string;
}

/** What engines must have in common to hand KV cache over. */
interface Fact {
  readonly name: string;
  /** Where a spec says it. */
  readonly field: (engine: EngineContainer) => string;
  readonly value: (engine: RecordedEngine) => string;
  /** What old and new pods do with each other. */
  readonly consequence: string;
}

const refused
  = 'old and new pods refuse each other\'s KV cache (`NIXL compatibility hash mismatch`, vLLM 0.15 and later) and '
    + 'these requests fail with status 500; '
    + 'an older vLLM does not compare it';

const facts: readonly Fact[] = [
  {
    name: 'the block size',
    field: () => 'engine.blockSize',
    value: ({ blockSize }) => String(blockSize),
    consequence:
      'decode pods that read smaller blocks than their own answer with status 200 and wrong text, and those '
      + 'that read larger ones with status 500',
  },
  { name: 'the model', field: () => 'model.uri', value: ({ model }) => model, consequence: refused },
  {
    name: 'the revision of the model',
    field: () => 'model.revision',
    value: ({ revision = 'the default branch' }) => revision,
    consequence:
      'pods of one revision read the KV cache of the other, which no check of vLLM refuses, and these answers have '
      + 'status 200 and the text of neither revision',
  },
  { name: 'the precision', field: () => 'engine.dtype', value: ({ dtype }) => dtype, consequence: refused },
  {
    name: 'the precision of KV cache',
    field: () => 'engine.kvCacheDtype',
    value: ({ kvCacheDtype }) => kvCacheDtype,
    consequence: refused,
  },
  {
    name: 'the attention backend',
    value: ({ attentionBackend }) => attentionBackend,
    consequence: refused,
    field: ({ env, role }) =>
      env.VLLM_ATTENTION_BACKEND === undefined ? `${role}.extraArgs` : `${role}.extraEnv.VLLM_ATTENTION_BACKEND`,
  },
  {
    name: 'the number of tensor-parallel GPUs',
    field: ({ role }) => `${role}.parallelism.tensor`,
    value: ({ tensorParallelSize }) => String(tensorParallelSize),
    consequence:
      'old and new pods of both roles meet in sizes that no rule has judged as a pair, and where vLLM cannot '
      + 're-shard KV cache between two of them (PD309), requests fail '
      + 'with status 500',
  },
  { name: 'the image of the engine', field: () => 'release', value: ({ image }) => image, consequence: refused },
];
