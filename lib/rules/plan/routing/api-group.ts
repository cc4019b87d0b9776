import type { GatewayProvider } from '../../../gateways/gateway';
import { gatewayNamed, noteOf, standingOf, versionsThatRead } from '../../../gateways/gateways';
import { InferencePoolGroup } from '../../../gateways/inference-pool-api';
import { istio } from '../../../gateways/istio/istio';
import type { Release as LlmDRelease } from '../../../stack/release';
import { releases } from '../../../stack/releases';
import { excerpt } from '../../language/message-text';
import { Rule } from '../../language/rule';

/** The API group of the InferencePool: the gateway, the route and the picker all read the same one. */
export const apiGroupRules: readonly Rule[] = [
  {
    id: 'PD401',
    title: 'The endpoint picker of the release can read the InferencePool of the gateway',
    severity: 'error',
    cause: 'an endpoint picker that watches the other group never sees its pool, never becomes Ready and crash-loops',
    fix: 'use a newer gateway, or a release whose endpoint picker reads that group',
    source:
      'llm-d-router v0.10.0 `--pool-group`: only inference.networking.k8s.io; istio/istio go.mod by tag: 1.27 '
      + 'reads only inference.networking.x-k8s.io',
    evidence: 'read',
    check: ({ spec: { gateway, release } }) => {
      const group = gateway.inferencePoolGroup;
      return release.endpointPicker.permissions[group]
        ? []
        : [
            {
              field: 'gateway',
              cause:
                `${gateway.name} ${gateway.version} reads an InferencePool only in the group ${group}, which `
                + `the endpoint picker of ${release.name} does not support`,
              ...withFix(gateway, release),
            },
          ];
    },
    example: { field: 'gateway', fails: istio('1.27'), passes: istio('1.30'), implies: ['PD433'] },
  },
  {
    id: 'PD402',
    title: 'The API group of the pool is the one that the gateway reads',
    severity: 'error',
    cause:
      'the API server accepts a route to either group; a gateway that does not know the group reports '
      + '`ResolvedRefs=False` in the route\'s status and drops the traffic',
    fix: 'use the provider of `istio(\'<version>\')`, which knows the group',
    source:
      'istio/istio go.mod and pilot/pkg/config/kube/gateway/conversion.go by tag; llm-d/llm-d#578, kserve/kserve#4833',
    evidence: 'proven',
    check: ({ spec: { gateway } }) => {
      const { inferencePoolGroups } = gatewayNamed(gateway.name);
      const group = Object.hasOwn(inferencePoolGroups, gateway.version)
        ? inferencePoolGroups[gateway.version]
        : undefined;
      return group === undefined || gateway.inferencePoolGroup === group
        ? []
        : [
            {
              field: 'gateway.inferencePoolGroup',
              cause: `${gateway.name} ${gateway.version} reads only ${group}, got ${gateway.inferencePoolGroup}`,
            },
          ];
    },
    example: {
      field: 'gateway.inferencePoolGroup',
      fails: 'inference.networking.x-k8s.io',
      alsoFails: ['inference.networking.k8s.io'],
      passes: 'inference.networking.k8s.io',
      implies: ['PD401'],
    },
  },
  {
    id: 'PD428',
    title: 'The support for InferencePools is known for the version of the gateway',
    severity: 'warning',
    cause: 'facts about other versions may not be true for this one',
    fix:
      'use a known version, or run `llmd doctor` and `llmd verify` against the cluster and waive the rule with '
      + 'their result',
    source: 'lib/gateways/, one module for each gateway, with the versions that were read',
    evidence: 'read',
    check: ({ spec: { gateway: { inferencePoolGroup, name, version } } }) => {
      const implementation = gatewayNamed(name);
      // What is older, or no version, has its own rule.
      if (!['newer', 'between'].includes(standingOf(implementation, version))) return [];
      const known = Object.keys(implementation.inferencePoolGroups).join(', ');
      const notJudged = implementation.besidePicker
        ? 'whether it takes the configuration that is written'
        : `whether it reads InferencePools in the group ${inferencePoolGroup} (PD402), and whether it refuses the `
          + 'headers of the routing proxy before it calls the endpoint picker';
      return [
        {
          field: 'gateway.version',
          cause: `${name} ${version} is not known; known versions: ${known}. Not judged: ${notJudged}`,
        },
      ];
    },
    example: {
      field: 'gateway',
      fails: istio.of({ version: '1.99', inferencePoolGroup: 'inference.networking.k8s.io' }),
      passes: istio('1.30'),
    },
  },
  {
    id: 'PD433',
    title: 'The version of the gateway is supported by its project',
    severity: 'warning',
    cause: 'a gateway is open to callers, and what is found in this version is no longer repaired',
    fix: 'use a newer version',
    source: 'istio.io, Supported Releases: until six weeks after the second minor version that follows',
    evidence: 'read',
    check: ({ spec: { gateway: { name, version } } }) => {
      const implementation = gatewayNamed(name);
      const { outOfSupport } = noteOf(implementation, version);
      const { specOf } = implementation;
      const newest = Object.keys(implementation.inferencePoolGroups)
        .filter(other => Object.keys(noteOf(implementation, other)).length === 0).at(-1);
      return outOfSupport === undefined
        ? []
        : [{
            field: 'gateway.version',
            cause: `${name} ${version} is out of support ${outOfSupport}`,
            ...(newest !== undefined && { fix: `upgrade the cluster and use ${specOf(newest)}` }),
          }];
    },
    example: { field: 'gateway', fails: istio('1.28'), passes: istio('1.30') },
  },
  {
    id: 'PD434',
    title: 'What is known of the version of the gateway was read at its tag',
    severity: 'warning',
    cause: 'sources change until a version is tagged, so what a candidate or the version before does may not be true',
    fix: 'run `llmd doctor` and `llmd verify` against the cluster, and waive the rule with their result',
    source: 'lib/gateways/, one module for each gateway, with the versions that were read',
    evidence: 'read',
    check: ({ spec: { gateway: { name, version } } }) => {
      const { readInstead } = noteOf(gatewayNamed(name), version);
      return readInstead === undefined
        ? []
        : [{
            field: 'gateway.version',
            cause: `${name} ${version} was not read at its tag, and is judged as ${readInstead}`,
          }];
    },
    example: { field: 'gateway', fails: istio('1.31'), passes: istio('1.30') },
  },
  {
    id: 'PD430',
    title: 'The version of the gateway is a minor version that reads InferencePools',
    severity: 'error',
    cause:
      'a gateway before the first version with InferencePools sends no request to one; a version that is no minor '
      + 'version is known to no rule',
    fix: 'use one of the known versions',
    source: 'lib/gateways/, one module for each gateway, with the versions that were read',
    evidence: 'read',
    check: ({ spec: { gateway: { name, version } } }) => {
      const implementation = gatewayNamed(name);
      const standing = standingOf(implementation, version);
      const known = Object.keys(implementation.inferencePoolGroups);
      const { besidePicker, specOf } = implementation;
      const does = besidePicker ? 'is known' : 'reads InferencePools';
      if (standing === 'older')
        return [{
          field: 'gateway.version',
          cause: `${name} ${version} is older than the first version that ${does}, ${known[0]}`,
          fix: `use ${specOf(known.at(-1)!)}, or another of ${known.join(', ')}`,
        }];
      const minor = /^v?(\d+\.\d+)\./.exec(version)?.[1];
      return standing === 'malformed'
        ? [{
            field: 'gateway.version',
            cause: `${excerpt(version)} is not a minor version of ${name}; known versions: ${known.join(', ')}`,
            ...(minor !== undefined && { fix: `use the minor version: ${specOf(minor)}` }),
          }]
        : [];
    },
    example: { field: 'gateway', fails: istio('1.30.1'), passes: istio('1.30') },
  },
];

/** What would go together: a version of this gateway that the picker can follow, or a release whose picker can. */
function withFix(gateway: GatewayProvider, release: LlmDRelease): { readonly fix?: string } {
  const implementation = gatewayNamed(gateway.name);
  const groups = Object.keys(release.endpointPicker.permissions) as InferencePoolGroup[];
  const versions = groups.flatMap(group => versionsThatRead(implementation, group));
  const supported = versions.find(version => noteOf(implementation, version).outOfSupport === undefined);
  const named = (releases as readonly LlmDRelease[])
    .filter(({ endpointPicker }) => endpointPicker.permissions[gateway.inferencePoolGroup] !== undefined)
    .map(({ name }) => `Release.${name}`);
  const ways = [
    ...(versions.length > 0 ? [implementation.specOf(supported ?? versions[0]!)] : []),
    ...named,
  ];
  return ways.length > 0 ? { fix: `use ${ways.join(', or ')}` } : {};
}
