/** Whether what is printed today has all that was printed before: keys may be added, none renamed or removed. */

/** Keys whose values differ from run to run, and texts for people: only their type is compared. */
const VOLATILE = new Set([
  'message',
  'hint',
  'title',
  'description',
  'markdownDescription',
  'created',
  'started',
  'updated',
  'finished',
  'time',
  'seconds',
  'wall',
  'eta',
  'elapsed',
  'samplesPerSecond',
  'pid',
  'host',
  'id',
  'bytes',
]);
/** Lists of a JSON schema's alternatives, which may grow: a new backend, layer or base distribution. */
const ALTERNATIVES = new Set(['enum', 'anyOf']);
/** Relative, of numbers: the same sums in another order of additions. */
const TOLERANCE = 1e-3;
/** Of numbers around 0, such as rounding errors. */
const SMALL = 1e-4;

/**
 * What is missing or different, by path; empty where nothing is.
 * @param numbers whether they are compared, or only that they are numbers: of events that depend on the clock
 */
export function missing(
  recorded: unknown,
  found: unknown,
  path = '$',
  numbers: 'values' | 'types' = 'values',
): readonly string[] {
  if (Array.isArray(recorded)) {
    if (!Array.isArray(found)) return [`${path}: was a list`];
    if (found.length !== recorded.length) return [`${path}: had ${recorded.length} entries, has ${found.length}`];
    return recorded.flatMap((value, i) => missing(value, found[i], `${path}[${i}]`, numbers));
  }
  if (typeof recorded === 'object' && recorded !== null) {
    if (typeof found !== 'object' || found === null) return [`${path}: was an object`];
    const now = widened(recorded, found as Readonly<Record<string, unknown>>, numbers);
    return Object.entries(recorded).flatMap(([key, value]) => {
      if (!(key in now)) return [`${path}.${key} is gone`];
      if (VOLATILE.has(key)) return typeof now[key] === typeof value ? [] : [`${path}.${key} has another type`];
      const at = `${path}.${key}`;
      if (ALTERNATIVES.has(key) && Array.isArray(value) && Array.isArray(now[key])) {
        return lost(value, now[key], at, numbers);
      }
      if (key === 'required' && Array.isArray(value) && Array.isArray(now[key])) return demanded(value, now[key], at);
      return missing(value, now[key], at, numbers);
    });
  }
  if (typeof recorded === 'number' && typeof found === 'number') {
    if (numbers === 'types') return [];
    const near = Math.abs(recorded - found) <= Math.max(SMALL, TOLERANCE * Math.abs(recorded));
    return near ? [] : [`${path}: was ${recorded}, is ${found}`];
  }
  return recorded === found ? [] : [`${path}: was ${JSON.stringify(recorded)}, is ${JSON.stringify(found)}`];
}

/** For a value that may now have further types: replaces the list of alternatives by the one that equals the recorded type. */
function widened(
  recorded: object,
  found: Readonly<Record<string, unknown>>,
  numbers: 'values' | 'types',
): Readonly<Record<string, unknown>> {
  const { anyOf, ...rest } = found;
  if (!('type' in recorded) || 'type' in found || !Array.isArray(anyOf)) return found;
  const joined = anyOf.map((option: object) => ({ ...rest, ...option }));
  return joined.find((option) => missing(recorded, option, '$', numbers).length === 0) ?? found;
}

type Schema = Readonly<Record<string, unknown>>;

/**
 * Whether a JSON schema of today accepts and promises what the one before did. Of parameters no more may be required; of results no
 * less may be promised.
 */
export function schemaMissing(
  recorded: unknown,
  found: unknown,
  side: 'params' | 'result',
  path = '$',
): readonly string[] {
  if (Array.isArray(recorded)) {
    if (!Array.isArray(found)) return [`${path}: was a list`];
    return recorded.flatMap((value, i) => {
      const fits = found.some((other) => schemaMissing(value, other, side).length === 0);
      return fits ? [] : [`${path}[${i}]: ${JSON.stringify(value).slice(0, 80)} is gone`];
    });
  }
  if (typeof recorded !== 'object' || recorded === null) {
    return recorded === found ? [] : [`${path}: was ${JSON.stringify(recorded)}, is ${JSON.stringify(found)}`];
  }
  if (typeof found !== 'object' || found === null) return [`${path} is gone`];
  const now = found as Schema;
  const demanded = side === 'params' ? required(now).filter((key) => !required(recorded).includes(key)) : [];
  return [
    ...demanded.map((key) => `${path}: '${key}' is required now`),
    ...Object.entries(recorded).flatMap(([key, value]) => {
      // Parameters may be asked for less strictly.
      if (side === 'params' && LIMITS.has(key))
        return isWider(key, value, now[key]) ? [] : [`${path}.${key} is narrower`];
      return key in now ? schemaMissing(value, now[key], side, `${path}.${key}`) : [`${path}.${key} is gone`];
    }),
  ];
}

/** Keys of a schema that demand something. */
const LIMITS = new Set(['required', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems']);

/** `required` is looked at with the object's own keys. */
function isWider(key: string, before: unknown, now: unknown): boolean {
  if (key === 'required' || now === undefined) return true;
  return key.startsWith('max') ? Number(now) >= Number(before) : Number(now) <= Number(before);
}

function required(schema: object): readonly string[] {
  return 'required' in schema && Array.isArray(schema.required) ? (schema.required as string[]) : [];
}

/** Recorded alternatives that none of today's contains. */
function lost(
  recorded: readonly unknown[],
  found: readonly unknown[],
  path: string,
  numbers: 'values' | 'types',
): readonly string[] {
  return recorded.flatMap((value, i) => {
    const at = `${path}[${i}]`;
    if (found.some((each) => missing(value, each, at, numbers).length === 0)) return [];
    // The entry at the same place says most likely what changed.
    return i < found.length ? missing(value, found[i], at, numbers) : [`${at} is gone`];
  });
}

/** Keys that the schema of specs did not require: old specs lack them. */
function demanded(recorded: readonly unknown[], found: readonly unknown[], path: string): readonly string[] {
  return found.filter((key) => !recorded.includes(key)).map((key) => `${path}: ${JSON.stringify(key)} is required now`);
}
