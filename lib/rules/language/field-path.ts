/**
 * A place in an object from the outside in: names of fields and positions in lists. While an object is walked it is one
 * list that changes.
 */
export type Place = readonly (string | number)[];

/** For example `spec.containers[0].image`. */
export function placeText(place: Place): string {
  return place.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${key}`)).join('');
}
