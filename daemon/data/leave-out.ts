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

/** Why columns are left out that the data would have. */
export interface LeavingOut {
  /** As in the spec. */
  readonly exclude: readonly ColumnLabel[];
  /** Whether the spec has `columns`. */
  readonly isListed: boolean;
}

/** What is said of a column that a spec does not name in "columns", or that a flow without "columns" does not know. */
export function unnamed({ isListed }: LeavingOut): string {
  return isListed ? 'not in "columns"' : 'not a column of the flow';
}
