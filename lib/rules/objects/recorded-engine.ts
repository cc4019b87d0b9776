import { offloadings } from '../../connectors/offloading/offloadings';
import type { RecordedEngine } from '../../plan/record';
import { workloadOf, workloadsIn } from '../../workloads/workloads';
import type { RenderedObject } from '../language/rendered-object';
import { attentionBackend } from './attention-backend';
import { blockSizeOf, engineOf, lastValue } from '../language/engine-container';

/** What a record says of the engines in an object: two in a set of both roles, none where it runs no pods of a role. */
export function recordedEngines(object: RenderedObject): readonly RecordedEngine[] {
  return workloadsIn(object).flatMap(workload => recordedEngine(workload) ?? []);
}

/** What a record says of the engine in a workload of a role; nothing for any other object. */
export function recordedEngine(object: RenderedObject): RecordedEngine | undefined {
  const engine = engineOf(object);
  if (!engine) return undefined;
  const replicas = workloadOf(object)?.replicasOf(object);
  const { args, image, role } = engine;
  const revision = lastValue(engine, '--revision');
  return {
    name: String(object.metadata?.name),
    role,
    ...(typeof replicas === 'number' && { replicas }),
    image: versionOf(image),
    model: args[0] ?? '',
    ...(revision !== undefined && { revision }),
    connector: connectorOf(lastValue(engine, '--kv-transfer-config')),
    blockSize: blockSizeOf(engine),
    dtype: lastValue(engine, '--dtype') ?? 'auto',
    kvCacheDtype: lastValue(engine, '--kv-cache-dtype') ?? 'auto',
    attentionBackend: attentionBackend(engine),
    tensorParallelSize: Number(lastValue(engine, '--tensor-parallel-size') ?? '1'),
  };
}

/** Whether the engine of a workload keeps KV cache and takes it to no other role. */
export function onlyKeeps(object: RenderedObject): boolean {
  const engine = engineOf(object);
  const config = engine && lastValue(engine, '--kv-transfer-config');
  return config !== undefined && connectorOf(config) === '';
}

/** An image without its registry, and without its digest where it has a tag: neither changes what the engine is. */
function versionOf(image: string): string {
  const [reference = '', digest] = image.split('@');
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return name.includes(':') || digest === undefined ? name : `${name}@${digest}`;
}

/** What is read of `--kv-transfer-config`. */
interface Configured {
  readonly kv_connector?: unknown;
  readonly kv_connector_extra_config?: { readonly connectors?: readonly Configured[] };
}

/** Connectors that keep KV cache, and take it to no other role. */
const keeping: readonly string[] = offloadings.map(({ name }) => name);

function connectorOf(text = '{}'): string {
  try {
    const config = JSON.parse(text) as Configured;
    // Of several the first is the one that takes KV cache to other pods.
    const { kv_connector: connector } = config.kv_connector_extra_config?.connectors?.[0] ?? config;
    return typeof connector === 'string' && !keeping.includes(connector) ? connector : '';
  } catch {
    return '';
  }
}
