import { FaultReport } from './faults';
import { RehearsedImage } from './images';
import { pathTable } from './paths';
import { readyText } from './readiness';
import { DistDeployment } from '../cluster/dist-deployment';
import { Verdict } from './rehearsal';

/** What runs and what stands in for what, so that nobody takes a stand-in for the real thing. */
export function standInText(images: readonly RehearsedImage[], { timeScale }: { readonly timeScale: number }): string {
  const lines = images.map(({ image, standIn }) => `  ${image}: ${standIn ?? 'its own program'}`);
  return ['what runs for the images:', ...lines, `  grace periods, preStop sleeps and back-offs pass ${timeScale} times faster; probes keep their time`].join('\n');
}

/** The verdict for a reader. */
export function verdictText({ ready, readySeconds, answers, disaggregated, paths, pods, causes }: Verdict, deployment: DistDeployment): string {
  const failed = answers.filter(({ failure }) => failure !== undefined).length;
  const streams = answers.filter(({ streamed, failure }) => streamed && failure === undefined).length;
  return [
    `pods ready: ${readyText(ready, deployment)}${readySeconds === undefined ? '' : ` after ${readySeconds.toFixed(0)} s`}`,
    ...answers.length > 0 ? [
      `requests through the gateway: ${answers.length - failed} of ${answers.length} answered, ${streams} of them as streams`,
      `prefill and decode by two pods: ${disaggregated} of ${answers.length}`,
      pathTable(paths, pods.prefill, pods.decode),
    ] : [],
    ...causes.map(cause => `✖ ${cause}`),
  ].join('\n');
}

/** One line for what a fault did to the clients. */
export function faultText({ name, requests, failed, failures, failedForSeconds, recoveredSeconds }: FaultReport): string {
  const lost = failed === 0 ? 'none failed' : `${failed} failed within ${failedForSeconds.toFixed(1)} s (${failures.join('; ')})`;
  const recovery = recoveredSeconds === undefined ? 'it did not become whole again' : `whole again after ${recoveredSeconds.toFixed(0)} s`;
  return `${name}: ${requests} requests, ${lost}; ${recovery}`;
}
