import { labelRules } from './labels';
import { nameRule } from './names';
import { portRule } from './ports';
import { secretDataRule, secretRule } from './secrets';
import { valueRule } from './values';
import type { ObjectRule, ValueRule } from '../language/object-rule';

/** Every rule about an object as a whole. */
export const objectRules: readonly ObjectRule[] = [nameRule, portRule, secretDataRule];

/** Every rule about the values of an object. */
export const valueRules: readonly ValueRule[] = [...labelRules, secretRule, valueRule];
