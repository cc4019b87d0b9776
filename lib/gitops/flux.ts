import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { App } from '../synth/app';

/** Where Flux finds the manifests. */
export interface FluxProps {
  /** Name of the GitRepository of the repository with `dist/`, in `namespace`. */
  readonly gitRepository: string;
  /** Name of the Kustomization. @default 'llm-d' */
  readonly name?: string;
  /** The namespace of both. @default 'flux-system' */
  readonly namespace?: string;
  /** The folder with the manifests. @default './dist' */
  readonly path?: string;
  /**
   * Seconds until a sync whose pods are not ready has failed. More than `startupSeconds` of every deployment, with an
   * image pull and the drain of the pods before.
   * @default 3000
   */
  readonly timeoutSeconds?: number;
  /** The folder that is written; it is not `dist/`, for `kubectl apply -f dist/` must not need Flux. @default 'flux' */
  readonly folder?: string;
}

/**
 * Writes what Flux needs to keep the deployments of `dist/` in sync. Flux takes a folder and not a file, so it is one
 * Kustomization for all.
 */
export function flux(props: FluxProps): void {
  const app = new App({ outdir: props.folder ?? 'flux' });
  new FluxKustomization(new Chart(app, 'kustomization', { disableResourceNameHashes: true }), 'dist', props);
  app.synth();
}

/** Flux's Kustomization over the manifests. */
export class FluxKustomization extends Construct {
  constructor(scope: Construct, id: string, props: FluxProps) {
    super(scope, id);
    const { gitRepository, name = 'llm-d', namespace = 'flux-system', path = './dist', timeoutSeconds = 3000 } = props;
    new ApiObject(this, 'Default', {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name, namespace },
      spec: {
        interval: '10m',
        retryInterval: '1m',
        timeout: `${timeoutSeconds}s`,
        sourceRef: { kind: 'GitRepository', name: gitRepository },
        path,
        prune: true,
        wait: true,
        healthCheckExprs: [gatewayHealth],
      },
    });
  }
}

/** A Gateway has no condition of the names that Flux looks for, and would count as ready from the beginning. */
export const gatewayHealth = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  // The CRD gives every Gateway its conditions, as Unknown, when it is made.
  current: 'status.conditions.exists(condition, condition.type == \'Programmed\' && condition.status == \'True\')',
  failed: 'status.conditions.exists(condition, condition.type == \'Accepted\' && condition.status == \'False\')',
} as const;
