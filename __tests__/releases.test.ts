import { parse } from 'yaml';
import { llama31 } from '../deployments/llm-d-llama31';
import { llama31Next } from '../deployments/llm-d-llama31-next';
import { GatewayProvider, InferenceSpec, istio, planInference, Release } from '../lib';
import { judge } from '../lib/rules/judge';
import { releases } from '../lib/stack/releases';
import { deploymentOf, distManifests, Manifest, manifestsOf, only, podOf } from './manifests';
import { poolGroups } from './seed/claims';
import { specWith, validSpec } from './valid-spec';

const current = distManifests('llm-d-llama31-next');

describe('the same deployment on today\'s stack', () => {
  test('differs from the first in the release, the gateway, the namespace and what production adds', () => {
    const fields = Object.keys({ ...llama31, ...llama31Next }) as (keyof InferenceSpec)[];
    const different = fields.filter(field => JSON.stringify(llama31[field]) !== JSON.stringify(llama31Next[field]));
    expect(different.sort()).toEqual([
      'decode',
      'endpointPicker',
      'gateway',
      'namespace',
      'operations',
      'prefill',
      'release',
      'security',
      'waive',
    ]);
  });

  test('uses the group inference.networking.k8s.io in every place', () => {
    expect(only(current, 'InferencePool').apiVersion).toBe('inference.networking.k8s.io/v1');
    expect(poolGroups(current)).toEqual(Array(4).fill('inference.networking.k8s.io'));
  });

  test('its pool selects by matchLabels and names its ports in a list', () => {
    const { selector, targetPorts, endpointPickerRef } = only(current, 'InferencePool').spec;
    expect(targetPorts).toEqual([{ number: 8000 }]);
    expect(endpointPickerRef).toEqual({
      group: '',
      kind: 'Service',
      name: 'gaie-llama31-epp',
      port: { number: 9002 },
      failureMode: 'FailClose',
    });
    for (const role of ['prefill', 'decode'] as const)
      expect(podOf(current, role).metadata.labels).toMatchObject(selector.matchLabels);
  });

  test('its sidecar and picker are those of llm-d-router v0.10.0, with flags that exist there', () => {
    const [proxy] = podOf(current, 'decode').spec.initContainers;
    expect(proxy.image).toBe('ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0');
    expect(proxy.args).toEqual([
      '--port=8000',
      '--model-server-port=8200',
      '--kv-connector=nixlv2',
      '--secure-proxy=false',
      '--prefill-max-retries=2',
    ]);
    const [picker] = podOf(current, 'epp').spec.containers;
    expect(picker.image).toBe('ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0');
    expect(picker.args.map((argument: string) => argument.split('=')[0])).toEqual([
      '--pool-name',
      '--pool-namespace',
      '--pool-group',
      '--config-file',
      '--drain-timeout',
      '--grpc-health-port',
      '--metrics-endpoint-auth',
      '--enable-pprof',
      '--tracing',
      '--v',
    ]);
  });

  test('its roles are producer and consumer of KV cache, and a failed transfer is an error', () => {
    const transfer = (role: 'prefill' | 'decode') =>
      podOf(current, role).spec.containers[0].args.find((argument: string) =>
        argument.startsWith('--kv-transfer-config'),
      );
    expect(transfer('prefill')).toBe(
      '--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_producer","kv_load_failure_policy":"fail"}',
    );
    expect(transfer('decode')).toBe(
      '--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_consumer","kv_load_failure_policy":"fail"}',
    );
  });

  test('its picker reads objectives and rewrites in both groups they live in', () => {
    const rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] = only(current, 'Role').rules;
    expect(rules.every(({ verbs }) => verbs.join() === 'get,list,watch')).toBe(true);
    expect(
      rules.flatMap(({ apiGroups, resources }) => resources.map(resource => `${resource}.${apiGroups[0]}`)).sort(),
    ).toEqual([
      'inferencemodelrewrites.inference.networking.x-k8s.io',
      'inferencemodelrewrites.llm-d.ai',
      'inferenceobjectives.inference.networking.x-k8s.io',
      'inferenceobjectives.llm-d.ai',
      'inferencepools.inference.networking.k8s.io',
      'pods.',
    ]);
  });
});

const pairs: readonly [Release, GatewayProvider][] = [
  [Release.LLM_D_0_3, istio('1.27')], [Release.LLM_D_0_3, istio('1.28')], [Release.LLM_D_0_3, istio('1.30')],
  [Release.LLM_D_0_10, istio('1.28')], [Release.LLM_D_0_10, istio('1.29')], [Release.LLM_D_0_10, istio('1.30')],
  [Release.ROUTER_0_11, istio('1.29')], [Release.ROUTER_0_11, istio('1.30')], [Release.ROUTER_0_11, istio('1.31')],
  [Release.ROUTER_0_11, istio('1.32')],
];

describe.each(pairs.map(([release, gateway]) => ({ release, gateway })))(
  '$release.name behind $gateway.name $gateway.version',
  ({ release, gateway }) => {
    let manifests: Manifest[];
    beforeAll(() => {
      manifests = manifestsOf(specWith({ release, gateway }));
    });

    test('one group in pool, route, picker and its permissions, and the one that the gateway reads', () => {
      expect(new Set(poolGroups(manifests))).toEqual(new Set([gateway.inferencePoolGroup]));
    });

    test('every flag of picker and proxy is one that their images have, by the tables that name where each was read', () => {
      const [picker] = podOf(manifests, 'epp').spec.containers;
      const [proxy] = podOf(manifests, 'decode').spec.initContainers;
      const names = ({ args }: Manifest): string[] => args.map((argument: string) => argument.split('=')[0]!);
      expect(names(picker).filter(name => !release.endpointPicker.known!.flags.includes(name))).toEqual([]);
      expect(names(proxy).filter(name => !release.routingProxy.known!.flags.includes(name))).toEqual([]);
    });

    test(
      'every plugin and parameter of the picker\'s configuration is one that its image has, where all of them '
      + 'were read',
      () => {
        const { allPluginsRead, plugins: known } = release.endpointPicker.known!;
        for (const { type, parameters = {} } of pickerConfig(manifests).plugins) {
          if (allPluginsRead) expect(Object.keys(known)).toContain(type);
          const read = known[type]?.parameters;
          if (typeof read === 'object')
            expect(Object.keys(read)).toEqual(expect.arrayContaining(Object.keys(parameters)));
        }
      },
    );

    test('the picker\'s profiles name only plugins that it loads, and each role\'s filter is in its profile', () => {
      const { plugins, schedulingProfiles } = pickerConfig(manifests);
      const types = plugins.map(({ type }) => type);
      expect(types).toEqual(
        expect.arrayContaining(
          schedulingProfiles.flatMap(profile => profile.plugins.map(({ pluginRef }) => pluginRef)),
        ),
      );
      expect(
        Object.fromEntries(schedulingProfiles.map(({ name, plugins: [first] }) => [name, first?.pluginRef])),
      ).toEqual({ prefill: 'prefill-filter', decode: 'decode-filter' });
      expect(types.filter(type => type.endsWith('-profile-handler'))).toHaveLength(1);
    });

    test('the role is in the pods\' labels under the key that the filters read', () => {
      expect(
        (['prefill', 'decode'] as const).map(role => podOf(manifests, role).metadata.labels['llm-d.ai/role']),
      ).toEqual(['prefill', 'decode']);
    });

    test('probes ask the engine, never the proxy, whose health says nothing about the engine', () => {
      for (const role of ['prefill', 'decode'] as const) {
        const {
          containers: [engine],
          initContainers = [],
        } = podOf(manifests, role).spec;
        const enginePort = engine.ports.find(({ name }: { name: string }) => name === 'engine').containerPort;
        expect(engine.args).toContain(`--port=${enginePort}`);
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
          expect(engine[probe].httpGet.port).toBe('engine');
        expect(
          initContainers.some((container: object) => 'readinessProbe' in container || 'livenessProbe' in container),
        ).toBe(false);
      }
    });

    test('no log holds a prompt: no verbosity above the default anywhere', () => {
      const containers = (['prefill', 'decode', 'epp'] as const).flatMap(role => [
        ...podOf(manifests, role).spec.containers,
        ...(podOf(manifests, role).spec.initContainers ?? []),
      ]);
      const verbose = /^(-v|--v)=?([2-9]|\d\d)|debug|trace|log-requests|VLLM_LOGGING_LEVEL/i;
      const texts: string[] = containers.flatMap(({ args, env = [] }) => [
        ...args,
        ...env.map(({ name }: { name: string }) => name),
      ]);
      expect(texts.filter(text => verbose.test(text))).toEqual([]);
    });

    test('a stopped pod has time to finish: the grace period exceeds what is waited before and after SIGTERM', () => {
      for (const role of ['prefill', 'decode'] as const) {
        const {
          containers: [engine],
          terminationGracePeriodSeconds,
        } = podOf(manifests, role).spec;
        const preStop = Number(engine.lifecycle.preStop.exec.command[1]);
        const shutdown = Number(
          engine.args.find((argument: string) => argument.startsWith('--shutdown-timeout='))?.split('=')[1] ?? 0,
        );
        expect(preStop + shutdown).toBeGreaterThanOrEqual(120);
        expect(terminationGracePeriodSeconds).toBeGreaterThan(preStop + shutdown);
      }
    });

    test('an update of the picker is no outage: the new one serves before the old one ends, and ready means that it takes requests', () => {
      const {
        replicas,
        strategy,
        template: { spec: pod },
      } = deploymentOf(manifests, 'epp').spec;
      expect({ replicas, strategy }).toEqual({
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      });
      const [picker] = pod.containers;
      const asked = only(manifests, 'InferencePool').spec;
      expect(picker.readinessProbe.tcpSocket).toEqual({
        port: asked.endpointPickerRef?.port.number ?? asked.extensionRef.portNumber,
      });
      // That it has seen the pool is no less a condition: readiness begins after the startup probe.
      for (const probe of ['startupProbe', 'livenessProbe'])
        expect(picker[probe].grpc).toEqual({ port: 9003, service: 'inference-extension' });
      // It serves on until the gateway has learned of the new one: by itself after SIGTERM, or because SIGTERM comes
      // later.
      expect([
        picker.args.filter((argument: string) => argument.startsWith('--drain')),
        picker.lifecycle?.preStop.exec.command,
      ]).toEqual(release.name === 'ROUTER_0_3' ? [[], ['sleep', '10']] : [['--drain-timeout=10s'], undefined]);
      expect(pod.terminationGracePeriodSeconds).toBe(10 + 130);
    });

    test(
      'a caller cannot tell the routing proxy what to ask: the gateway refuses the headers that the picker '
      + 'sets, and the route leaves the picker\'s alone',
      () => {
        const { targetRefs, action, rules } = only(manifests, 'AuthorizationPolicy').spec;
        expect(targetRefs).toEqual([
          { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: only(manifests, 'Gateway').metadata.name },
        ]);
        expect(action).toBe('DENY');
        const others
          = release.name === 'ROUTER_0_3'
            ? ['x-prefiller-url']
            : ['x-encoder-hosts-ports', 'x-kv-cache-source-host-port', 'x-data-parallel-host-port'];
        expect(rules).toEqual(
          ['x-prefiller-host-port', ...others].map(header => ({
            when: [{ key: `request.headers[${header}]`, values: ['*'] }],
          })),
        );
        // Envoy applies a route's header filters after the picker has answered: removing the header there would end
        // disaggregation in silence.
        const [rule, ...more] = only(manifests, 'HTTPRoute').spec.rules as Manifest[];
        expect([rule!.filters, ...rule!.backendRefs.map(({ filters }: Manifest) => filters), ...more]).toEqual([
          undefined,
          undefined,
        ]);
      },
    );

    test('nobody profiles the picker through the port of its metrics', () => {
      expect(podOf(manifests, 'epp').spec.containers[0].args).toContain('--enable-pprof=false');
    });

    test('a slow start is not called a failed rollout', () => {
      const { progressDeadlineSeconds, template } = deploymentOf(manifests, 'decode').spec;
      const { failureThreshold, periodSeconds } = template.spec.containers[0].startupProbe;
      expect(progressDeadlineSeconds).toBeGreaterThan(failureThreshold * periodSeconds);
    });

    test('a rollout needs no spare GPU', () => {
      expect(deploymentOf(manifests, 'prefill').spec.strategy).toEqual({
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
      });
    });

    test('nothing in the manifests is null', () => {
      expect(JSON.stringify(manifests)).not.toContain('null');
    });
  },
);

test('two deployments in one namespace select only their own pods', () => {
  const [first, second] = ['first', 'second'].map(name => manifestsOf(validSpec, name));
  const selector = only(first!, 'InferencePool').spec.selector.matchLabels as Record<string, string>;
  const selects = (labels: Record<string, string>) =>
    Object.entries(selector).every(([key, value]) => labels[key] === value);
  expect((['prefill', 'decode'] as const).map(role => selects(podOf(first!, role).metadata.labels))).toEqual([
    true,
    true,
  ]);
  expect((['prefill', 'decode'] as const).map(role => selects(podOf(second!, role).metadata.labels))).toEqual([
    false,
    false,
  ]);
});

test('the route is not cut off while an answer is streamed', () => {
  expect(only(current, 'HTTPRoute').spec.rules[0].timeouts).toEqual({ request: '0s', backendRequest: '0s' });
});

test('scaling one role leaves the other alone', () => {
  const [before, after] = [validSpec, specWith({ decode: { ...validSpec.decode, replicas: 12 } })].map(spec =>
    manifestsOf(spec),
  );
  expect(deploymentOf(after!, 'decode').spec.replicas).toBe(12);
  expect(deploymentOf(after!, 'prefill')).toEqual(deploymentOf(before!, 'prefill'));
});

function pickerConfig(manifests: Parameters<typeof only>[0]): {
  plugins: { type: string; parameters?: object }[];
  schedulingProfiles: { name: string; plugins: { pluginRef: string }[] }[];
} {
  const name = deploymentOf(manifests, 'epp').metadata.name as string;
  return parse(only(manifests, 'ConfigMap', name).data['endpoint-picker.yaml']);
}

test('a former name of a release is the same release, and no second one', () => {
  expect(Release.LLM_D_0_3).toBe(Release.ROUTER_0_3);
  expect(Release.LLM_D_0_10).toBe(Release.ROUTER_0_10);
  expect(releases.map(({ name }) => name)).toEqual(['ROUTER_0_3', 'ROUTER_0_10', 'ROUTER_0_11']);
});

test('a known flag of a version whose flags were not read is silent, and an unknown one a warning and no error', () => {
  const { endpointPicker } = Release.ROUTER_0_11;
  const found = (flags: Record<string, string>) =>
    findingsOf({ ...Release.ROUTER_0_11, endpointPicker: { ...endpointPicker, flags } });
  expect(found({ '--v': '1' })).toEqual(['warning PD431']);
  expect(found({ '--flag-of-0-11': '1' })).toEqual(['warning PD431', 'warning PD432']);
});

function findingsOf(release: Release): string[] {
  return judge(planInference('llama', specWith({ release }))).findings
    .map(({ rule, severity }) => `${severity} ${rule}`).sort();
}
