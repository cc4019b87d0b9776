import { firstRequest } from '../cluster/run/first-request';
import { Session } from './cluster-command';
import { Step } from './output';

/** The last step of `llmd deploy`: what its user does next. */
export function firstRequestStep({ client, file: { deployment } }: Session, result: Record<string, unknown>): Step {
  return {
    title: 'how to ask it',
    run: async ({ line, title }) => {
      const request = await firstRequest(client, deployment);
      const { commands, isExternal, model, url } = request;
      result.request = request;
      title(`URL ${isExternal ? '' : 'inside the cluster '}${url}, model ${model}`);
      for (const command of commands) line(command);
    },
  };
}
