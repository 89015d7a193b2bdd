import type { ColumnLabel } from './doubts/define-doubt.ts';

/** How a spec leaves a column out, for errors. */
export interface LeaveOut {
  /** What `exclude` takes for the column: its name or number. */
  readonly label: ColumnLabel;
  /** What to change: `add "a" to "exclude"`. */
  readonly advice: string;
}

/** null: the column cannot be left out. */
export type LeaveOutOf = (column: number) => LeaveOut | null;

/**
 * @param labels what `exclude` takes for each modeled column
 * @param isListed whether the spec has `columns`, beside which it has no use for `exclude`
 */
export function leaveOutOf(labels: readonly ColumnLabel[], isListed: boolean): LeaveOutOf {
  return (column) => {
    const label = labels[column];
    // Another column must remain.
    if (label === undefined || labels.length === 1) return null;
    const name = JSON.stringify(label);
    return { label, advice: isListed ? `remove ${name} from "columns"` : `add ${name} to "exclude"` };
  };
}
