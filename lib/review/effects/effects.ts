import type { Sides } from '../manifests/side';
import { accessTopic } from './access';
import { autoscalerTopic } from './autoscaler';
import { configurationTopic } from './configuration';
import { Effect, EffectTopic, ObjectDifference, objectOf } from './effect';
import { namespaceTopic } from './namespace';
import { operationsTopic } from './operations';
import { permissionsTopic } from './permissions';
import { routingTopic } from './routing';
import { storageTopic } from './storage';
import { unknownTopic } from './unknown';
import { workloadTopic } from './workload';

/** What is known of changes, by the kind of object. The first that concerns an object says what its change does. */
const topics: readonly EffectTopic[] = [
  workloadTopic, autoscalerTopic, routingTopic, accessTopic, permissionsTopic, storageTopic, configurationTopic,
  operationsTopic, namespaceTopic, unknownTopic,
];

/** What a difference of an object does to what runs. */
export function effectsOf(difference: ObjectDifference, sides: Sides): readonly Effect[] {
  return topics.find(({ concerns }) => concerns(objectOf(difference)))!.effects(difference, sides);
}
