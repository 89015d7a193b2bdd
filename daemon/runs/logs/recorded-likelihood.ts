/** The likelihood in a `validation` record. */
import type { NotFinite } from '../../../protocol/not-finite.ts';
import { isJsonObject, type JsonValue } from '../../encoding/json.ts';
import type { MetricsRecord } from './metrics-record.ts';

export interface RecordedLikelihood {
  /** Over the rows whose log q is finite; null if there are none. */
  readonly nll: number | null;
  readonly se: number | null;
  /** Number of all rows, and of those that the NLL leaves out; absent if every log q is finite. */
  readonly n?: number;
  readonly notFinite?: NotFinite;
}

export function recordedLikelihood({ nll, se, n, notFinite }: MetricsRecord): RecordedLikelihood {
  const leftOut = readNotFinite(notFinite);
  return {
    nll: number(nll),
    se: number(se),
    ...(leftOut !== null && typeof n === 'number' ? { n, notFinite: leftOut } : {}),
  };
}

function readNotFinite(value: JsonValue | undefined): NotFinite | null {
  if (!isJsonObject(value)) return null;
  const { count, negativeInfinity, positiveInfinity, nan } = value;
  const isWhole = (each: JsonValue | undefined): each is number => Number.isSafeInteger(each) && Number(each) >= 0;
  if (!isWhole(count) || !isWhole(negativeInfinity) || !isWhole(positiveInfinity) || !isWhole(nan)) return null;
  return count === 0 ? null : { count, negativeInfinity, positiveInfinity, nan };
}

function number(value: JsonValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
