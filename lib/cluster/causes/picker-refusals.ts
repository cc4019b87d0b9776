import { nameAndTag } from '../../stack/component-version';
import type {
  ConfigurationRefusals, EndpointPickerRelease, PickerKnowledge,
} from '../../stack/picker/endpoint-picker-release';
import { knownVersions } from '../../stack/releases';
import type { KnownFailure } from './known-failure';

/** How the endpoint picker of an image refuses its configuration; none for an image that is not known. */
export function pickerRefusals(image: string): readonly KnownFailure[] {
  const pickers: readonly EndpointPickerRelease[] = knownVersions.endpointPicker;
  const known = pickers.flatMap(({ known }) => known ?? []).find(({ images }) => images.includes(nameAndTag(image)));
  return known === undefined ? [] : wrongs.flatMap(({ field, fix, rule }) => {
    const says = known.refusals[field];
    return says === undefined ? [] : [{ says: new RegExp(says), rule, fix: fix(known) }];
  });
}

interface Wrong extends Pick<KnownFailure, 'rule'> {
  readonly field: keyof ConfigurationRefusals;
  readonly fix: (known: Pick<PickerKnowledge, 'apiVersions' | 'version'>) => string;
}

/** What is special comes first. */
const wrongs: readonly Wrong[] = [
  {
    field: 'apiVersion',
    rule: 'PD427',
    fix: ({ apiVersions, version }) =>
      `endpoint picker ${version} reads ${apiVersions.join(' and ')}: set \`release\` to the release of the image, `
      + 'synthesize and deploy again',
  },
  {
    field: 'plugin',
    rule: 'PD425',
    fix: ({ version }) =>
      `endpoint picker ${version} has no plugin of this type: use one that docs/endpoint-picker.md lists for it, or `
      + 'set `release` to the release of the image, synthesize and deploy again',
  },
  {
    field: 'unknownParameter',
    rule: 'PD426',
    fix: ({ version }) =>
      `this plugin of endpoint picker ${version} does not have the parameter: remove it, or correct its name, `
      + 'synthesize and deploy again',
  },
  {
    field: 'parameterValue',
    rule: 'PD787',
    fix: ({ version }) =>
      `this plugin of endpoint picker ${version} does not take the value of a parameter: correct it, synthesize and `
      + 'deploy again',
  },
  {
    field: 'other',
    fix: ({ version }) =>
      `endpoint picker ${version} does not take this configuration: synthesize and deploy again, and look for `
      + 'overrides of its ConfigMap',
  },
];
