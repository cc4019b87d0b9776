import { envoyGatewayOf } from './versions';

/**
 * Commands that install Envoy Gateway with the extension, and the GatewayClass that nobody else makes
 * (envoyproxy/ai-gateway v1.1.0 `examples/inference-pool/README.md`, `manifests/envoy-gateway-values.yaml`).
 */
export function envoyAiGatewayInstallation(version: string): readonly string[] {
  const files = `https://raw.githubusercontent.com/envoyproxy/ai-gateway/v${version}.0`;
  const envoyGateway = Object.entries(envoyGatewayOf).find(([known]) => known === version)?.[1]
    ?? Object.values(envoyGatewayOf).at(-1)!;
  const chart = (name: string, release: string) =>
    `helm upgrade --install ${release} oci://docker.io/envoyproxy/${name}`;
  const ofExtension = `--version v${version}.0 -n envoy-ai-gateway-system --create-namespace`;
  return [
    `${chart('gateway-helm', 'eg')} --version ${envoyGateway} -n envoy-gateway-system --create-namespace `
    + `-f ${files}/manifests/envoy-gateway-values.yaml `
    + `-f ${files}/examples/inference-pool/envoy-gateway-values-addon.yaml`,
    `${chart('ai-gateway-crds-helm', 'aieg-crd')} ${ofExtension}`,
    `${chart('ai-gateway-helm', 'aieg')} ${ofExtension} --wait`,
    `printf '${gatewayClass}' | kubectl apply -f -`,
  ];
}

const gatewayClass = [
  'apiVersion: gateway.networking.k8s.io/v1',
  'kind: GatewayClass',
  'metadata: { name: envoy-ai-gateway }',
  'spec: { controllerName: gateway.envoyproxy.io/gatewayclass-controller }',
].map(line => `${line}\\n`).join('');
