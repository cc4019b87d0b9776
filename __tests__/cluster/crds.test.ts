import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { Manifest } from '../manifests';
import { Api } from './api';
import { clusterFile, deleteNamespace } from './cluster';
import { deployments } from './deployments';
import { resourcePath } from './resource-path';
import { upstreamCrds } from './upstream-crds';

const bundles = join(__dirname, '..', '..', 'crds');
const ours = readdirSync(bundles).flatMap(name =>
  parseAllDocuments(readFileSync(join(bundles, name), 'utf8')).map(document => document.toJS() as Manifest),
);

/** The module that each trimmed CRD was cut from. */
const origin: Readonly<Record<string, string>> = {
  'inferencepools.inference.networking.x-k8s.io': 'gateway-api-inference-extension@v1.0.1',
  'inferencepools.inference.networking.k8s.io': 'gateway-api-inference-extension@v1.5.0',
  'gateways.gateway.networking.k8s.io': 'gateway-api@v1.5.1',
  'httproutes.gateway.networking.k8s.io': 'gateway-api@v1.5.1',
  'referencegrants.gateway.networking.k8s.io': 'gateway-api@v1.5.1',
  'agentgatewayparameters.agentgateway.dev': 'agentgateway@v1.4.1',
  'authorizationpolicies.security.istio.io': 'istio.io_api',
  'clienttrafficpolicies.gateway.envoyproxy.io': 'envoyproxy_gateway@v1.8.1',
  'destinationrules.networking.istio.io': 'istio.io_api',
  'podmonitors.monitoring.coreos.com': 'prometheus-operator',
  'prometheusrules.monitoring.coreos.com': 'prometheus-operator',
  'servicemonitors.monitoring.coreos.com': 'prometheus-operator',
  'requestauthentications.security.istio.io': 'istio.io_api',
  'scaledobjects.keda.sh': 'keda',
  'triggerauthentications.keda.sh': 'keda',
  'leaderworkersets.leaderworkerset.x-k8s.io': 'lws',
};

/** Of these only the fields that are written were kept, or no module has them. */
const forms = [
  'computedomains.resource.nvidia.com', 'disaggregatedsets.disaggregatedset.x-k8s.io',
  'envoyproxies.gateway.envoyproxy.io', 'gcpbackendpolicies.networking.gke.io',
  'healthcheckpolicies.networking.gke.io', 'nginxproxies.gateway.nginx.org', 'triggerauthentications.keda.sh',
];

test.each(ours.map(crd => ({ name: crd.metadata.name as string, crd })).filter(({ name }) => !forms.includes(name)))(
  '$name accepts and refuses what upstream\'s does: the same fields, types, bounds, defaults and CEL rules',
  ({ name, crd }) => {
    const { file } = upstreamCrds().find(({ set, name: other }) => other === name && set.includes(origin[name]!))!;
    const upstream = parse(readFileSync(file, 'utf8')) as Manifest;
    for (const field of ['group', 'names', 'scope']) expect(crd.spec[field]).toEqual(upstream.spec[field]);
    for (const version of crd.spec.versions as Manifest[]) {
      const theirs = upstream.spec.versions.find((other: Manifest) => other.name === version.name);
      expect(version.schema.openAPIV3Schema).toEqual(withoutProse(theirs.schema.openAPIV3Schema));
      expect(version.subresources).toEqual(theirs.subresources);
    }
  },
);

describe('with the InferencePool of gateway-api-inference-extension v1.0.1, which llm-d 0.3 installs', () => {
  const { kubeconfig, borrowed } = clusterFile();
  const api = new Api(kubeconfig);
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/inferencepools.inference.networking.k8s.io';
  const crd = (set: string) => {
    const { file } = upstreamCrds().find(other => other.set.includes(set) && path.endsWith(other.name))!;
    return parse(readFileSync(file, 'utf8')) as object;
  };

  afterAll(async () => {
    if (!borrowed) await api.apply(path, crd('v1.5.0'));
    await deleteNamespace(api, 'older-pools');
    api.close();
  });

  (borrowed ? test.skip : test)('every pool of the group inference.networking.k8s.io is taken too', async () => {
    expect((await api.apply(path, crd('gateway-api-inference-extension@v1.0.1'))).status).toBe(200);
    await api.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'older-pools' } });
    const pools = deployments()
      .flatMap(({ manifests }) => manifests)
      .filter(({ apiVersion, kind }) => kind === 'InferencePool' && apiVersion === 'inference.networking.k8s.io/v1');
    for (const pool of pools) {
      const moved = { ...pool, metadata: { ...pool.metadata, namespace: 'older-pools' } };
      const { status, body } = await api.apply(resourcePath(moved), moved, { dryRun: true });
      expect({ status, message: body.message }).toEqual({ status: 201, message: undefined });
    }
    expect(pools.length).toBeGreaterThan(2);
  });
});

/** A schema without its descriptions; a field may itself be called `description`. */
function withoutProse(schema: unknown, isFields = false): unknown {
  if (Array.isArray(schema)) return schema.map(item => withoutProse(item));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => isFields || key !== 'description')
    .map(([key, value]) => [key, withoutProse(value, !isFields && key === 'properties')]));
}
