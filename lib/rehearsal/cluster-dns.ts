import { RehearsedImage } from './images';
import { Programs } from './programs';

/** The image that stands for the cluster's DNS. */
const IMAGE = 'cdk8s-llm-d/cluster-dns:rehearsal';

/** Where pods ask for names; `programs/rehearsal/cmd/kubelet` writes it to their resolv.conf. */
export const DNS_ADDRESS = '198.18.0.10';

/** What runs for the image. */
export function clusterDnsImage(programs: Programs): RehearsedImage {
  return {
    image: IMAGE,
    entrypoint: ['/cluster-dns'],
    files: { '/cluster-dns': programs['cluster-dns'] },
    user: 65532,
  };
}

/** The objects that run the cluster's DNS where every cluster has it, so that network policies can name it. */
export function clusterDnsObjects(): readonly object[] {
  const metadata = { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
  const subject = { kind: 'ServiceAccount', name: 'kube-dns', namespace: 'kube-system' };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'rehearsal-dns' },
      rules: [
        { apiGroups: [''], resources: ['services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'rehearsal-dns' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'rehearsal-dns' },
      subjects: [subject],
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        clusterIP: DNS_ADDRESS,
        selector: metadata.labels,
        ports: ['UDP', 'TCP'].map(protocol => ({ name: `dns-${protocol.toLowerCase()}`, port: 53, protocol })),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: metadata.labels },
        template: {
          metadata: { labels: metadata.labels },
          spec: {
            serviceAccountName: 'kube-dns',
            securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
            containers: [
              {
                name: 'dns',
                image: IMAGE,
                readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
  ];
}
