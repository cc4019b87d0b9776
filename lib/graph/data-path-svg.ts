import type { DataPath, PodsOnPath, PrefillOnPath } from './data-path';
import { arrowSvg, boxSvg, escaped, labelSvg, Point } from './svg';

/**
 * A drawing of a data path, its steps numbered in the order in which they happen. It is light or dark as its reader's
 * screen.
 */
export function dataPathSvg(path: DataPath): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" \
aria-labelledby="title description">
<title id="title">${escaped(`The data path of ${path.deployment}`)}</title>
<desc id="description">${escaped(description(path))}</desc>
<style>${STYLE}</style>
<rect class="back" width="${WIDTH}" height="${HEIGHT}" rx="8"/>
${[...wayIn(path), ...pods(path), ...requests(path), ...tokens(path)].join('\n')}
</svg>
`;
}

const WIDTH = 1090;
const HEIGHT = 475;

function description({ decode, prefill }: DataPath): string {
  if (!prefill)
    return 'A client sends a request to the gateway. The gateway asks the endpoint picker, which names a pod. The '
      + `request goes to vLLM in that pod (${countText(decode)}), which computes the prompt and generates the tokens. `
      + 'They go back to the client through the gateway.';
  return 'A client sends a request to the gateway. The gateway asks the endpoint picker, which names a prefill pod and '
    + `a decode pod. The request goes to the routing proxy of the decode pod (${countText(decode)}). The proxy lets `
    + `the prefill pod (${countText(prefill)}) compute the KV cache of the prompt. vLLM in the decode pod reads it by `
    + `${prefill.kvCache.connector} and generates the tokens, which go back to the client through proxy and gateway.`;
}

function wayIn({ endpointPicker, gateway, httpRoute, model }: DataPath): readonly string[] {
  return [
    boxSvg({ x: 20, y: 110, width: 100, height: 90, title: 'client' }),
    labelSvg({ x: 20, y: 224, text: `model: ${model}`, kind: 'line' }, 278),
    boxSvg({
      x: 205, y: 60, width: 250, height: 140, title: 'Gateway',
      lines: [gateway.name, `${gateway.implementation}, port ${gateway.port}`, `route: ${httpRoute}`],
    }),
    boxSvg({
      x: 205, y: 345, width: 250, height: 84, title: 'endpoint picker',
      lines: [endpointPicker.name, `ext_proc, port ${endpointPicker.port}`],
    }),
  ];
}

/** The pods of each role. The outline behind them says that there are more. */
function pods({ decode, inferencePool, prefill }: DataPath): readonly string[] {
  const decodePods = [
    '<rect class="group" x="535" y="20" width="535" height="435" rx="10"/>',
    labelSvg({ x: 555, y: 44, text: `InferencePool ${inferencePool}`, kind: 'line' }, 490),
    boxSvg({ x: 561, y: 66, width: 495, height: 150 }),
  ];
  if (!prefill)
    return [
      ...decodePods,
      boxSvg({ x: 555, y: 60, width: 495, height: 150, title: countText(decode), lines: [decode.name] }),
      boxSvg({ x: 572, y: 118, width: 460, height: 76, title: 'vLLM', lines: [`port ${decode.enginePort}`] }),
    ];
  return [
    ...decodePods,
    boxSvg({ x: 555, y: 60, width: 495, height: 150, title: `decode: ${countText(decode)}`, lines: [decode.name] }),
    boxSvg({ x: 572, y: 118, width: 180, height: 76, title: 'routing proxy', lines: [`port ${decode.port}`] }),
    boxSvg({ x: 852, y: 118, width: 180, height: 76, title: 'vLLM', lines: [`port ${decode.enginePort}`] }),
    boxSvg({ x: 561, y: 336, width: 495, height: 106 }),
    boxSvg({ x: 555, y: 330, width: 495, height: 106 }),
    boxSvg({ x: 572, y: 342, width: 460, height: 38, title: `vLLM, port ${prefill.port}` }),
    labelSvg({ x: 567, y: 402, text: `prefill: ${countText(prefill)}`, kind: 'title' }),
    labelSvg({ x: 567, y: 421, text: prefill.name, kind: 'line' }, 470),
  ];
}

function countText({ autoscaled, gpus, nodes = 1, replicas }: PodsOnPath): string {
  const least = autoscaled ? 'at least ' : '';
  const noun = nodes > 1 ? `×${nodes} pods` : replicas === 1 ? ' pod' : ' pods';
  return `${least}${replicas}${noun} of ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`;
}

function requests({ prefill }: DataPath): readonly string[] {
  return [
    ...step([[120, 138], [205, 138]], [128, 130], '① request'),
    ...step([[300, 200], [300, 345]], [190, 264], prefill ? '② which pods?' : '② which pod?'),
    ...step([[370, 345], [370, 200]], [380, 264], ...(prefill ? ['a prefill pod and', 'a decode pod'] : ['a pod'])),
    arrowSvg({ points: [[455, 387], [535, 387]], kind: 'dashed' }),
    labelSvg({ x: 463, y: 379, text: 'watches' }),
    ...step([[455, 138], [572, 138]], [462, 130], '③ request'),
    ...(prefill ? transfer(prefill) : []),
  ];
}

function transfer({ header, kvCache: { connector, handshakePort } }: PrefillOnPath): readonly string[] {
  return [
    ...step([[640, 194], [640, 342]], [652, 264], '④ prompt, to the pod'),
    ...header === undefined ? [] : [labelSvg({ x: 652, y: 282, text: `that ${header} names` }, 236)],
    ...step([[752, 138], [852, 138]], [766, 130], '⑥ decode'),
    arrowSvg({ points: [[900, 342], [900, 194]], kind: 'kv', width: 4 }),
    labelSvg({ x: 914, y: 246, text: '⑤ KV cache', kind: 'label kv' }),
    labelSvg({ x: 914, y: 264, text: connector, kind: 'label kv' }, 120),
    labelSvg({ x: 914, y: 282, text: `handshake: port ${handshakePort}`, kind: 'label kv' }),
  ];
}

function tokens({ prefill }: DataPath): readonly string[] {
  const text = prefill ? '⑦ tokens' : '④ tokens';
  return [
    ...(prefill ? [arrowSvg({ points: [[852, 172], [752, 172]], kind: 'dashed' })] : []),
    arrowSvg({ points: [[572, 172], [455, 172]], kind: 'dashed' }),
    arrowSvg({ points: [[205, 172], [120, 172]], kind: 'dashed' }),
    ...(prefill ? [128, 462, 766] : [128, 462]).map(x => labelSvg({ x, y: 190, text })),
  ];
}

function step(points: readonly Point[], [x, y]: Point, ...lines: readonly string[]): readonly string[] {
  return [arrowSvg({ points }), ...lines.map((text, index) => labelSvg({ x, y: y + index * 18, text }))];
}

const STYLE = [
  'text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1c2128 }',
  '.title { font-weight: 600 } .line { fill: #57606a }',
  '.back { fill: #ffffff } .group { fill: none; stroke: #57606a; stroke-dasharray: 5 5 }',
  '.box { fill: #f6f8fa; stroke: #57606a } .arrow { fill: none; stroke: #1c2128 }',
  '.head { fill: #1c2128 } .arrow.dashed { stroke-dasharray: 5 4 }',
  '.arrow.kv { stroke: #0b62c4 } .head.kv, .label.kv { fill: #0b62c4 }',
  '@media (prefers-color-scheme: dark) {',
  'text { fill: #e6edf3 } .line { fill: #9da7b3 } .back { fill: #0f141a } .group { stroke: #9da7b3 }',
  '.box { fill: #1c232c; stroke: #9da7b3 } .arrow { stroke: #e6edf3 } .head { fill: #e6edf3 }',
  '.arrow.kv { stroke: #6cb6ff } .head.kv, .label.kv { fill: #6cb6ff }',
  '}',
].join('\n');
