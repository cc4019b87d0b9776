import type { ModelProps } from '../../plan/model-server-pool-props';

/** The model as a message about its facts calls it: with the model that lends them, where they are not its own. */
export function modelName({ like, repository }: Pick<ModelProps, 'like' | 'repository'>): string {
  return like === undefined || like === repository ? repository : `${repository} (like ${like})`;
}
