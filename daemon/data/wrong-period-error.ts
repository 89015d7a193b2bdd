/** The error for values that a wrong period takes off their grid: the period is the cause. */
import type { FlowscopeError } from '../errors/flowscope-error.ts';
import { periodProblem } from './doubts/values/period-text.ts';
import { wrongPeriodOf } from './doubts/values/wrong-period.ts';
import { mismatch } from './files/data-error.ts';

export interface Angle {
  readonly name: string;
  /** How the spec calls the column. */
  readonly label: string | number;
  readonly period: number;
  /** Of the grid that they should be on. */
  readonly step: number;
  /** Before they are taken modulo the period. */
  readonly values: Float64Array;
}

/** null: the period may be right. */
export function wrongPeriodError(file: string, { name, label, period, step, values }: Angle): FlowscopeError | null {
  const wrong = wrongPeriodOf({ label, period, unwrapped: values, dequantized: true, step });
  if (wrong === null) return null;
  const { better } = wrong;
  const of = `of column ${name} in "columns"`;
  return mismatch(
    file,
    periodProblem(name, { ...wrong, period }),
    better === null ? `remove "period" ${of}` : `set "period": ${better} ${of}`,
    { key: 'columns', ...(better === null ? {} : { column: { label, keys: { period: better } } }) },
  );
}
