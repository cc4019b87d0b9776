import { App, DisaggregatedInference, InferenceSpec } from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { deployedPod, deployedResources } from '../../lib/cluster/run/deployed-verification';
import { inferencePerfContainer } from '../../lib/cluster/run/inference-perf-job';
import { verificationObjects } from '../../lib/verification/verification-job';
import { validSpec } from '../valid-spec';

/** What the file of a spec gives the container of a Job that a command runs. */
function resourcesOfJob(containers?: InferenceSpec['containers']): unknown {
  const app = new App();
  new DisaggregatedInference(app, 'llama', { ...validSpec, ...containers && { containers } });
  const deployment = distDeployment(app.synthYaml());
  const job = verificationObjects({
    deployment: 'llama',
    name: 'llama-llmd-verify',
    plan: { namespace: 'llama', roles: { decode: { selector: {} } } } as never,
    pod: deployedPod(deployment),
    ...deployedResources(deployment),
    task: { name: 'verify', numbers: [128], deadlineSeconds: 60 },
  }).at(-1) as never as { spec: { template: { spec: { containers: [{ resources: unknown }] } } } };
  return job.spec.template.spec.containers[0].resources;
}

test('the Job of a command has the limits that the spec names, each beside the defaults', () => {
  const resources = { requests: { cpu: '100m' }, limits: { 'memory': '2Gi', 'ephemeral-storage': '1Gi' } } as const;
  expect(resourcesOfJob({ verification: { resources } })).toEqual({
    requests: { cpu: '100m', memory: '512Mi' },
    limits: { 'cpu': '2', 'memory': '2Gi', 'ephemeral-storage': '1Gi' },
  });
});

test('the Job of a command has limits of cpu and memory where the spec names none', () => {
  expect(resourcesOfJob()).toMatchObject({ limits: { cpu: '2', memory: '1Gi' } });
});

test('the load generator that follows the warm-up has them too', () => {
  expect(inferencePerfContainer([], [], {}, { limits: { cpu: '4' } })).toMatchObject({
    resources: { requests: { cpu: '4', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } },
  });
});
