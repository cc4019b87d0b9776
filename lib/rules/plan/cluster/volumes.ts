import { isRoot } from '../../../constructs/serving/security';
import { poolsOf } from '../../../plan/pools';
import { givenModel } from '../../language/example';
import { Rule } from '../../language/rule';

/** What the storage of the weights asks of the cluster. */
export const volumeRules: readonly Rule[] = [
  {
    id: 'PD628',
    title: 'The directory of the node belongs to the engine\'s user',
    severity: 'warning',
    cause:
      'the kubelet changes the owner of no hostPath, whatever `fsGroup` says: a directory of root\'s cannot be written '
      + 'by the engine, whose download ends with `Permission denied`',
    fix: 'give the directory to the user on every node, then waive the rule',
    source: 'llm-d/llm-d#485; Kubernetes documentation, Volumes: hostPath',
    evidence: 'issue',
    check: (plan) => {
      const { modelCache: { storage } } = plan;
      if (storage.type !== 'hostPath' || storage.filled === true) return [];
      return poolsOf(plan, 'decode').filter(pool => !isRoot(pool)).map(({ modelServer, security: { user } }) => ({
        field: 'modelCache.path',
        cause: `${storage.path} of the nodes must be writable by the user of the engines`,
        fix: user === 'openshift'
          ? 'use a claim: the user of the namespace is not known here, and SELinux refuses directories of the node'
          : `run \`install -d -o ${user === 'high' ? 20_000 : modelServer.user} -g 0 -m 0775 ${storage.path}\` on `
            + 'every node, then waive the rule',
      }));
    },
    example: {
      field: 'modelCache',
      fails: { type: 'hostPath', path: '/mnt/models' },
      passes: { type: 'hostPath', path: '/mnt/models', filled: true },
    },
  },
  {
    id: 'PD629',
    title: 'The storage class is not one of disks',
    severity: 'warning',
    cause:
      'pods on several nodes write to the claim (ReadWriteMany); a disk is mounted on one node, so the claim stays '
      + 'pending or the second pod waits with `Multi-Attach error`',
    fix: 'use a class of shared files (NFS, EFS, Filestore, Azure Files, CephFS); `llmd doctor` asks the cluster',
    source: 'names that clouds and distributions give their classes of disks: EKS, GKE, AKS, k3s; a cluster may differ',
    evidence: 'read',
    check: ({ modelCache: { storage } }) => {
      const name = storage.type === 'persistentVolumeClaim' ? storage.storageClassName : undefined;
      return name !== undefined && diskClasses.has(name)
        ? [{ field: 'modelCache.storageClassName', cause: `'${name}' is the usual name of a class of disks` }]
        : [];
    },
    example: {
      field: 'modelCache.storageClassName',
      fails: 'gp3',
      passes: 'efs',
      given: givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
    },
  },
];

const diskClasses = new Set([
  'gp2', 'gp3', 'io1', 'io2', 'standard-rwo', 'premium-rwo', 'pd-ssd', 'managed', 'managed-csi', 'managed-csi-premium',
  'managed-premium', 'local-path',
]);
