import type { RecordedEngine } from '../../plan/record';
import { workloadOf } from '../../workloads/workloads';
import type { RenderedObject } from '../language/rendered-object';
import { attentionBackend } from './attention-backend';
import { blockSizeOf, engineOf, lastValue } from '../language/engine-container';

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

/** An image without its registry, and without its digest where it has a tag: neither changes what the engine is. */
function versionOf(image: string): string {
  const [reference = '', digest] = image.split('@');
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return name.includes(':') || digest === undefined ? name : `${name}@${digest}`;
}

function connectorOf(config = '{}'): string {
  try {
    const { kv_connector: connector } = JSON.parse(config) as { readonly kv_connector?: unknown };
    return typeof connector === 'string' ? connector : '';
  } catch {
    return '';
  }
}
