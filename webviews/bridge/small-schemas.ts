/**
 * Stands in for zod/mini in the bundles of panels (scripts/webview-options.ts): what protocol/ calls of it, with the same verdicts in
 * a tenth of the bytes. It only reads messages, and returns them as they came: a schema that would fill in a default fits nothing.
 * test/contracts/panel-schemas.test.ts compares the two.
 */

/** Where a value does not fit; null: it fits. */
type Misfit = readonly PropertyKey[] | null;
type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Schema>>;

interface Definition {
  readonly element?: Schema;
  readonly shape?: Shape;
  /** May be absent from an object. */
  readonly optional?: true;
  /** Of an object that has keys beside those of its shape. */
  readonly loose?: true;
}

class Schema {
  readonly def: Definition;
  readonly misfitOf: (value: unknown) => Misfit;

  constructor(misfitOf: (value: unknown) => Misfit, def: Definition = {}) {
    this.misfitOf = misfitOf;
    this.def = def;
  }

  get shape(): Shape | undefined {
    return this.def.shape;
  }

  check(...checks: readonly Check[]): Schema {
    const own = (value: unknown) => (checks.every((fits) => fits(value)) ? null : []);
    return new Schema((value) => this.misfitOf(value) ?? own(value), this.def);
  }

  safeParse(value: unknown) {
    const misfit = this.misfitOf(value);
    if (misfit === null) return { success: true, data: value };
    return { success: false, error: new TypeError(`unexpected value: ${['message', ...misfit].join('.')}`) };
  }

  parse(value: unknown): unknown {
    const { error } = this.safeParse(value);
    if (error !== undefined) throw error;
    return value;
  }
}

function where(fits: Check, def?: Definition): Schema {
  return new Schema((value) => (fits(value) ? null : []), def);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first misfit of parts of a value. */
function first<K extends PropertyKey>(keys: Iterable<K>, misfitOf: (key: K) => Misfit): Misfit {
  for (const key of keys) {
    const misfit = misfitOf(key);
    if (misfit !== null) return [key, ...misfit];
  }
  return null;
}

export const string = () => where((value) => typeof value === 'string');
export const boolean = () => where((value) => typeof value === 'boolean');
export const unknown = () => where(() => true);
export const number = () => where(Number.isFinite);
export const int = () => where(Number.isSafeInteger);
export const literal = (expected: unknown) => where((value) => value === expected);
const oneOf = (values: readonly unknown[]) => where((value) => values.includes(value));
const instance = (type: abstract new (...args: never) => unknown) => where((value) => value instanceof type);

const nothing = () => literal(null);

export { instance as instanceof, nothing as null, oneOf as enum };

/** UTC, as `Date` writes it, with any number of decimals. */
function isDateTime(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return false;
  const date = new Date(value);
  // Days that a month does not have become days of the next.
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(value.slice(0, 19));
}

export const iso = { datetime: () => where(isDateTime) };

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  return Array.isArray(value) ? value.every(isJson) : isObject(value) && Object.values(value).every(isJson);
}

export const json = () => where(isJson);

export const nullable = ({ misfitOf, def }: Schema) =>
  new Schema((value) => (value === null ? null : misfitOf(value)), def);
export const optional = ({ misfitOf, def }: Schema) =>
  new Schema((value) => (value === undefined ? null : misfitOf(value)), { ...def, optional: true });
/** Of parameters, which panels send. */
export const _default = () => where(() => false);

export function array(element: Schema): Schema {
  return new Schema(
    (value) => (Array.isArray(value) ? first(value.keys(), (key) => element.misfitOf(value[key])) : []),
    { element },
  );
}

export function tuple(items: readonly Schema[]): Schema {
  return new Schema((value) =>
    Array.isArray(value) && value.length === items.length
      ? first(items.keys(), (key) => items[key]!.misfitOf(value[key]))
      : [],
  );
}

export function record(keys: Schema, values: Schema): Schema {
  return new Schema((value) =>
    isObject(value) ? first(Object.keys(value), (key) => keys.misfitOf(key) ?? values.misfitOf(value[key])) : [],
  );
}

export function strictObject(shape: Shape, loose?: true): Schema {
  const misfitOf = (value: unknown) => {
    if (!isObject(value)) return [];
    const own = first(Object.keys(shape), (key) =>
      key in value || shape[key]!.def.optional ? shape[key]!.misfitOf(value[key]) : [],
    );
    return own ?? (loose ? null : first(Object.keys(value), (key) => (Object.hasOwn(shape, key) ? null : [])));
  };
  return new Schema(misfitOf, { shape, ...(loose ? { loose } : {}) });
}

export const looseObject = (shape: Shape) => strictObject(shape, true);
export { looseObject as object };

export const extend = ({ def }: Schema, shape: Shape) => strictObject({ ...def.shape, ...shape }, def.loose);
const filtered = ({ def }: Schema, keeps: (key: string) => boolean) =>
  strictObject(Object.fromEntries(Object.entries(def.shape ?? {}).filter(([key]) => keeps(key))), def.loose);
export const pick = (schema: Schema, mask: object) => filtered(schema, (key) => key in mask);
export const omit = (schema: Schema, mask: object) => filtered(schema, (key) => !(key in mask));

export function union(options: readonly Schema[]): Schema {
  return where((value) => options.some(({ misfitOf }) => misfitOf(value) === null));
}

export function discriminatedUnion(key: string, options: readonly Schema[]): Schema {
  return new Schema((value) => {
    const tag = isObject(value) ? value[key] : undefined;
    const option = options.find(({ shape }) => shape?.[key]?.misfitOf(tag) === null);
    return option === undefined ? [key] : option.misfitOf(value);
  });
}

/** Characters of a text, entries of a list. */
const lengthOf = (value: unknown) => (typeof value === 'string' ? [...value] : (value as readonly unknown[])).length;

export const minimum = (least: number) => (value: unknown) => (value as number) >= least;
export const maximum = (most: number) => (value: unknown) => (value as number) <= most;
export const minLength = (least: number) => (value: unknown) => lengthOf(value) >= least;
export const maxLength = (most: number) => (value: unknown) => lengthOf(value) <= most;
export const refine = (fits: Check) => fits;
/** Of parameters, which panels send. */
export const trim = () => () => true;
