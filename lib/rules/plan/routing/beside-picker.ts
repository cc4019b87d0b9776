import { gatewayNamed } from '../../../gateways/gateways';
import { istio } from '../../../gateways/istio/istio';
import { standalone } from '../../../gateways/standalone/standalone';
import { selectionOf } from '../../../stack/picker/selection';
import { Release, releases } from '../../../stack/releases';
import type { Release as LlmDRelease } from '../../../stack/release';
import { Rule } from '../../language/rule';

/** A proxy in the picker's pod in the place of a Gateway. */
export const besidePickerRules: readonly Rule[] = [
  {
    id: 'PD750',
    title: 'The endpoint picker can select pods without an InferencePool where none is written',
    severity: 'error',
    cause: 'an endpoint picker without the flags for it serves an InferencePool alone, and ends at an unknown flag',
    fix: 'let an InferencePool be written, or use a release whose picker selects pods itself',
    source: 'gateway-api-inference-extension `cmd/epp/runner/runner.go`: `--endpoint-selector` is in v1.2.0, which '
      + 'picker v0.4.0 is made of, and not in v1.0.0, which v0.3.2 is made of',
    evidence: 'read',
    check: ({ inferencePool: { selectedBy }, spec: { gateway, release } }) => {
      if (selectedBy !== 'endpointPicker' || selectionOf(release.endpointPicker)) return [];
      const able = (releases as readonly LlmDRelease[]).filter(({ endpointPicker }) => selectionOf(endpointPicker));
      const { besidePicker } = gatewayNamed(gateway.name);
      return [{
        field: 'gateway',
        cause: `the endpoint picker of ${release.name} has no flags that select pods, and no InferencePool is written`,
        ...(besidePicker && {
          fix: `use ${besidePicker.withInferencePool}, whose CRD must be in the cluster, or `
            + able.map(({ name }) => `Release.${name}`).join(' or '),
        }),
      }];
    },
    example: {
      field: 'release', fails: Release.ROUTER_0_3, passes: Release.ROUTER_0_10, given: { gateway: standalone() },
    },
  },
  {
    id: 'PD751',
    title: 'An HTTPRoute is named only where there is one',
    severity: 'error',
    cause: 'a proxy beside the picker has no HTTPRoute: nothing gets this name, and what refers to it finds nothing',
    fix: 'remove `names.httpRoute`; callers use the Service, whose name is `names.gateway`',
    source: 'llm-d-router v0.9.0 config/charts/llm-d-router-standalone: it has no HTTPRoute',
    evidence: 'read',
    check: ({ spec: { gateway, names } }) => names?.httpRoute !== undefined && gatewayNamed(gateway.name).besidePicker
      ? [{ field: 'names.httpRoute', cause: `${gateway.name} has no HTTPRoute to be called '${names.httpRoute}'` }]
      : [],
    example: {
      field: 'names', fails: { httpRoute: 'chat' }, passes: { gateway: 'chat' }, given: { gateway: standalone() },
    },
  },
  {
    id: 'PD753',
    title: 'A way to go on without the endpoint picker is asked only of a gateway that has one',
    severity: 'warning',
    cause: 'a proxy beside the picker knows no pod but the one that the picker names: while the picker is away it '
      + 'refuses requests, whatever the InferencePool says',
    fix: 'remove `endpointPicker.failureMode`, or use a gateway that reads InferencePools',
    source: 'Envoy, Original destination: without the header that names an address such a cluster has none; '
      + 'lib/gateways/standalone/envoy-config.ts',
    evidence: 'read',
    check: ({ spec: { endpointPicker, gateway } }) =>
      endpointPicker?.failureMode === 'FailOpen' && gatewayNamed(gateway.name).besidePicker
        ? [{ field: 'endpointPicker.failureMode', cause: `${gateway.name} cannot do what FailOpen says` }]
        : [],
    example: {
      field: 'endpointPicker', fails: { failureMode: 'FailOpen' }, passes: { failureMode: 'FailClose' },
      given: { gateway: standalone() }, implies: ['PD333'],
    },
  },
  {
    id: 'PD752',
    title: 'A gateway has what its implementation needs: a GatewayClass, or the image of a proxy',
    severity: 'error',
    cause: 'without a class no controller takes the Gateway, without an image no container starts, and a Gateway sends '
      + 'requests to an InferencePool only',
    fix: 'use the function of the library that makes the gateway, and change no field of what it returns',
    source: 'gateway-api v1.5.1 apis/v1/gateway_types.go: `gatewayClassName` is required; a backendRef of an HTTPRoute '
      + 'names an InferencePool',
    evidence: 'read',
    check: ({ spec: { gateway: { gatewayClassName, image, name, selectedBy } } }) => {
      const { besidePicker } = gatewayNamed(name);
      if (besidePicker)
        return image === undefined ? [{ field: 'gateway.image', cause: `${name} needs the image of its proxy` }] : [];
      return [
        ...(gatewayClassName === undefined
          ? [{ field: 'gateway.gatewayClassName', cause: `${name} needs the GatewayClass of its Gateway` }]
          : []),
        ...(selectedBy === 'endpointPicker'
          ? [{ field: 'gateway.selectedBy', cause: `${name} reads an InferencePool, so one must be written` }]
          : []),
      ];
    },
    example: {
      field: 'gateway', fails: { ...istio('1.30'), selectedBy: 'endpointPicker' }, passes: istio('1.30'),
    },
  },
];
