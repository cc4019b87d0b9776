import type { ChangeRule } from './change-rule';
import { immutableFieldRule } from './immutable-fields';
import { leftBehindRule } from './left-behind';
import { pairChangeRule } from './pair-change';
import { handoverRule } from './replicas-handover';

/** Every rule that compares what is written with what the last synth wrote. */
export const changeRules: readonly ChangeRule[] = [handoverRule, pairChangeRule, immutableFieldRule, leftBehindRule];
