import { Testing } from 'cdk8s';
import { App, DisaggregatedInference, istio, Release } from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { istioGateway } from '../../lib/gateways/istio/istio';
import { Cluster } from '../../lib/rehearsal/cluster';
import { faultsOf, rollingUpdatesOf, suffer } from '../../lib/rehearsal/faults';
import { rehearse, takeDown } from '../../lib/rehearsal/rehearsal';
import { faultText, verdictText } from '../../lib/rehearsal/report';
import { programsOfSandbox } from '../../lib/rehearsal/sandbox';
import { Manifest, yamlOf } from '../manifests';

const release = Release.ROUTER_0_10;

describe('four pods of router 0.10 without prefill pods', () => {
  const gateway = istio('1.28');
  const deployment = distDeployment(yamlOf(Testing.synth(new DisaggregatedInference(new App(), 'aggregated', {
    namespace: 'aggregated', release, gateway,
    model: { uri: 'hf://Qwen/Qwen3-8B' },
    modelCache: { type: 'emptyDir', size: '40Gi' },
    decode: { replicas: 4, cpu: '4', memory: '24Gi' },
    waive: { PD433: 'what the programs of a rehearsal play' },
  })) as Manifest[]));
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({
      programs: programsOfSandbox(), images: deployment.images, time: { timeScale: 15, loadSeconds: 1 },
      gateway: istioGateway, inferencePoolGroup: gateway.inferencePoolGroup,
    });
  });
  afterAll(async () => {
    await takeDown(cluster, deployment);
    cluster?.stop();
  });

  test('answer 200 prompts at a concurrency of 32, and each of them some', async () => {
    const verdict = await rehearse(cluster, deployment, { prompts: 200, concurrency: 32, patience: 60 });
    console.log(verdictText(verdict, deployment));
    expect(verdict).toMatchObject({ causes: [], served: 200, ready: { prefill: 0, decode: 4, picker: 1, gateway: 1 } });
    expect(verdict.pods.prefill).toBeUndefined();
    expect(verdict.pods.decode.filter(pod => verdict.paths.every(({ decode }) => decode !== pod))).toEqual([]);
  });

  test.each(faultsOf(deployment).map(fault => [fault.name, fault] as const))('recover when %s', async (_, fault) => {
    const report = await suffer(cluster, deployment, fault, 16);
    console.log(faultText(report));
    expect(report.recoveredSeconds).toBeDefined();
    expect(report.requests).toBeGreaterThan(report.failed);
  });

  test.each(rollingUpdatesOf(deployment).map(update => [update.name, update] as const))('lose no request in a %s', async (_, update) => {
    const report = await suffer(cluster, deployment, update, 16);
    console.log(faultText(report));
    expect(report).toMatchObject({ failed: 0, recoveredSeconds: expect.any(Number) });
  });
});
