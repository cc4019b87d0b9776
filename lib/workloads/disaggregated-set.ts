import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { DisaggregatedSetSpec } from '../spec/disaggregated-set';
import { groupSpec, leaderWorkerSet } from './leader-worker-set';
import type { Workload, WorkloadObject, WorkloadParts } from './workload';

const GROUP = 'disaggregatedset.x-k8s.io';
const API_VERSION = `${GROUP}/v1`;
const KIND = 'DisaggregatedSet';

/**
 * A DisaggregatedSet: one object for both roles, of which its controller makes a LeaderWorkerSet for each role and
 * slice, named `<set>-<slice>-<revision>-<role>`, whose pods carry the name, role, slice and revision as labels. What a
 * role writes stands for all slices: its replicas are those of all together (kubernetes-sigs/lws v0.10.0,
 * api/disaggregatedset/v1, pkg/controllers/disaggregatedset).
 */
export const disaggregatedSet: Workload = {
  ...leaderWorkerSet,
  kind: KIND,
  apiVersion: API_VERSION,
  // Its controller makes an object with the scale subresource for each role that another one scales.
  scaleTarget: { apiVersion: API_VERSION, kind: 'DisaggregatedSetRoleScaler' },
  kedaTarget: { apiVersion: API_VERSION, kind: 'DisaggregatedSetRoleScaler' },
  stateMetrics: {
    readyPods: 'kube_statefulset_status_replicas_ready',
    nameLabel: 'statefulset',
    // Those of workers have the number of their group at the end.
    namePattern: ({ role, set = '' }) => `${set}-[0-9]+-[0-9a-f]+-${role}`,
  },
  revisionLabel: `${GROUP}/revision`,
  addObjects,
  // Numbers are read of its parts.
  replicasPath: 'spec.slices',
  replicasOf: () => undefined,
  selectorOf: () => undefined,
  podTemplateOf: () => undefined,
  podsOf: () => [],
  domainOf: object => specOf(object).placementPolicy?.topology,
  makes: {
    apiVersion: leaderWorkerSet.apiVersion,
    kind: leaderWorkerSet.kind,
    labels: ({ name }) => ({ [`${GROUP}/name`]: name }),
    partsOf,
    setsOf: object => specOf(object).slices ?? 1,
    isMadeOf,
  },
  controller: {
    ...leaderWorkerSet.controller!,
    title: 'LeaderWorkerSet with DisaggregatedSet',
    least: '0.10.0',
    command: 'helm install lws oci://registry.k8s.io/lws/charts/lws --version 0.10.0 -n lws-system --create-namespace '
      + '--set enableDisaggregatedSet=true',
  },
};

/** The first role of a deployment makes the object of both. */
function addObjects(scope: Construct, parts: WorkloadParts): void {
  const { set } = parts;
  if (set === undefined) throw new Error('a role of a DisaggregatedSet must say of which set it is');
  const chart = Chart.of(scope);
  const made = chart.node.tryFindChild(SET_ID) as SetObject | undefined;
  (made ?? new SetObject(chart, SET_ID, set.name, set)).add(parts);
}

const SET_ID = 'disaggregated-set';

/** The object, which has one role more with each pool of the deployment. */
class SetObject extends ApiObject {
  private readonly roles: unknown[] = [];

  constructor(scope: Construct, id: string, name: string, private readonly stated: DisaggregatedSetSpec) {
    super(scope, id, { apiVersion: API_VERSION, kind: KIND, metadata: { name } });
  }

  public add(parts: WorkloadParts): void {
    const { labels, replicas, set } = parts;
    const { slices = 1 } = this.stated;
    this.roles.push({
      name: set!.role,
      // An autoscaler writes the number into the object that the controller makes for it.
      ...(replicas === undefined && { scaling: { mode: 'External' } }),
      metadata: { labels: { ...labels } },
      spec: groupSpec({ ...parts, ...(replicas !== undefined && { replicas: replicas / slices }) }),
    });
  }

  public override toJson(): unknown {
    const { placement, slices } = this.stated;
    return {
      ...super.toJson() as object,
      spec: {
        ...(slices !== undefined && { slices }),
        ...(placement && { placementPolicy: placement }),
        roles: this.roles,
      },
    };
  }
}

/** For each role a LeaderWorkerSet with the groups of all slices. */
function partsOf(object: WorkloadObject): readonly WorkloadObject[] {
  const { roles, slices = 1 } = specOf(object);
  const { name, namespace } = object.metadata as Named ?? {};
  return (Array.isArray(roles) ? roles as readonly (SetRole | null)[] : []).flatMap((role) => {
    if (typeof role !== 'object' || role === null) return [];
    const { metadata, spec } = role;
    const replicas = spec?.replicas;
    return [{
      apiVersion: leaderWorkerSet.apiVersion,
      kind: leaderWorkerSet.kind,
      metadata: { name: `${name}-${role.name}`, ...(namespace !== undefined && { namespace }), ...metadata },
      spec: { ...spec, ...(typeof replicas === 'number' && { replicas: replicas * slices }) },
    }];
  });
}

/**
 * Whether all that the controller made is of the object as it is now: it says so nowhere, but hands the templates on,
 * with labels and affinity of its own. What is of an earlier revision is gone in the end.
 */
function isMadeOf(object: WorkloadObject, made: readonly WorkloadObject[]): boolean {
  const { roles = [], slices = 1 } = specOf(object);
  return made.length === roles.length * slices && made.every((group) => {
    const labels = (group.metadata as Named | undefined)?.labels ?? {};
    const role = roles.find(({ name }) => name === labels[`${GROUP}/role`]);
    const template = (group.spec as SetRole['spec'] | undefined)?.leaderWorkerTemplate;
    return role !== undefined && covers(template, role.spec?.leaderWorkerTemplate)
      && leaderWorkerSet.isRolledOut(group);
  });
}

/** Whether a value has everything of another one, and perhaps more. */
function covers(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part))
    return Array.isArray(whole) && whole.length >= part.length
      && part.every((entry, index) => covers(whole[index], entry));
  if (typeof part !== 'object' || part === null) return whole === part;
  return typeof whole === 'object' && whole !== null && Object.entries(part)
    .every(([name, value]) => covers((whole as Readonly<Record<string, unknown>>)[name], value));
}

function specOf({ spec }: WorkloadObject): Partial<SetFields> {
  return typeof spec === 'object' && spec !== null && !Array.isArray(spec) ? spec : {};
}

interface SetFields {
  readonly slices?: number;
  readonly placementPolicy?: { readonly topology?: string };
  readonly roles: readonly SetRole[];
}

interface SetRole {
  readonly name: string;
  readonly metadata?: object;
  readonly spec?: { readonly replicas?: number; readonly leaderWorkerTemplate?: unknown };
}

interface Named {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}
