import { FaultReport } from './faults';
import { RehearsedImage } from './images';
import { pathTable } from './paths';
import { readyText } from './readiness';
import { DistDeployment } from '../cluster/dist-deployment';
import { Verdict } from './rehearsal';

/** Lists what runs for each image, so that stand-ins are not mistaken for the real programs. */
export function standInText(images: readonly RehearsedImage[], { timeScale }: { readonly timeScale: number }): string {
  const lines = images.map(({ image, standIn }) => `  ${image}: ${standIn ?? 'its own program'}`);
  return [
    'programs that run in place of the images:',
    ...lines,
    `  grace periods, preStop sleeps and back-offs are ${timeScale} times shorter; probes are unchanged`,
  ].join('\n');
}

/** The verdict as text. */
export function verdictText(
  { answers, causes, paths, pods, ready, readySeconds, served }: Verdict,
  deployment: DistDeployment,
): string {
  const failed = answers.filter(({ failure }) => failure !== undefined).length;
  const streams = answers.filter(({ streamed, failure }) => streamed && failure === undefined).length;
  return [
    'pods ready: '
    + `${readyText(ready, deployment)}${readySeconds === undefined ? '' : ` after ${readySeconds.toFixed(0)} s`}`,
    ...(answers.length > 0
      ? [
          `requests through the gateway: ${answers.length - failed} of ${answers.length} answered, ${streams} `
          + 'of them as streams',
          ...(pods.prefill
            ? [
                `prefill and decode by two pods: ${served} of ${answers.length}`,
                pathTable(paths, pods.prefill, pods.decode),
              ]
            : [
                `answered by the pods that do both: ${served} of ${answers.length}`,
                ...pods.decode.map(pod => `  ${pod}: ${requestsOf(paths, pod)}`),
              ]),
        ]
      : []),
    ...causes.map(cause => `✖ ${cause}`),
  ].join('\n');
}

function requestsOf(paths: Verdict['paths'], pod: string): number {
  return paths.filter(({ decode }) => decode === pod).reduce((sum, { requests }) => sum + requests, 0);
}

/** The effect of a fault on clients, in one line. */
export function faultText({
  name,
  requests,
  failed,
  failures,
  failedForSeconds,
  recoveredSeconds,
}: FaultReport): string {
  const lost
    = failed === 0
      ? 'none failed'
      : `${failed} failed within ${failedForSeconds.toFixed(1)} s (${failures.join('; ')})`;
  const recovery
    = recoveredSeconds === undefined ? 'did not recover' : `recovered after ${recoveredSeconds.toFixed(0)} s`;
  return `${name}: ${requests} requests, ${lost}; ${recovery}`;
}
