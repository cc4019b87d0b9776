import { App, DisaggregatedInference, InferenceSpec } from '../../lib';
import { attachmentCauses } from '../../lib/cluster/causes/attachment';
import { DistDeployment, distDeployment } from '../../lib/cluster/dist-deployment';
import { checkAttachment } from '../../lib/cluster/doctor/attachment';
import { ClusterSnapshot } from '../../lib/cluster/doctor/cluster-snapshot';
import { deployedPlan } from '../../lib/cluster/run/deployed-verification';
import { firstRequest } from '../../lib/cluster/run/first-request';
import { urlOf } from '../../lib/cli/status-text';
import { ClusterReader } from '../../lib/kube/cluster-reader';
import { Gateway } from '../../lib/kube/kubernetes-objects';
import { EntranceSpec } from '../../lib/spec/entrance';
import { specWith } from '../valid-spec';

const deploymentOf = (spec: InferenceSpec): DistDeployment => {
  const app = new App({ outdir: 'unused' });
  new DisaggregatedInference(app, 'llama', spec);
  return distDeployment(app.synthYaml());
};

const secure: EntranceSpec = {
  hostnames: ['models.example.com'],
  pathPrefix: '/llama',
  headers: { 'x-team': 'a' },
  listeners: [{ protocol: 'HTTPS', certificate: { secretName: 'tls' } }],
  authentication: { type: 'jwt', issuer: 'https://login.example.com', token: { secretName: 'caller', key: 'token' } },
};

const attached: EntranceSpec = {
  from: { name: 'models', namespace: 'gateways', section: 'web' }, pathPrefix: '/llama',
};

const shared: Gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'models', namespace: 'gateways' },
  spec: { gatewayClassName: 'istio', listeners: [
    { name: 'other', port: 80, protocol: 'HTTP' }, { name: 'web', port: 8080, protocol: 'HTTP' },
  ] },
};

const reader = (gateway: Gateway | undefined, addresses?: readonly { readonly value: string }[]): ClusterReader => ({
  list: (_: string, kind: string, namespace: string, labels: string) => Promise.resolve(
    kind === 'Service' ? [{ metadata: { name: `${labels.split('=')[1]}-istio`, namespace } }] : []),
  read: () => Promise.resolve(gateway && { ...gateway, status: { addresses } }),
}) as unknown as ClusterReader;

test('a caller is told the host, the prefix, the headers and where the token is', async () => {
  const deployment = deploymentOf(specWith({ entrance: secure }));
  const cluster = reader(deployment.gateway, [{ value: '203.0.113.7' }]);
  const { commands, isExternal, url } = await firstRequest(cluster, deployment);
  expect([isExternal, url]).toEqual([true, 'https://203.0.113.7:443/llama']);
  expect(commands[0]).toContain('--connect-to models.example.com:443:203.0.113.7:443');
  expect(commands[0]).toContain('https://models.example.com:443/llama/v1/completions');
  expect(commands[0]).toContain('-H \'x-team: a\'');
  expect(commands[0]).toContain('kubectl get secret -n team-a caller -o jsonpath=\'{.data.token}\'');
  const applied = { ...deployment.gateway!, status: { addresses: [{ value: '203.0.113.7' }] } };
  expect(urlOf(applied, deployment.wayIn.entrance)).toBe('https://models.example.com/llama');
});

test('a verification asks as callers do', async () => {
  const deployment = deploymentOf(specWith({ entrance: secure }));
  const { gateway, headers } = await deployedPlan(reader(deployment.gateway), deployment);
  expect(gateway).toBe('https://llama-inference-gateway-istio.team-a.svc:443/llama');
  expect(headers).toEqual({ 'x-team': 'a', 'Host': 'models.example.com' });
  expect(deployment.record.callerToken).toEqual({ secretName: 'caller', key: 'token' });
});

test('at a Gateway of others the listener is the one that the route names', async () => {
  const deployment = deploymentOf(specWith({ entrance: attached }));
  expect(deployment.gateway).toBeUndefined();
  const { commands } = await firstRequest(reader(shared), deployment);
  expect(commands[0]).toBe('kubectl port-forward -n gateways service/models-istio 8080:8080');
  expect(commands[1]).toContain('http://localhost:8080/llama/v1/completions');
  const missing = attachmentCauses({ deployment, pods: [], events: [], answers: [], denials: [], logs: {} });
  expect(missing[0]).toMatch(/its owner makes it, in the namespace gateways/);
});

describe('the doctor', () => {
  const deployment = deploymentOf(specWith({ entrance: attached }));
  const said = (gateway?: ClusterSnapshot['gateway']) =>
    checkAttachment({ unreadable: [], ...gateway && { gateway } } as unknown as ClusterSnapshot, deployment)
      .map(({ message, severity }) => `${severity}: ${message}`);
  const listeners = (routesFrom: string, name = 'web', matchLabels?: Record<string, string>) => ({
    gatewayClassName: 'istio', listeners: [{ name, routesFrom, ...matchLabels && { selector: { matchLabels } } }],
  });

  test('says whether a Gateway of others takes the route', () => {
    expect(said()).toEqual(['error: the Gateway gateways/models does not exist']);
    expect(said(listeners('All', 'http'))).toEqual(['error: gateways/models has no listener \'web\'; it has http']);
    expect(said(listeners('Same'))).toEqual([
      'error: no listener of gateways/models takes routes of team-a (web: Same)',
    ]);
    expect(said(listeners('All'))).toEqual(['ok: gateways/models takes routes of team-a at web']);
    const byName = { 'kubernetes.io/metadata.name': 'team-a' };
    expect(said(listeners('Selector', 'web', byName))).toEqual(['ok: gateways/models takes routes of team-a at web']);
    expect(said(listeners('Selector', 'web', { tier: 'gold' }))[0]).toMatch(/^error/);
    const matchExpressions = [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['team-b'] }];
    const named = { name: 'web', routesFrom: 'Selector', selector: { matchExpressions } };
    expect(said({ gatewayClassName: 'istio', listeners: [named] })[0]).toMatch(/^error/);
  });
});
