import type { RuleText } from '../language/rule';

/** A patch does what it says. */
export const patchRule = {
  id: 'PD745',
  title: 'A JSON patch hits a value that is there, and an override changes something',
  severity: 'error',
  cause: 'a patch that hits nothing is dropped in silence, and what it was written for is not in the manifests',
  fix: 'correct the path: it is that of the YAML in `dist/`, with `~1` for a slash in a name',
  source: 'RFC 6902, section 4 and 5: a target location must exist, and a patch that cannot be applied is an error',
  evidence: 'read',
  waivable: false,
} as const satisfies RuleText;

/** An override has an object. */
export const overrideTargetRule = {
  id: 'PD746',
  title: 'An override is of an object of the deployment, which stays the object that it is',
  severity: 'error',
  cause:
    'an object under another kind, name or namespace is another one, which nothing refers to; without the labels of '
    + 'the deployment, no command finds it; and the record is written from all others',
  fix: 'name an object that is in the file of the deployment in `dist/`; for names there is the field `names`',
  source: 'lib/spec/overrides.ts',
  evidence: 'read',
  waivable: false,
} as const satisfies RuleText;

/** What a field says, the field says. */
export const overrideFieldRule = {
  id: 'PD747',
  title: 'An override does not set what a field of the spec sets',
  severity: 'error',
  cause: 'the rules judge the field, not the override: what they refuse would be written, and what they warn of unsaid',
  fix: 'set the field of the spec',
  source: 'lib/spec/; the rules about a plan read no objects',
  evidence: 'read',
} as const satisfies RuleText;

/** What nobody judges is said. */
export const unjudgedOverrideRule = {
  id: 'PD748',
  title: 'What an override sets is judged by more than the schema of the kind',
  severity: 'warning',
  cause: 'no rule knows what follows from it: that it works is for its author to know',
  fix:
    'see that it does what is meant (`llmd rehearse`, `llmd verify`), and set `waive: { PD748: \'<reason>\' }`',
  source: 'lib/rules/objects/judged-places.ts',
  evidence: 'read',
} as const satisfies RuleText;

/** Every rule about overrides. */
export const overrideRules: readonly RuleText[] = [
  patchRule, overrideTargetRule, overrideFieldRule, unjudgedOverrideRule,
];
