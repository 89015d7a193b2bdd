import type { ReportAnswer } from '../../protocol/report/report-content.ts';
import type { JsonObject } from '../encoding/json.ts';
import type { Precision } from './pack-arrays.ts';

/** An answer of a report, with the arrays themselves. */
export interface ComputedAnswer {
  readonly method: string;
  readonly about: JsonObject;
  /** Of its long arrays. */
  readonly precision: Precision;
  /** The result; `failure` if there is none. */
  readonly value: unknown;
  readonly failure?: NonNullable<ReportAnswer['failure']>;
}
