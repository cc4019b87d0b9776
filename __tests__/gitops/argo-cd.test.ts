import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { argoCd, ArgoCdProps, flux, gatewayHealth } from '../../lib';
import { SchemaNode } from '../../lib/schema/schema-node';
import { keepsRules } from '../../lib/schema/cel-rules';
import { contents, temporaryFolder } from '../folder';
import { Manifest } from '../manifests';

const deployments = [{ name: 'llama', namespace: 'team-a' }, { name: 'qwen', namespace: 'team-b' }];
const repoUrl = 'https://git.example/platform/llm';

// A folder that is not named would be one of the working directory.
const started = process.cwd();
beforeEach(() => process.chdir(temporaryFolder()));
afterEach(() => process.chdir(started));

function written(props: Partial<ArgoCdProps> = {}): {
  readonly files: Record<string, string>;
  readonly objects: Manifest[];
} {
  const folder = join(temporaryFolder(), 'argo-cd');
  argoCd(deployments, { repoUrl, folder, ...props });
  const files = contents(folder);
  return {
    files,
    objects: parseAllDocuments(files['applications.k8s.yaml']!).map(document => document.toJS() as Manifest),
  };
}

test('each deployment is an Application of its one file in dist/, applied server-side, with no difference ignored', () => {
  const { objects } = written();
  expect(
    objects.map(({ kind, metadata, spec: { destination, source } }) => [
      kind,
      metadata.namespace,
      metadata.name,
      source.path,
      source.directory.include,
      destination.namespace,
    ]),
  ).toEqual([
    ['Application', 'argocd', 'llama', 'dist', 'llama.k8s.yaml', 'team-a'],
    ['Application', 'argocd', 'qwen', 'dist', 'qwen.k8s.yaml', 'team-b'],
  ]);
  for (const { spec } of objects) {
    expect(spec).not.toHaveProperty('ignoreDifferences');
    expect(spec.syncPolicy.syncOptions).toContain('ServerSideApply=true');
    expect(spec.source).toMatchObject({ repoURL: repoUrl, targetRevision: 'main' });
  }
});

test('a fleet is one ApplicationSet, whose template is the Application of each of its elements', () => {
  const { objects: [set, ...others] } = written({ fleet: true });
  expect(others).toEqual([]);
  const { generators, template, goTemplate } = set!.spec;
  expect(goTemplate).toBe(true);
  expect(generators).toEqual([{ list: { elements: deployments } }]);
  const text = JSON.stringify(template);
  const filled = deployments.map(
    ({ name, namespace }) =>
      JSON.parse(text.replaceAll('{{.name}}', name).replaceAll('{{.namespace}}', namespace)) as Manifest,
  );
  const applications = written().objects;
  expect(filled.map(({ spec }) => spec as object)).toEqual(applications.map(({ spec }) => spec as object));
  expect(filled.map(({ metadata }) => metadata as object)).toEqual(
    applications.map(({ metadata: { name, annotations, finalizers } }) => ({ name, annotations, finalizers })),
  );
});

test('repository, revision, folder, project and namespace are the user\'s', () => {
  const { objects: [first] } = written({ revision: 'v1', path: 'out', project: 'gpu', namespace: 'gitops' });
  expect(first).toMatchObject({
    metadata: { namespace: 'gitops' },
    spec: { project: 'gpu', source: { targetRevision: 'v1', path: 'out' } },
  });
});

test('the health of InferencePools of both groups is a ConfigMap that Argo CD reads, unless it is not wanted', () => {
  const { files } = written();
  const { metadata, data } = parse(files['health.k8s.yaml']!) as Manifest;
  expect(metadata).toMatchObject({
    name: 'argocd-cm',
    namespace: 'argocd',
    labels: { 'app.kubernetes.io/part-of': 'argocd' },
  });
  expect(Object.keys(data as object).sort()).toEqual([
    'resource.customizations.health.inference.networking.k8s.io_InferencePool',
    'resource.customizations.health.inference.networking.x-k8s.io_InferencePool',
  ]);
  expect(Object.keys(written({ health: false }).files)).toEqual(['applications.k8s.yaml']);
});

test('Flux gets one Kustomization over dist/ that waits longer than pods may take to start', () => {
  const folder = join(temporaryFolder(), 'flux');
  flux({ gitRepository: 'platform', folder, timeoutSeconds: 4000 });
  const { kind, metadata, spec } = parse(readFileSync(join(folder, 'kustomization.k8s.yaml'), 'utf8')) as Manifest;
  expect([kind, metadata.namespace, metadata.name]).toEqual(['Kustomization', 'flux-system', 'llm-d']);
  expect(spec).toMatchObject({
    path: './dist',
    prune: true,
    wait: true,
    timeout: '4000s',
    sourceRef: { kind: 'GitRepository', name: 'platform' },
  });
  flux({ gitRepository: 'platform', folder });
  expect(
    Number.parseInt(
      (parse(readFileSync(join(folder, 'kustomization.k8s.yaml'), 'utf8')) as Manifest).spec.timeout as string,
      10,
    ),
  ).toBeGreaterThan(1800 + 600 + 150);
});

test('to Flux a Gateway is ready when it is programmed, and has failed when it is not accepted', () => {
  const holds = (expression: string, conditions: object[]) =>
    keepsRules(new SchemaNode({}), [expression.replaceAll('status.', 'self.status.')], { status: { conditions } });
  const condition = (type: string, status: string) => ({ type, status });
  expect([
    [condition('Accepted', 'Unknown'), condition('Programmed', 'Unknown')],
    [condition('Accepted', 'True'), condition('Programmed', 'False')],
    [condition('Accepted', 'True'), condition('Programmed', 'True')],
    [condition('Accepted', 'False'), condition('Programmed', 'False')],
    [],
  ].map(conditions => [holds(gatewayHealth.current, conditions), holds(gatewayHealth.failed, conditions)])).toEqual([
    [false, false], [false, false], [true, false], [false, true], [false, false],
  ]);
});
