export { DisaggregatedInference } from './charts/disaggregated-inference';
export { DeploymentRecord, type DeploymentRecordProps } from './constructs/operations/deployment-record';
export { EndpointPicker } from './constructs/routing/endpoint-picker';
export { pickerLabels } from './plan/picker-labels';
export { type EndpointPickerProps } from './constructs/routing/endpoint-picker-props';
export { type EndpointPickerPlan } from './plan/endpoint-picker-plan';
export type { ProxyPlan } from './gateways/proxy-plan';
export {
  InferenceGateway,
  type InferenceGatewayFacts,
  type InferenceGatewayProps,
} from './constructs/routing/inference-gateway';
export { type InferenceGatewayPlan } from './plan/inference-gateway-plan';
export { ModelGateway } from './charts/model-gateway';
export { InferencePool, type InferencePoolFacts, type InferencePoolProps } from './constructs/routing/inference-pool';
export { type InferencePoolPlan } from './plan/inference-pool-plan';
export {
  InferenceRoute,
  type InferenceRouteFacts,
  type InferenceRouteProps,
} from './constructs/routing/inference-route';
export { AggregatedPool, type AggregatedPoolProps } from './constructs/serving/aggregated-pool';
export { ComputeDomain, type ComputeDomainProps } from './constructs/serving/compute-domain';
export { DecodePool, type DecodePoolProps } from './constructs/serving/decode-pool';
export { type DecodePoolPlan } from './plan/decode-pool-plan';
export {
  type ExistingClaim,
  ModelCache,
  type ModelCacheFacts,
  type ModelCacheProps,
} from './constructs/serving/model-cache';
export { type ModelCachePlan } from './plan/model-cache-plan';
export type { PlannedPool, PoolFacts } from './constructs/serving/model-server-pool';
export { PrefillPool, type PrefillPoolProps } from './constructs/serving/prefill-pool';
export { type PrefillPoolPlan } from './plan/prefill-pool-plan';
export {
  Accelerator, type AcceleratorLabel, type AcceleratorName, type AcceleratorShape, type DeviceName,
} from './devices/accelerator';
export type { AcceleratorFacts } from './devices/accelerator-facts';
export { accelerators, type KnownAccelerator } from './devices/accelerators';
export { acceleratorFacts } from './devices/devices';
export { GPU_PRODUCT_LABEL } from './devices/nvidia';
export { Model, type ModelDifferences, type ModelFiles, type ModelShape } from './facts/model';
export type { ModelFacts } from './facts/model-facts';
export { type KnownModel, models } from './facts/models';
export { type InferencePoolGroup, inferencePoolVersions } from './gateways/inference-pool-api';
export { agentgateway, type AgentgatewayOptions, type AgentgatewayVersion } from './gateways/agentgateway/agentgateway';
export {
  envoyAiGateway, type EnvoyAiGatewayOptions, type EnvoyAiGatewayVersion,
} from './gateways/envoy-ai-gateway/envoy-ai-gateway';
export { gke, type GkeClass, type GkeOptions } from './gateways/gke/gke';
export { istio, type IstioOfProps, type IstioOptions, type IstioVersion } from './gateways/istio/istio';
export {
  nginxGatewayFabric, type NginxGatewayFabricOptions, type NginxGatewayFabricVersion,
} from './gateways/nginx-gateway-fabric/nginx-gateway-fabric';
export { type EnvoyVersion, standalone, type StandaloneOptions } from './gateways/standalone/standalone';
export { istioInferencePoolGroup } from './gateways/istio/versions';
export type { GatewayPods, GatewayProvider, GatewayServiceType, SelectedBy } from './gateways/gateway';
export {
  Application, ApplicationSet, argoCd, type ArgoCdDeployment, type ArgoCdProps, InferencePoolHealth,
} from './gitops/argo-cd';
export { flux, FluxKustomization, type FluxProps, gatewayHealth } from './gitops/flux';
export { inferencePoolHealth } from './gitops/inference-pool-health';
export type { SourcedModel, WeightsStorage } from './model-sources/source';
export type { RoleFacts } from './plan/composition';
export type { InferencePlan } from './plan/inference-plan';
export type { PlannedAccelerator } from './plan/planned-devices';
export { gpus, type ModelProps, type ModelServerPoolProps } from './plan/model-server-pool-props';
export { planInference } from './plan/plan-inference';
export type { PoolPlan, PoolPlanOf } from './plan/pool-plan';
export { pairsOf, poolOf, type PoolPair, poolsOf } from './plan/pools';
export { checkPlan } from './rules/judge';
export type { Example } from './rules/language/example';
export { type Finding, formatFinding, sortFindings } from './rules/language/finding';
export type { Rule, Violation } from './rules/language/rule';
export type { RuleId } from './rules/language/rule-id';
export { checkExample } from './rules/report/example-findings';
export type {
  AmountsSpec, ContainerSecuritySpec, ContainersSpec, ContainerSpec, PodSecuritySpec, ResourcesSpec,
} from './spec/containers';
export type { InferenceSpec, NamesSpec } from './spec/deployment';
export type {
  EndpointPickerSpec, FailureMode, FilterSpec, PickerPluginSpec, PickerPodSpec, ProfileSpec, ScorerSpec,
  UncachedTokensDecider,
} from './spec/endpoint-picker';
export type { FlowControlSpec, PriorityBandSpec } from './spec/flow-control';
export type { PickerPluginTables, PluginParameters, PluginSpec, PluginType } from './spec/picker-plugin';
export type { PluginFacts, PluginKind, ParameterFacts } from './stack/picker/plugins/plugin-facts';
export type {
  BufferDevice, ConnectorSpec, MooncakeConnectorSpec, MoriIoConnectorSpec, NixlBackend, NixlConnectorSpec,
  TpuConnectorSpec,
} from './spec/connector';
export type {
  FileTierSpec, LmCacheFilesSpec, LmCacheOffloadingSpec, MooncakeStoreOffloadingSpec, NativeOffloadingSpec,
  OffloadingSpec, PeerTierSpec, TierStorageSpec, TpuOffloadingSpec,
} from './spec/offloading';
export type { EngineSpec, ParallelismSpec, RoleEngineSpec } from './spec/engine';
export type { KnownBlockSize, KnownDtype, KnownKvCacheDtype, KnownQuantization } from './spec/engine-values';
export type { ConfigMapFiles, FilesSpec, SecretFiles } from './spec/files';
export { type ImagesSpec, withImages } from './spec/images';
export { imagesLock, lockedImages } from './spec/images-lock';
export type {
  AnonymousCredential, ModelCredential, ModelSpec, ModelUri, SecretCredential, WorkloadIdentityCredential,
} from './spec/model';
export type {
  ExistingClaimModelCacheSpec, ModelCacheSpec, NodeModelCacheSpec, PodModelCacheSpec, SharedModelCacheSpec,
} from './spec/model-cache';
export type { ClaimedAcceleratorsSpec, ClaimedNicsSpec, DeviceClaimSpec, NicGroupSpec } from './spec/device-claim';
export type { DevicesSpec } from './spec/devices';
export type { KubernetesVersion } from './spec/kubernetes';
export type { CaBundleSpec, IpFamily, NetworkSpec, ProxySpec } from './spec/network';
export type {
  AutoscalerSpec, AutoscalingSpec, BenchmarkSpec, EgressSpec, FabricSpec, HorizontalPodAutoscalerSpec,
  KedaAuthenticationSpec, KedaSpec, MonitoringSpec, NetworkPoliciesSpec, ObjectivesSpec, OperationsSpec, RdmaSpec,
  SecuritySpec, VerificationSpec,
} from './spec/operations';
export type {
  OverrideSpec, PatchOperation, PatchRemoval, PatchTransfer, PatchValue,
} from './spec/overrides';
export type { PodSpec, PoolSpec, ProbesSpec, ProbeTiming } from './spec/pool';
export type { Quantity } from './spec/quantity';
export type { EnvSource, SecretKeyReference } from './spec/references';
export type { ModelGatewaySpec } from './spec/model-gateway';
export type {
  ApiKeySpec, AuthenticationSpec, CertificateSpec, EntranceSpec, ExistingGatewaySpec, HttpListenerSpec,
  HttpsListenerSpec, JwtSpec, ListenerSpec,
} from './spec/entrance';
export { type Role, roles } from './spec/role';
export type { ComponentVersion, VersionKnowledge } from './stack/component-version';
export type {
  DerivedParameters, EndpointPickerConfig, EndpointPickerMetrics, EndpointPickerRelease, Permission, PickerDrain,
  PickerKnowledge, PluginParameter,
} from './stack/picker/endpoint-picker-release';
export { Picker } from './stack/picker/picker';
export { Release } from './stack/releases';
export type { RoutingProxyRelease, SidecarKnowledge } from './stack/sidecar/routing-proxy-release';
export { Sidecar } from './stack/sidecar/sidecar';
export type { ModelServerMetrics } from './stack/vllm/metrics';
export type { VllmCommandLine, VllmFlag } from './stack/vllm/flags/command-line';
export type { ModelServerRelease, VllmKnowledge } from './stack/vllm/model-server-release';
export type { EngineValues, QuantizedWeights } from './stack/vllm/values/engine-values';
export { Vllm } from './stack/vllm/vllm';
export { App, type AppProps } from './synth/app';
export { type Checked, isChecked } from './synth/findings-source';
export { SynthError } from './synth/synth-error';
