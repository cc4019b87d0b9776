import { accelerators } from '../devices/accelerators';
import { defaultGatewayVersion, gatewayVersions } from '../gateways/gateway-versions';
import { defaultSource } from '../model-sources/sources';
import type { Answers } from '../project/answers';
import { defaultRelease, releases } from '../stack/releases';
import { CommandLineMistake, wholeNumber } from './dist-file';

/** Options of `llmd init`, as strings of the command line. */
export interface InitOptions {
  readonly model?: string;
  readonly accelerator?: string;
  readonly prefill?: string;
  readonly decode?: string;
  readonly gateway?: string;
  readonly release?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** What is taken where nothing is said. */
export const initDefaults = {
  prefill: '2',
  decode: '2',
  gateway: defaultGatewayVersion.name,
  release: defaultRelease.name,
} as const satisfies InitOptions;

/**
 * The answers in the options of a command line.
 *
 * @param folder name of the folder of the project, from which the deployment has its name where no option names it
 * @throws CommandLineMistake for what no deployment can be made of; the rules judge the rest
 */
export function answersOf(options: InitOptions, folder: string): Answers {
  const { accelerator, decode, gateway, model, prefill, release } = { ...initDefaults, ...options };
  const name = options.name ?? folder;
  const label = (option: string, value: string): string => {
    if (/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value)) return value;
    throw new CommandLineMistake(
      `${option} must be lowercase letters, digits and dashes, begin with a letter and have at most 63 characters, `
      + `got '${value}'${option === '--name' && options.name === undefined ? ': use --name' : ''}`,
    );
  };
  if (model === undefined)
    throw new CommandLineMistake('--model is missing: name one, for example --model Qwen/Qwen3-32B');
  return {
    name: label('--name', name),
    namespace: label('--namespace', options.namespace ?? name),
    model: modelOf(model),
    ...(accelerator !== undefined && { accelerator: acceleratorOf(accelerator) }),
    gateway: oneOf('--gateway', gateway, gatewayVersions),
    release: oneOf('--release', release, releases),
    prefill: wholeNumber('--prefill', prefill),
    decode: wholeNumber('--decode', decode),
  };
}

function modelOf(text: string): Answers['model'] {
  const uri = text.includes('://') ? text : `${defaultSource.scheme}://${text}`;
  // A model of another source needs more than a name: its spec is written by hand (docs/model-sources.md).
  if (defaultSource.uri.allows(uri)) return uri as Answers['model'];
  const meant = defaultSource.uri.meantBy(text);
  throw new CommandLineMistake(
    `--model must be ${defaultSource.uri.form}, got '${text}'${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  );
}

/** A product that is not known is judged by the rules; the part of a name is more likely a mistake. */
function acceleratorOf(text: string): string {
  const known = Object.keys(accelerators);
  const similar = known.filter(product => product.toLowerCase().includes(text.toLowerCase()));
  if (known.includes(text) || similar.length === 0) return text;
  throw new CommandLineMistake(
    `--accelerator must be the whole product of the node label, got '${text}'; did you mean ${similar.join(' or ')}?`,
  );
}

function oneOf<T extends { readonly name: string }>(option: string, text: string, all: readonly T[]): T {
  const found = all.find(({ name }) => name === text);
  if (found !== undefined) return found;
  const names = all.map(({ name }) => name).join(', ');
  throw new CommandLineMistake(`${option} must be one of ${names}, got '${text}'`);
}
