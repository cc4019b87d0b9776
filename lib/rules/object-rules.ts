import { nameRule } from './object-names';
import { portRule } from './object-ports';
import { secretDataRule } from './object-secrets';
import type { ObjectRule } from './objects';

/** Every rule about an object as a whole. */
export const objectRules: readonly ObjectRule[] = [nameRule, portRule, secretDataRule];
