import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSpec, istio, planInference, Release } from '../lib';
import { dataPathOf } from '../lib/graph/data-path';
import { dataPathSvg } from '../lib/graph/data-path-svg';
import { labelSvg } from '../lib/graph/svg';
import { llama31 } from '../deployments/llm-d-llama31';

const pathOf = (change: Partial<InferenceSpec> = {}) =>
  dataPathOf(planInference('llm-d-llama31', { ...llama31, ...change }));
const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text!);

test('a data path has the names, ports and pods of the plan', () => {
  expect(pathOf()).toEqual({
    deployment: 'llm-d-llama31',
    model: 'meta-llama/Llama-3.1-8B-Instruct',
    gateway: { name: 'infra-llama31-inference-gateway', implementation: 'istio 1.27', port: 80 },
    httpRoute: 'llm-d-llama31-pd-disaggregation',
    inferencePool: 'gaie-llama31',
    endpointPicker: { name: 'gaie-llama31-epp', port: 9002 },
    prefill: {
      name: 'llm-d-llama31-prefill', replicas: 8, autoscaled: false, gpus: 1, port: 8000,
      header: 'x-prefiller-host-port',
      kvCache: { connector: 'NixlConnector', handshakePort: 5600 },
    },
    decode: { name: 'llm-d-llama31-decode', replicas: 8, autoscaled: false, gpus: 1, port: 8000, enginePort: 8200 },
  });
});

test('a data path follows the spec', () => {
  expect(pathOf({
    gateway: istio('1.30'),
    release: Release.ROUTER_0_10,
    decode: { ...llama31.decode, replicas: 4, parallelism: { tensor: 2 }, autoscaling: { maxReplicas: 6 } },
  })).toMatchObject({
    gateway: { implementation: 'istio 1.30' }, decode: { replicas: 4, gpus: 2, autoscaled: true },
    prefill: { replicas: 8, gpus: 1 },
  });
});

test('docs/data-path.svg is drawn from the first deployment (npm run docs), and the README shows it', () => {
  const root = join(__dirname, '..');
  expect(readFileSync(join(root, 'docs/data-path.svg'), 'utf8')).toBe(dataPathSvg(pathOf()));
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('](docs/data-path.svg)');
});

test('a drawing says what a path has, for those who see it and for those who hear it', () => {
  const svg = dataPathSvg({
    ...pathOf(),
    decode: { ...pathOf().decode, replicas: 2, autoscaled: true, gpus: 4 },
    prefill: { ...pathOf().prefill!, replicas: 1 },
  });
  expect(textsOf(svg)).toEqual(expect.arrayContaining([
    'infra-llama31-inference-gateway', 'istio 1.27, port 80', 'InferencePool gaie-llama31', 'ext_proc, port 9002',
    'decode: at least 2 pods of 4 GPUs', 'prefill: 1 pod of 1 GPU', 'vLLM, port 8000', 'port 8200', 'NixlConnector',
    'that x-prefiller-host-port names',
  ]));
  expect(svg).toMatch(/<desc id="description">A client sends .* \(at least 2 pods of 4 GPUs\)/);
  expect(svg).toContain('@media (prefers-color-scheme: dark)');
});

test('a drawing without the header of a sidecar names none', () => {
  const nameless = { ...pathOf(), prefill: { ...pathOf().prefill!, header: undefined } };
  expect(textsOf(dataPathSvg(nameless)).join()).not.toMatch(/that .* names/);
});

test('a long text loses its middle and keeps the whole for a pointer; no text can be markup', () => {
  expect(labelSvg({ x: 1, y: 2, text: 'abcdefghijklmnop' }, 70)).toBe(
    '<text class="label" x="1" y="2"><title>abcdefghijklmnop</title>abcd…mnop</text>',
  );
  const svg = dataPathSvg({ ...pathOf(), model: '</text><script>', deployment: '"&<' });
  expect(svg).not.toMatch(/<script|"&</);
});
