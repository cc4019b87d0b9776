import { nameRule } from './names';
import { portRule } from './ports';
import { secretDataRule } from './secrets';
import type { ObjectRule } from '../language/object-rule';

/** Every rule about an object as a whole. */
export const objectRules: readonly ObjectRule[] = [nameRule, portRule, secretDataRule];
