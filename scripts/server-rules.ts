import { Schema } from './open-api-schema';

/**
 * A Kubernetes definition with the bounds and values that the server checks in Go code, so that OpenAPI v2 does not
 * carry them: port numbers, counts, and the constants of k8s.io/api v0.34.4 `types.go`.
 */
export function withServerRules(definition: string, schema: Schema): Schema {
  const type = definition.slice(definition.lastIndexOf('.') + 1);
  if (!schema.properties) return schema;
  const ruled = Object.entries(schema.properties).map(([name, property]) => [
    name,
    { ...property, ...ruleOf(type, name, property) },
  ]);
  return { ...schema, properties: Object.fromEntries(ruled) as Record<string, Schema> };
}

function ruleOf(type: string, name: string, property: Schema): Schema {
  const values = enums[`${type}.${name}`] ?? enums[name];
  if (!values) return bounds[name] ?? {};
  return property.items ? { items: { ...property.items, enum: values } } : { enum: values };
}

const port = { minimum: 1, maximum: 65535 };

/** By field name, in every type. */
const bounds: Record<string, Schema> = {
  containerPort: port,
  endPort: port,
  hostPort: port,
  nodePort: port,
  port,
  // Zero is taken for the Service's own port.
  targetPort: { ...port, minimum: 0 },
  maxReplicas: { minimum: 1 },
  // Zero needs the feature gate HPAScaleToZero, which is off by default.
  minReplicas: { minimum: 1 },
  replicas: { minimum: 0 },
  terminationGracePeriodSeconds: { minimum: 0 },
};

/** By field name where it means the same in every type, else by type and field. */
const enums: Record<string, readonly string[]> = {
  accessModes: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
  dnsPolicy: ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
  effect: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  externalTrafficPolicy: ['Cluster', 'Local'],
  fsGroupChangePolicy: ['OnRootMismatch', 'Always'],
  imagePullPolicy: ['Always', 'Never', 'IfNotPresent'],
  internalTrafficPolicy: ['Cluster', 'Local'],
  ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
  policyTypes: ['Ingress', 'Egress'],
  preemptionPolicy: ['PreemptLowerPriority', 'Never'],
  protocol: ['TCP', 'UDP', 'SCTP'],
  restartPolicy: ['Always', 'OnFailure', 'Never'],
  scheme: ['HTTP', 'HTTPS'],
  selectPolicy: ['Max', 'Min', 'Disabled'],
  sessionAffinity: ['ClientIP', 'None'],
  terminationMessagePolicy: ['File', 'FallbackToLogsOnError'],
  unhealthyPodEvictionPolicy: ['IfHealthyBudget', 'AlwaysAllow'],
  volumeMode: ['Block', 'Filesystem'],
  whenUnsatisfiable: ['DoNotSchedule', 'ScheduleAnyway'],
  'DeploymentStrategy.type': ['Recreate', 'RollingUpdate'],
  'HPAScalingPolicy.type': ['Pods', 'Percent'],
  'LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'MetricSpec.type': ['Object', 'Pods', 'Resource', 'ContainerResource', 'External'],
  'MetricTarget.type': ['Utilization', 'Value', 'AverageValue'],
  'NodeSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
  'SeccompProfile.type': ['Unconfined', 'RuntimeDefault', 'Localhost'],
  'ServiceSpec.type': ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  'Toleration.operator': ['Exists', 'Equal'],
};
