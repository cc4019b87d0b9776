import { cut } from './shown';
import type { Violation } from './violation';

/** Where a value cannot be read to its end: a getter or a proxy throws, or an object is within itself. */
export function unreadable(value: unknown, field: string, around: readonly object[] = []): readonly Violation[] {
  if (typeof value !== 'object' || value === null) return [];
  if (around.includes(value)) return [{ field, cause: 'is an object that is within itself' }];
  const inside = [...around, value];
  try {
    return Object.keys(value).flatMap((key) => {
      const place = Array.isArray(value) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`;
      try {
        return unreadable((value as Readonly<Record<string, unknown>>)[key], place, inside);
      } catch (error) {
        return [{ field: place, cause: `cannot be read: ${reason(error)}` }];
      }
    });
  } catch (error) {
    return [{ field, cause: `cannot be read: ${reason(error)}` }];
  }
}

function reason(error: unknown): string {
  return cut(error instanceof Error ? error.message : typeof error, LONGEST);
}

const LONGEST = 200;
