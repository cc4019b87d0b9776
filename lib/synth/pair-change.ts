import { WrittenObject } from '../rules/language/rendered-object';
import { blockSizeOf, EngineContainer, engineOf, lastValue } from '../rules/language/engine-container';
import { RuleText, Violation } from '../rules/language/rule';
import { attentionBackend } from './attention-backend';
import { parsed, type TextBefore } from './previous-object';

/** What prefill and decode must have in common does not change while they serve. */
export const pairChangeRule = {
  id: 'PD320',
  title: 'What prefill and decode must have in common does not change in place',
  severity: 'error',
  cause: 'the Deployments of both roles replace their pods one by one: for as long as that takes, old and new pods are in one pool and hand KV cache over to each '
    + 'other; with block sizes that differ answers have status 200 and wrong text, with the rest requests fail with status 500',
  fix: 'write the change into a second deployment with another name, which has its own pool; when it serves, move the HTTPRoute or the callers to it, then remove this one '
    + '(docs/operations.md, "Changing what both roles share"). Where no pod of this deployment serves while it changes, set `waive: { PD320: \'<reason>\' }`',
  source: 'measured on two H100, vLLM 0.27.1: pairs with unequal `--block-size` and `--kv-cache-dtype`; read in vLLM 0.27.1 '
    + 'vllm/distributed/kv_transfer/kv_connector/v1/nixl/metadata.py, compute_nixl_compatibility_hash: version, KV cache dtype, attention backend',
  evidence: 'read',
} as const satisfies RuleText;

/** What is not the same in the engines of the last synth and in those of this one: a violation for each fact and its two values. */
export function pairChanges(objects: readonly WrittenObject[], before: TextBefore): Violation[] {
  const changes = objects.flatMap(written => changesOf(written, before));
  const alike = new Map<string, Change[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.fact.name, change.from, change.to]);
    alike.set(key, [...alike.get(key) ?? [], change]);
  }
  return [...alike.values()].map((group) => {
    const { engine, fact, from, to } = group[0]!;
    const names = group.map(({ deployment }) => `Deployment/${deployment}`).join(' and ');
    return { field: fact.field(engine), cause: `${fact.name} of ${names} was ${from} in the last synth and is ${to}; while this rolls, ${fact.consequence}` };
  });
}

function changesOf(written: WrittenObject, before: TextBefore): Change[] {
  const engine = engineOf(written.object);
  const text = engine && before(written);
  // Pods of the same template are not replaced; to read the YAML of thousands would take seconds.
  if (!engine || text === undefined || templateIn(text) === templateIn(written.text)) return [];
  const previous = engineOf(parsed(text) ?? {});
  if (!previous) return [];
  return facts.map(fact => ({ fact, engine, deployment: String(written.object.metadata?.name), from: fact.value(previous), to: fact.value(engine) }))
    .filter(({ from, to }) => from !== to);
}

function templateIn(text: string): string {
  return text.slice(text.indexOf('\n  template:'));
}

/** One fact of the engine of one Deployment. */
interface Change {
  readonly fact: Fact;
  readonly engine: EngineContainer;
  readonly deployment: string;
  readonly from: string;
  readonly to: string;
}

/** What engines must have in common to hand KV cache over. */
interface Fact {
  readonly name: string;
  /** Where a spec says it. */
  readonly field: (engine: EngineContainer) => string;
  readonly value: (engine: EngineContainer) => string;
  /** What old and new pods do with each other. */
  readonly consequence: string;
}

const refused = 'old and new pods refuse each other\'s KV cache (`NIXL compatibility hash mismatch`, vLLM 0.15 and later) and these requests fail with status 500; '
  + 'an older vLLM does not compare it';

const facts: readonly Fact[] = [
  {
    name: 'the block size', field: () => 'engine.blockSize', value: engine => String(blockSizeOf(engine)),
    consequence: 'decode pods that read smaller blocks than their own answer with status 200 and wrong text, and those that read larger ones with status 500',
  },
  { name: 'the precision of KV cache', field: () => 'engine.kvCacheDtype', value: ({ args }) => lastValue(args, '--kv-cache-dtype') ?? 'auto', consequence: refused },
  {
    name: 'the attention backend', value: attentionBackend, consequence: refused,
    field: ({ env, role }) => (env.VLLM_ATTENTION_BACKEND === undefined ? `${role}.extraArgs` : `${role}.extraEnv.VLLM_ATTENTION_BACKEND`),
  },
  {
    name: 'the number of tensor-parallel GPUs', field: ({ role }) => `${role}.parallelism.tensor`,
    value: ({ args }) => lastValue(args, '--tensor-parallel-size') ?? '1',
    consequence: 'old and new pods of both roles meet in sizes that no rule has judged as a pair, and where vLLM cannot re-shard KV cache between two of them (PD309), requests fail '
      + 'with status 500',
  },
  { name: 'the image of the engine', field: () => 'release', value: ({ image }) => versionOf(image), consequence: refused },
];

/** An image without its registry, and without its digest where it has a tag: neither changes what the engine is. */
function versionOf(image: string): string {
  const [reference = '', digest] = image.split('@');
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return name.includes(':') || digest === undefined ? name : `${name}@${digest}`;
}
