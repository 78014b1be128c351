import { isId } from '../common/identifiers/identifiers.js';

/** The identifier under this name in a payload, which may have been written by another version of the program. */
export function idIn(payload: unknown, name: string): string {
  const value = typeof payload === 'object' && payload !== null ? Reflect.get(payload, name) : undefined;
  if (typeof value === 'string' && isId(value)) return value;
  throw new TypeError(`${name} is no identifier`);
}
