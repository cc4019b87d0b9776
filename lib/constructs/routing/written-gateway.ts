import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Gateway, GatewaySpecListenersAllowedRoutesNamespaces, GatewaySpecListenersTlsMode,
} from '../../../imports/gateway.networking.k8s.io';
import type { AuthenticationParts, GatewayPods, GatewayProvider } from '../../gateways/gateway';
import { gatewayNamed } from '../../gateways/gateways';
import type { PlannedEntrance } from '../../plan/planned-entrance';
import type { PlannedListener } from '../../plan/planned-listeners';

/** What a {@link WrittenGateway} needs. */
export interface WrittenGatewayProps extends Pick<PlannedEntrance, 'annotations' | 'authentication' | 'listeners'> {
  /** Its name, and that of its parameters. */
  readonly name: string;
  /** The Gateway API implementation. */
  readonly provider: GatewayProvider;
  /** What the pods of its data plane get. @default - the defaults */
  readonly pods?: GatewayPods;
  /** The namespaces whose routes it takes. */
  readonly routesFrom: GatewaySpecListenersAllowedRoutesNamespaces;
}

/** A Gateway with its class parameters, and what authenticates callers. */
export class WrittenGateway extends Construct {
  constructor(scope: Construct, id: string, props: WrittenGatewayProps) {
    super(scope, id);
    const { annotations, authentication, listeners, name, pods = {}, provider, routesFrom } = props;
    const implementation = gatewayNamed(provider.name);
    const parameters = implementation.parameters?.(provider, pods);
    if (parameters) {
      const { apiVersion, fields, kind } = parameters;
      new ApiObject(this, 'parameters', { apiVersion, kind, metadata: { name }, ...fields });
    }
    const infrastructure = {
      ...(annotations && { annotations: { ...annotations } }),
      ...(parameters && {
        parametersRef: { group: groupOf(parameters.apiVersion), kind: parameters.kind, name },
      }),
    };
    new Gateway(this, 'Default', {
      metadata: { name, ...issuerAnnotations(listeners) },
      spec: {
        gatewayClassName: provider.gatewayClassName!,
        ...(Object.keys(infrastructure).length > 0 && { infrastructure }),
        listeners: listeners.map(({ certificate, hostname, name: listener, port, protocol }) => ({
          name: listener,
          port,
          protocol,
          ...(hostname !== undefined && { hostname }),
          allowedRoutes: { namespaces: routesFrom },
          ...(certificate && {
            tls: {
              mode: GatewaySpecListenersTlsMode.TERMINATE,
              certificateRefs: [{
                group: '',
                kind: 'Secret',
                name: certificate.secretName,
                ...(certificate.namespace !== undefined && { namespace: certificate.namespace }),
              }],
            },
          }),
        })),
      },
    });
    if (!authentication) return;
    const parts = { gateway: name, name: `${name}-callers`, authentication };
    adderOf(provider.name, authentication.type)?.(this, parts);
  }
}

/** Adds what authenticates by this type; the rules refuse a type that the gateway does not have. */
function adderOf(
  gateway: string, type: AuthenticationParts['authentication']['type'],
): ((scope: Construct, parts: AuthenticationParts) => void) | undefined {
  return gatewayNamed(gateway).entrance?.authentication[type] as
    ((scope: Construct, parts: AuthenticationParts) => void) | undefined;
}

/** What cert-manager reads of a Gateway (cert-manager documentation, Annotated Gateway resource). */
function issuerAnnotations(
  listeners: readonly PlannedListener[],
): { annotations?: Record<string, string> } {
  const issuer = listeners.map(({ certificate }) => certificate?.issuer).find(found => found !== undefined);
  if (issuer === undefined) return {};
  const key = { Issuer: 'cert-manager.io/issuer', ClusterIssuer: 'cert-manager.io/cluster-issuer' }[issuer.kind];
  return { annotations: { [key]: issuer.name } };
}

function groupOf(apiVersion: string): string {
  return apiVersion.split('/').slice(0, -1).join('/');
}
