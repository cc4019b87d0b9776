import { gatewayApiCrds, inferencePoolCrds } from '../../gateways/custom-resources';
import { gateways } from '../../gateways/gateways';
import { inferencePoolVersions } from '../../gateways/inference-pool-api';
import { workloads } from '../../workloads/workloads';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok } from './diagnosis';
import { DistDeployment, groupOf } from '../dist-deployment';

/** The API server's version, and whether it serves every kind of the file. */
export function checkApis(
  { kubernetes, apis, bundles }: ClusterSnapshot,
  { objects, pool }: DistDeployment,
): readonly Diagnosis[] {
  const kinds = [...new Map(objects.map(({ apiVersion, kind }) => [`${kind} of ${apiVersion}`, { apiVersion, kind }]))];
  const missing = kinds.filter(([, { apiVersion, kind }]) => apis[apiVersion]?.[kind] === undefined);
  const versions = [...new Set(Object.values(bundles))].sort();
  return [
    version(kubernetes),
    ...missing.map(([text, { apiVersion, kind }]) =>
      kind === 'InferencePool' && pool
        ? error('APIs', `${text} is not served${otherGroup(apis, groupOf(pool))}`, poolFix(apis, groupOf(pool)))
        : error('APIs', `${text} is not served`, `install the CRDs of ${bundleOf(apiVersion)}`),
    ),
    ...(missing.length === 0
      ? [
          ok(
            'APIs',
            `all ${kinds.length} kinds are served${versions.length > 0 ? `; CRD bundles ${versions.join(', ')}` : ''}`,
          ),
        ]
      : []),
  ];
}

/** Native sidecars are enabled by default from 1.29 (kubernetes/enhancements KEP-753); the routing proxy is one. */
const LEAST_MINOR = 29;

function version(kubernetes: string): Diagnosis {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(kubernetes) ?? [];
  const isEnough = Number(major) > 1 || (Number(major) === 1 && Number(minor) >= LEAST_MINOR);
  return isEnough
    ? ok('Kubernetes', kubernetes)
    : error(
        'Kubernetes',
        `${kubernetes || 'unknown version'}, which has no native sidecars`,
        `upgrade to 1.${LEAST_MINOR} or newer: the routing proxy is a native sidecar`,
      );
}

function otherGroup(apis: ClusterSnapshot['apis'], group: string): string {
  const other = served(apis).filter(served => served !== group);
  return other.length > 0 ? `, but InferencePool of ${other.join(' and ')} is served, which is another resource` : '';
}

function poolFix(apis: ClusterSnapshot['apis'], group: keyof typeof inferencePoolVersions): string {
  const { command, version } = inferencePoolCrds[group];
  const install = `install the CRDs of the Gateway API Inference Extension ${version}, which has ${group}: `
    + `\`${command}\``;
  return served(apis).some(served => served !== group)
    ? `${install}, or set \`gateway\` in the spec to the version in the cluster, which reads the other group`
    : install;
}

function served(apis: ClusterSnapshot['apis']): readonly string[] {
  return Object.entries(inferencePoolVersions)
    .filter(([group, version]) => apis[`${group}/${version}`]?.InferencePool !== undefined)
    .map(([group]) => group);
}

function bundleOf(apiVersion: string): string {
  return bundlesByGroup[apiVersion.split('/')[0]!] ?? apiVersion;
}

const bundlesByGroup: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': `the Gateway API ${gatewayApiCrds.version}: \`${gatewayApiCrds.command}\``,
  ...Object.fromEntries(gateways.flatMap(({ apiGroups, title }) => apiGroups.map(group => [group, title]))),
  'monitoring.coreos.com': 'the Prometheus operator, or remove `operations.monitoring` from the spec',
  ...Object.fromEntries(workloads.flatMap(({ apiVersion, controller }) => controller === undefined ? [] : [[
    apiVersion.split('/')[0]!, `${controller.title} ${controller.least} or newer: \`${controller.command}\``,
  ]])),
  'keda.sh': 'KEDA, or remove `operations.autoscaler` from the spec',
};
