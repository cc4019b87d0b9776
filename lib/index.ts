export { DisaggregatedInference } from './constructs/disaggregated-inference';
export { DeploymentRecord, type DeploymentRecordProps } from './constructs/operations/deployment-record';
export { EndpointPicker, pickerLabels } from './constructs/routing/endpoint-picker';
export { type EndpointPickerProps } from './constructs/routing/endpoint-picker-props';
export { InferenceGateway, type InferenceGatewayProps } from './constructs/routing/inference-gateway';
export { InferencePool, type InferencePoolProps } from './constructs/routing/inference-pool';
export { DecodePool, type DecodePoolProps } from './constructs/serving/decode-pool';
export { ModelCache, type ModelCacheProps } from './constructs/serving/model-cache';
export { PrefillPool, type PrefillPoolProps } from './constructs/serving/prefill-pool';
export {
  type Accelerator, acceleratorFacts, type AcceleratorFacts, accelerators, GPU_PRODUCT_LABEL,
} from './devices/nvidia';
export { type InferencePoolGroup, inferencePoolVersions } from './gateways/inference-pool-api';
export {
  istio, type IstioOfProps, istioInferencePoolGroup, type IstioOptions,
  type IstioVersion,
} from './gateways/istio/istio';
export type { GatewayProvider, GatewayServiceType } from './gateways/gateway';
export {
  Application, ApplicationSet, argoCd, type ArgoCdDeployment, type ArgoCdProps, InferencePoolHealth,
} from './gitops/argo-cd';
export { flux, FluxKustomization, type FluxProps, gatewayHealth } from './gitops/flux';
export { inferencePoolHealth } from './gitops/inference-pool-health';
export type { InferencePlan } from './plan/inference-plan';
export { gpus, type ModelProps, type ModelServerPoolProps } from './plan/model-server-pool-props';
export { planInference } from './plan/plan-inference';
export { type Finding, formatFinding, sortFindings } from './rules/language/finding';
export type { InferenceSpec, NamesSpec } from './spec/deployment';
export type { EngineSpec, ParallelismSpec, RoleEngineSpec } from './spec/engine';
export { imagesLock, type ImagesSpec, lockedImages, withImages } from './spec/images';
export type { ModelSpec } from './spec/model';
export type { ModelCacheSpec, NodeModelCacheSpec, PodModelCacheSpec, SharedModelCacheSpec } from './spec/model-cache';
export type {
  AutoscalerSpec, AutoscalingSpec, BenchmarkSpec, FabricSpec, HorizontalPodAutoscalerSpec, KedaSpec, MonitoringSpec,
  NetworkPoliciesSpec, ObjectivesSpec, OperationsSpec, RdmaSpec, SecuritySpec, VerificationSpec,
} from './spec/operations';
export type { PodSpec, PoolSpec } from './spec/pool';
export type { Quantity } from './spec/quantity';
export type { EnvSource, SecretKeyReference } from './spec/references';
export { type Role, roles } from './spec/role';
export { type EndpointPickerConfig, type EndpointPickerRelease, type ModelServerRelease, type Permission, Release, type RoutingProxyRelease } from './stack/release';
export { App } from './synth/app';
export { type Checked, isChecked } from './synth/findings-source';
export { SynthError } from './synth/synth-error';
