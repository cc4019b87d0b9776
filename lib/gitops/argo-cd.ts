import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { App } from '../synth/app';
import { inferencePoolHealth } from './inference-pool-health';

/** Where Argo CD finds the manifests and whom it lets manage them. */
export interface ArgoCdProps {
  /** The Git repository with `dist/`. */
  readonly repoUrl: string;
  /** Branch, tag or commit. @default 'main' */
  readonly revision?: string;
  /** The folder with the manifests. @default 'dist' */
  readonly path?: string;
  /** Argo CD's own namespace. @default 'argocd' */
  readonly namespace?: string;
  /** The AppProject. @default 'default' */
  readonly project?: string;
  /**
   * The folder that is written, beside `dist/` and not in it, for `kubectl apply -f dist/` must not need Argo CD.
   * @default 'argo-cd'
   */
  readonly folder?: string;
  /**
   * A ConfigMap `argocd-cm` with the health of InferencePools alone, to be applied server-side so that the other keys
   * of that ConfigMap stay.
   * @default true
   */
  readonly health?: boolean;
  /**
   * One ApplicationSet that makes an Application of every file there is, instead of an Application for each. @default
   * false
   */
  readonly fleet?: boolean;
}

/**
 * Writes what Argo CD needs to keep deployments in sync: an Application for each, or an ApplicationSet.
 *
 * No sync waves: in one wave the kinds come in an order that satisfies every dependency but health, and nothing waits
 * for health in the last wave, so that the picker, which is not ready before its pool is there, cannot hold back the
 * pool.
 *
 * @param deployments names of the deployments: those of their files in `dist/`, with their namespaces
 */
export function argoCd(deployments: readonly ArgoCdDeployment[], props: ArgoCdProps): void {
  const app = new App({ outdir: props.folder ?? 'argo-cd' });
  const chart = new Chart(app, 'applications', { disableResourceNameHashes: true });
  if (props.fleet) new ApplicationSet(chart, 'deployments', deployments, props);
  else for (const deployment of deployments) new Application(chart, deployment.name, deployment, props);
  if (props.health ?? true)
    new InferencePoolHealth(
      new Chart(app, 'health', { disableResourceNameHashes: true }),
      'inference-pool',
      props.namespace ?? 'argocd',
    );
  app.synth();
}

/** A deployment as Argo CD sees it. */
export interface ArgoCdDeployment {
  /** Its name: `dist/<name>.k8s.yaml`. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
}

/** One deployment: one file of `dist/`. */
export class Application extends Construct {
  constructor(scope: Construct, id: string, { name, namespace }: ArgoCdDeployment, props: ArgoCdProps) {
    super(scope, id);
    new ApiObject(this, 'Default', {
      apiVersion: API_VERSION,
      kind: 'Application',
      ...application(name, namespace, props),
    });
  }
}

/** All deployments of `dist/`: the file of each is a parameter, so a new one is a line of this list. */
export class ApplicationSet extends Construct {
  constructor(scope: Construct, id: string, deployments: readonly ArgoCdDeployment[], props: ArgoCdProps) {
    super(scope, id);
    const { metadata, spec } = application('{{.name}}', '{{.namespace}}', props);
    new ApiObject(this, 'Default', {
      apiVersion: API_VERSION,
      kind: 'ApplicationSet',
      metadata: { name: 'llm-d-deployments', namespace: metadata.namespace },
      spec: {
        goTemplate: true,
        // A parameter that is missing is an error and not an Application of an empty name.
        goTemplateOptions: ['missingkey=error'],
        generators: [{ list: { elements: deployments.map(({ name, namespace }) => ({ name, namespace })) } }],
        template: {
          metadata: { name: metadata.name, annotations: metadata.annotations, finalizers: metadata.finalizers },
          spec,
        },
      },
    });
  }
}

/** How Argo CD tells whether an InferencePool is healthy. */
export class InferencePoolHealth extends Construct {
  constructor(scope: Construct, id: string, namespace: string) {
    super(scope, id);
    // Argo CD reads only ConfigMaps with this label.
    new k8s.KubeConfigMap(this, 'Default', {
      metadata: { name: 'argocd-cm', namespace, labels: { 'app.kubernetes.io/part-of': 'argocd' } },
      data: inferencePoolHealth(),
    });
  }
}

const API_VERSION = 'argoproj.io/v1alpha1';

function application(name: string, namespace: string, props: ArgoCdProps) {
  const { namespace: own = 'argocd', path = 'dist', project = 'default', repoUrl, revision = 'main' } = props;
  return {
    metadata: {
      name,
      namespace: own,
      // The comparison that the API server itself makes, stable since Argo CD 3.1.
      annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' },
      // Deleting the Application deletes what it made. The shorter name for the same makes the API server warn.
      finalizers: ['resources-finalizer.argocd.argoproj.io/foreground'],
    },
    spec: {
      project,
      source: { repoURL: repoUrl, targetRevision: revision, path, directory: { include: `${name}.k8s.yaml` } },
      destination: { server: 'https://kubernetes.default.svc', namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'],
        retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
      },
    },
  };
}
