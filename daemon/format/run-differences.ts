/** How the settings of runs differ, in few words: `6 spline-coupling`, `lr 2e-3`. */
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { GENERAL_ENGLISH, type GeneralStrings } from './general-strings.ts';

type Settings = NonNullable<RunInfo['settings']>;
type Value = Settings[string] | undefined;

/** The number of layers of a type. */
const LAYERS = /^layers\.([^.]+)$/;

/** Words for the keys of a spec that are long, and in every comparison. */
const SHORT: Readonly<Record<string, string>> = { learningRate: 'lr', batchSize: 'batch' };

/**
 * Keys in which a run differs from another one, in the order of its settings. Where one of them has no such setting, because it has
 * another layer, base or source of data, that other difference says it all.
 */
function differingKeys(run: Settings, other: Settings): readonly string[] {
  const keys = [...new Set([...Object.keys(run), ...Object.keys(other).filter((key) => LAYERS.test(key))])];
  const differing = keys.filter((key) => {
    const [own, others] = [run[key], other[key]];
    if (own === others) return false;
    if (LAYERS.test(key)) return true;
    // `ema: null` is in the place of `ema.decay`.
    return (own !== undefined && others !== undefined) || isNone(own, key, other) || hasNoneAbove(key, other);
  });
  const isLayers = (key: string) => LAYERS.test(key);
  return [...differing.filter(isLayers), ...differing.filter((key) => !isLayers(key))];
}

/** Whether one of them has null, and the other one something in its place. */
function isNone(value: Value, key: string, other: Settings): boolean {
  return value === null && Object.keys(other).some((inner) => inner.startsWith(`${key}.`));
}

function hasNoneAbove(key: string, other: Settings): boolean {
  const parts = key.split('.');
  return parts.some((_, i) => i > 0 && other[parts.slice(0, i).join('.')] === null);
}

/** What a run has otherwise than another one; empty if nothing differs, or an older daemon does not tell. */
export function runDifferences(
  run: Pick<RunInfo, 'settings'>,
  other: Pick<RunInfo, 'settings'>,
  strings: GeneralStrings = GENERAL_ENGLISH,
): readonly string[] {
  const { settings } = run;
  if (settings === undefined || other.settings === undefined) return [];
  const keys = differingKeys(settings, other.settings);
  return keys.map((key) => {
    const type = LAYERS.exec(key)?.[1];
    const value = settingValue(settings[key], strings);
    return type === undefined ? `${settingName(key, keys)} ${value}` : `${settings[key] ?? 0} ${type}`;
  });
}

export interface DifferingSetting {
  /** Path in the plan of the run. */
  readonly key: string;
  /** In the order of the runs; null: the run has no such setting. */
  readonly values: readonly (string | null)[];
}

/** Settings that are not the same in all runs; null if an older daemon does not tell those of one. */
export function differingSettings(
  runs: readonly Pick<RunInfo, 'settings'>[],
  strings: GeneralStrings = GENERAL_ENGLISH,
): readonly DifferingSetting[] | null {
  const all = runs.map(({ settings }) => settings).filter((settings) => settings !== undefined);
  if (all.length < runs.length) return null;
  const keys = [...new Set(all.flatMap(Object.keys))];
  return keys
    .filter((key) => all.some((settings) => settings[key] !== all[0]![key]))
    .map((key) => ({
      key,
      values: all.map((settings) => (settings[key] === undefined ? null : settingValue(settings[key], strings))),
    }));
}

/** The last part of a path, or more if others end with it. */
function settingName(key: string, keys: readonly string[]): string {
  // `training.optimizer.type` says which optimizer, `data.source` which data.
  const parts = key.replace(/\.(type|source)$/, '').split('.');
  const name = (count: number) => parts.slice(-count).join('.');
  const isShared = (count: number) =>
    keys.some((other) => other !== key && (`.${other}`.endsWith(`.${name(count)}`) || other === name(count)));
  let count = 1;
  while (count < parts.length && isShared(count)) count++;
  const found = name(count);
  return SHORT[found] ?? found;
}

function settingValue(value: Value, strings: GeneralStrings): string {
  if (value === null || value === undefined) return strings.none;
  if (typeof value !== 'number' || value === 0) return String(value);
  const size = Math.abs(value);
  return size < 0.01 || size >= 1e6 ? value.toExponential().replace('e+', 'e') : String(value);
}
