import { devicesOfPod } from '../../devices/devices-of-pod';
import { knownVersions } from '../../stack/releases';
import { VllmKnowledge } from '../../stack/vllm/model-server-release';
import { sharedMetrics } from '../../stack/vllm/metrics';
import { ByRole } from '../../bench/conditions';
import { verifiedMetrics, VerificationPlan, VerifiedRole } from '../../plan/verification-plan';
import type { VerificationProps } from '../../verification/verification-job';
import { ENGINE_PORT_NAME, isRankPort } from '../../plan/ports';
import { VerificationPod, verificationPod } from '../../verification/verification-pod';
import { ClusterError, ClusterReader } from '../../kube/cluster-reader';
import { DistDeployment, RolePart, rolesIn } from '../dist-deployment';
import { DistListener, hostOf, listenerFor } from '../dist-entrance';
import { listenerUrl } from './listener-url';
import { PartWorkload } from '../part-workload';
import type { WayIn } from '../way-in';
import { Container, containersOf, Gateway, KubernetesObject } from '../../kube/kubernetes-objects';
import { requestsOf } from '../doctor/pod-requests';
import { GATEWAY_NAME_LABEL } from './rollout';

/**
 * What a verification Job must know about an applied deployment. All is in its file, except the Service of the gateway,
 * which a controller created.
 *
 * @throws ClusterError if the Service does not exist
 */
export async function deployedPlan(reader: ClusterReader, deployment: DistDeployment): Promise<VerificationPlan> {
  const { model, roles: { decode, prefill }, wayIn } = deployment;
  const { entrance: { headers, pathPrefix, section }, entrance, gateway, isOwn, isService, object } = wayIn;
  const { kind, metadata: { name, namespace } } = object;
  const selector = kind === 'Gateway' ? `${GATEWAY_NAME_LABEL}=${name}` : undefined;
  const services = await reader.list<Service>('v1', 'Service', namespace, selector);
  const service = selector === undefined ? services.find(isService) : services[0];
  if (service === undefined)
    throw new ClusterError(
      404,
      isOwn && gateway === undefined
        ? `the Service ${name} is not in ${namespace}: apply it with \`llmd deploy\``
        : `the gateway ${name} has no Service in ${namespace}: no controller has accepted it`,
    );
  const listener = listenerFor(entrance, await listenersOf(reader, wayIn));
  if (listener === undefined) throw new ClusterError(404, `the gateway ${name} has no listener '${section}'`);
  const host = hostOf(entrance);
  const asked = { ...headers, ...(host !== undefined && { Host: host }) };
  return {
    namespace: deployment.namespace,
    model,
    gateway: `${listenerUrl(listener, `${service.metadata.name}.${namespace}.svc`)}${pathPrefix}`,
    ...(Object.keys(asked).length > 0 && { headers: asked }),
    tokenizer: deployedRepository(deployment) ?? model,
    roles: {
      ...(prefill && { prefill: verifiedRole(deployment, { role: 'prefill', part: prefill }) }),
      decode: verifiedRole(deployment, { role: 'decode', part: decode }),
    },
    metrics: verifiedMetrics(
      deployedVllm(deployment)?.metrics ?? { requests: sharedMetrics.requests, kvTransferFailures: [] },
      prefill !== undefined,
    ),
  };
}

/**
 * Where a way in listens.
 *
 * @throws ClusterError if its Gateway is neither in the file nor in the cluster
 */
export async function listenersOf(
  reader: ClusterReader, { listeners, object }: Pick<WayIn, 'listeners' | 'object'>,
): Promise<readonly DistListener[]> {
  if (listeners) return listeners;
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  const found = await reader.read<Gateway>(apiVersion, kind, name, namespace);
  if (found === undefined) throw new ClusterError(404, `the gateway ${name} does not exist in ${namespace}`);
  return found.spec.listeners;
}

/** The repository or folder of the model, the first argument of `vllm serve`. */
export function deployedRepository({ roles: { decode } }: Pick<DistDeployment, 'roles'>): string | undefined {
  return engineOf(decode).args?.[0];
}

/** The known facts about the vLLM version that the record names, in any image; undefined if it names none. */
export function deployedVllm({ record }: Pick<DistDeployment, 'record'>): VllmKnowledge | undefined {
  const { version } = record.components.modelServer;
  return knownVersions.modelServer.map(({ known }) => known).find(known => known.version === version);
}

/** The GPUs that each pod of a role requests or claims. */
export function deployedGpus(deployment: Pick<DistDeployment, 'objects' | 'roles'>): ByRole<number> {
  return Object.fromEntries(rolesIn(deployment).map(({ part: { template: { spec } }, role }) =>
    [role, devicesOfPod({ ...spec, requests: requestsOf(spec) }, deployment.objects).count]));
}

/** The pod of a verification Job; image and environment are those of the engine of the decode pods. */
export function deployedPod({ roles: { decode } }: DistDeployment): VerificationPod {
  const { spec } = decode.template;
  return verificationPod(engineOf(decode), spec);
}

/** Requests and limits of a verification Job, where the spec names some. */
export function deployedResources({ record }: Pick<DistDeployment, 'record'>): Pick<VerificationProps, 'resources'> {
  return record.verification ? { resources: record.verification } : {};
}

interface Service extends KubernetesObject {
  readonly spec: { readonly clusterIP?: string };
}

function verifiedRole({ endpoints, replicas }: DistDeployment, { part, role }: RolePart): VerifiedRole {
  const engine = engineOf(part);
  const port = engine.ports?.[0]?.containerPort ?? endpoints.port!;
  const [sidecar] = containersOf(part.template.spec).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const servingPort = sidecar?.ports?.[0]?.containerPort ?? port;
  const { podsOfReplica, selector } = part.serving;
  const ranks = (engine.ports ?? []).filter(({ name = '' }) => isRankPort(ENGINE_PORT_NAME, name)).length;
  return {
    selector, replicas: replicas[role] * podsOfReplica, enginePort: port, servingPort, ...(ranks > 1 && { ranks }),
  };
}

function engineOf({ template }: PartWorkload): Container {
  return template.spec.containers[0]!;
}
