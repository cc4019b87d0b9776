import { MODEL_LABEL } from '../../plan/labels';
import { blockSizeRule, unequalBlocks } from '../plan/pair/block-size';
import { blockSizeOf, engineOf } from '../language/engine-container';
import { Finding } from '../language/finding';
import { describe, RenderedObject } from '../language/rendered-object';
import { applyRule } from '../language/rule';
import { workloadsIn } from '../../workloads/workloads';

/**
 * The engines of an app that hand KV cache over to each other, whatever made them: a pool's, and those of one model
 * that no pool selects.
 */
export class EnginePairs {
  private readonly namespaces = new Map<unknown, { readonly engines: Engine[]; readonly pools: Pool[] }>();

  /** Takes an object of a chart in. */
  public add(chart: string, written: RenderedObject): void {
    const objects = written.kind === 'InferencePool' ? [written] : workloadsIn(written);
    for (const object of objects) this.addOne(chart, object);
  }

  private addOne(chart: string, object: RenderedObject): void {
    const engine = engineOf(object);
    if (!engine && object.kind !== 'InferencePool') return;
    const namespace = object.metadata?.namespace;
    const inIt = this.namespaces.get(namespace) ?? { engines: [], pools: [] };
    this.namespaces.set(namespace, inIt);
    if (engine)
      inIt.engines.push({
        chart,
        name: describe(object),
        role: engine.role,
        labels: engine.labels,
        blockSize: blockSizeOf(engine),
      });
    else inIt.pools.push({ name: describe(object), selector: selectorOf(object) });
  }

  /** Where prefill and decode have blocks of unequal size. */
  public findings(): Finding[] {
    return [...this.namespaces.values()].flatMap(({ engines, pools }) => {
      // Nearly always all are equal, and thousands may be in one namespace.
      if (new Set(engines.map(({ blockSize }) => blockSize)).size <= 1) return [];
      const groups = pools.map(({ name, selector }) => ({
        name,
        engines: engines.filter(({ labels }) => selects(selector, labels)),
      }));
      const left = engines.filter(engine => !groups.some(group => group.engines.includes(engine)));
      const models = [...new Set(left.map(({ labels }) => labels[MODEL_LABEL]))];
      const byModel = models.map(model => ({
        name: `the label ${MODEL_LABEL}=${String(model)}`,
        engines: left.filter(({ labels }) => labels[MODEL_LABEL] === model),
      }));
      return [...groups, ...byModel].flatMap(group => unequal(group.name, group.engines));
    });
  }
}

interface Engine {
  readonly chart: string;
  readonly name: string;
  readonly role: 'prefill' | 'decode';
  readonly labels: Readonly<Record<string, unknown>>;
  readonly blockSize: number;
}

interface Pool {
  readonly name: string;
  readonly selector: Readonly<Record<string, unknown>>;
}

/** Of v1 a selector has `matchLabels`, of v1alpha2 it is the labels themselves. */
function selectorOf({ spec }: RenderedObject): Pool['selector'] {
  const selector
    = (spec as { readonly selector?: Readonly<Record<string, unknown>> | null } | null | undefined)?.selector ?? {};
  const { matchLabels } = selector;
  return typeof matchLabels === 'object' && matchLabels !== null ? matchLabels as Pool['selector'] : selector;
}

function selects(selector: Pool['selector'], labels: Engine['labels']): boolean {
  return Object.entries(selector).every(([label, value]) => labels[label] === value);
}

function unequal(group: string, engines: readonly Engine[]): Finding[] {
  const prefills = engines.filter(({ role }) => role === 'prefill');
  return engines.filter(({ role }) => role === 'decode').flatMap(({ chart, name, blockSize }) => {
    const others = prefills.filter(prefill => prefill.blockSize !== blockSize);
    return applyRule(
      blockSizeRule,
      chart,
      others.map(prefill => ({
        field: `${name} container vllm --block-size`,
        cause:
          `has blocks of ${blockSize} tokens and ${prefill.name} of ${prefill.blockSize}, both in ${group}: `
          + `${unequalBlocks(prefill.blockSize, blockSize)}`,
        fix: 'give the containers of both the same `--block-size`',
      })),
    );
  });
}
