/** JSON values, and the order in which this folder writes their keys. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The same value with the keys of every object in code-unit order, so that equal content gives equal bytes. */
export function withSortedKeys(object: JsonObject): JsonObject {
  const entries = Object.entries(object).map(([key, value]): [string, Json] => [key, sorted(value)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  return value !== null && typeof value === 'object' ? withSortedKeys(value) : value;
}
