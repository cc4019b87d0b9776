import { azureBlob } from './azure-blob';
import { claim } from './claim';
import { googleCloudStorage } from './google-cloud-storage';
import { hub } from './hub';
import { image } from './image';
import { nodeFolder } from './node-folder';
import { s3 } from './s3';
import type { ModelSource } from './source';

/** Every place that models come from, each with a module of its own in this folder. */
export const modelSources: readonly ModelSource[] = [
  hub, claim, nodeFolder, image, s3, googleCloudStorage, azureBlob,
];

/** The source that a URI names by its scheme; undefined for a scheme that no module has, which PD713 refuses. */
export function sourceOfUri(uri: string): ModelSource | undefined {
  return modelSources.find(({ scheme }) => uri.startsWith(`${scheme}://`));
}

/**
 * The source of a planned model.
 *
 * @throws Error for a name that no module has: a plan names no other
 */
export function sourceOf({ source }: { readonly source: string }): ModelSource {
  const found = modelSources.find(({ name }) => name === source);
  if (found === undefined) {
    const names = modelSources.map(({ name }) => name).join(', ');
    throw new Error(`there is no model source '${source}'; there are: ${names}`);
  }
  return found;
}

/** By which a URI is planned whose scheme no module has. PD713 refuses it; the other rules are asked all the same. */
export const defaultSource: ModelSource = hub;
