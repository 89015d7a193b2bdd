/** What the plan of a run says about it to people: its model, the shape of its data points, and its settings. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../encoding/json.ts';

export type SettingValue = string | number | boolean | null;

/**
 * By path, with all defaults. `layers.TYPE` is the number of layers of a type, and `layers.TYPE.KEY` what they all say of a key.
 * Lists are JSON text.
 */
export type RunSettings = Readonly<Record<string, SettingValue>>;

export interface PlanFacts {
  /** Type of the model; absent if the plan does not say it. */
  readonly model?: string;
  /** Shape of a data point. */
  readonly shape?: readonly number[];
  readonly settings: RunSettings;
}

/** Sections of a plan that are no settings, or are read apart. */
const APART: ReadonlySet<string> = new Set(['name', 'model', 'inputShape', 'context', 'layers']);
/** Longer lists, such as permutations, are not settings that people compare. */
const LONGEST_LIST = 16;
const MOST_SETTINGS = 200;

/** @param plan resolved; only who builds the model checks all of it */
export function planFacts(plan: JsonObject): PlanFacts {
  const { model, inputShape } = plan;
  const shape = Array.isArray(inputShape) ? inputShape.filter((size) => Number.isSafeInteger(size) && size > 0) : [];
  return {
    ...(typeof model === 'string' ? { model } : {}),
    ...(Array.isArray(inputShape) && shape.length === inputShape.length ? { shape } : {}),
    settings: settingsOf(plan),
  };
}

function settingsOf(plan: JsonObject): RunSettings {
  const settings = new Map(layerSettings(plan.layers ?? null));
  for (const [key, value] of Object.entries(plan)) if (!APART.has(key)) collect(value, key, settings);
  return Object.fromEntries([...settings].slice(0, MOST_SETTINGS));
}

function layerSettings(layers: JsonValue): ReadonlyMap<string, SettingValue> {
  const counts = new Map<string, number>();
  /** What the layers of a type say; null: not all the same. */
  const said = new Map<string, SettingValue | undefined>();
  for (const { type, config } of layersOf(layers)) {
    const path = `layers.${type}`;
    const own = new Map<string, SettingValue>();
    collect(config, path, own);
    const isFirst = !counts.has(path);
    counts.set(path, (counts.get(path) ?? 0) + 1);
    for (const [key, value] of own) {
      if (isFirst) said.set(key, value);
      else if (said.get(key) !== value) said.set(key, undefined);
    }
  }
  const settings = new Map<string, SettingValue>(counts);
  for (const [key, value] of said) if (value !== undefined) settings.set(key, value);
  return settings;
}

interface Layer {
  readonly type: string;
  readonly config: JsonValue;
}

/** The layers in repeats and inverses, each as often as it is applied. */
function* layersOf(nodes: JsonValue): Generator<Layer> {
  if (!Array.isArray(nodes)) return;
  for (const node of nodes) {
    if (Array.isArray(node)) yield* layersOf(node);
    else if (isJsonObject(node)) {
      const { type, config = {}, turns = null, layers = null } = node;
      if (typeof type === 'string') yield { type, config };
      yield* layersOf(turns);
      yield* layersOf(layers);
    }
  }
}

/** Adds the values in `value` by their paths. The key `config` is not part of a path. */
function collect(value: JsonValue, path: string, settings: Map<string, SettingValue>): void {
  if (value === null || typeof value !== 'object') settings.set(path, value);
  else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, key === 'config' ? path : `${path}.${key}`, settings);
    }
  } else if (value.length <= LONGEST_LIST && value.every((entry) => entry === null || typeof entry !== 'object')) {
    settings.set(path, JSON.stringify(value));
  }
}
