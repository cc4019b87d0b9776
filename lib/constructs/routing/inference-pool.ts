import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  InferencePool as InferencePoolV1,
  InferencePoolSpecEndpointPickerRefFailureMode,
} from '../../../imports/inference.networking.k8s.io';
import {
  InferencePool as InferencePoolV1Alpha2,
  InferencePoolSpecExtensionRefFailureMode,
} from '../../../imports/inference.networking.x-k8s.io';
import { InferencePoolGroup } from '../../gateways/inference-pool-api';
import { GatewayProvider } from '../../gateways/gateway';
import type { InferencePlan } from '../../plan/inference-plan';
import { portsFrom } from '../../plan/parallelism';
import { judgeComposition } from '../../rules/composition';
import { Finding } from '../../rules/language/finding';
import type { InferenceSpec } from '../../spec/deployment';
import type { EndpointPickerSpec } from '../../spec/endpoint-picker';
import { App } from '../../synth/app';
import { Checked } from '../../synth/findings-source';
import { validateInStockApp } from '../../synth/stock-app';
import type { AggregatedPool } from '../serving/aggregated-pool';
import type { DecodePool } from '../serving/decode-pool';
import type { PrefillPool } from '../serving/prefill-pool';
import { InferencePoolPlan } from '../../plan/inference-pool-plan';

/** What a person states of an {@link InferencePool}. */
export interface InferencePoolFacts {
  /** The pods that it selects: a prefill and a decode pool, or one whose pods do both. */
  readonly pools: readonly [PrefillPool, DecodePool] | readonly [AggregatedPool];
  /** The Gateway API implementation that will read it. @default istio('1.30') */
  readonly gateway?: GatewayProvider;
  /** Its name; its picker is called `<name>-epp`. @default - name of the deployment */
  readonly name?: string;
  /** What chooses among its pods. @default - as in EndpointPickerSpec */
  readonly endpointPicker?: EndpointPickerSpec;
  /** Rules that are broken knowingly, each with the reason. @default - none */
  readonly waive?: InferenceSpec['waive'];
}

/** An {@link InferencePool} takes either a plan or the few facts from which a plan is made. */
export type InferencePoolProps = { readonly plan: InferencePoolPlan } | InferencePoolFacts;

/**
 * The pods that a route may send requests to, in the API group that the gateway reads.
 *
 * Composed by hand it asks every rule that a spec is asked, of itself and the two pools.
 */
export class InferencePool extends Construct implements Checked {
  /** A pool that exists already: nothing is written for it. */
  public static fromName(
    scope: Construct,
    id: string,
    facts: InferencePoolFacts & { readonly name: string },
  ): InferencePool {
    return new InferencePool(scope, id, facts, true);
  }

  /**
   * What a spec with the same facts becomes; absent where a plan was given or a fact does not have the shape of one.
   */
  public readonly deployment?: InferencePlan;

  private readonly problems: readonly Finding[];

  constructor(scope: Construct, id: string, props: InferencePoolProps);
  /** @internal */
  constructor(scope: Construct, id: string, props: InferencePoolProps, exists: boolean);
  constructor(scope: Construct, id: string, props: InferencePoolProps, exists = false) {
    super(scope, id);
    const made = 'plan' in props ? { ...props, deployment: undefined, problems: [] } : composed(this, props);
    const { deployment, plan, problems } = made;
    this.deployment = deployment;
    this.problems = problems;
    if (plan?.selectedBy === 'InferencePool' && !exists) manifests[plan.group](this, plan);
    validateInStockApp(this);
  }

  /** What cannot work in the composition, and what probably does not do what was meant. */
  public findings(): readonly Finding[] {
    return this.problems;
  }
}

interface Composed {
  readonly deployment?: InferencePlan;
  readonly plan?: InferencePoolPlan;
  readonly problems: readonly Finding[];
}

function composed(
  pool: InferencePool,
  { pools, endpointPicker, gateway, name, waive }: InferencePoolFacts,
): Composed {
  const { root } = pool.node;
  const [prefill, decode] = pools.length === 1 ? [undefined, pools[0]] : pools;
  // A pool of a wrong shape says so itself, and one made from a plan has been judged with it.
  if (!decode.facts || (prefill && !prefill.facts)) return { problems: [] };
  return judgeComposition(
    (prefill ?? decode).facts!.deployment ?? Chart.of(pool).node.id,
    {
      namespace: Chart.of(pool).namespace,
      ...(prefill?.facts && { prefill: prefill.facts }),
      decode: decode.facts,
      endpointPicker,
      gateway,
      name,
      waive,
    },
    root instanceof App ? root.ownRules : [],
  );
}

const failureModes = {
  v1alpha2: {
    FailClose: InferencePoolSpecExtensionRefFailureMode.FAIL_CLOSE,
    FailOpen: InferencePoolSpecExtensionRefFailureMode.FAIL_OPEN,
  },
  v1: {
    FailClose: InferencePoolSpecEndpointPickerRefFailureMode.FAIL_CLOSE,
    FailOpen: InferencePoolSpecEndpointPickerRefFailureMode.FAIL_OPEN,
  },
} as const;

const manifests: Record<InferencePoolGroup, (scope: Construct, plan: InferencePoolPlan) => ApiObject> = {
  'inference.networking.x-k8s.io': (scope, { name, matchLabels, targetPort, endpointPicker, failureMode }) =>
    new InferencePoolV1Alpha2(scope, 'Default', {
      metadata: { name },
      spec: {
        selector: matchLabels,
        targetPortNumber: targetPort,
        extensionRef: {
          group: '',
          kind: 'Service',
          name: endpointPicker.serviceName,
          portNumber: endpointPicker.port,
          failureMode: failureModes.v1alpha2[failureMode],
        },
      },
    }),
  'inference.networking.k8s.io': (scope, { name, matchLabels, targetPort, ports, endpointPicker, failureMode }) =>
    new InferencePoolV1(scope, 'Default', {
      metadata: { name },
      spec: {
        selector: { matchLabels },
        targetPorts: portsFrom(targetPort, ports).map(number => ({ number })),
        endpointPickerRef: {
          group: '',
          kind: 'Service',
          name: endpointPicker.serviceName,
          port: { number: endpointPicker.port },
          failureMode: failureModes.v1[failureMode],
        },
      },
    }),
};
