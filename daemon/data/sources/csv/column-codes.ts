/** Numbers that only name something, as postal codes do. */
import type { TableColumn } from './read-table.ts';

/** Whether a column of whole numbers has leading zeros, as only codes have. */
export function areCodes({ numbers, cells }: Pick<TableColumn, 'numbers' | 'cells'>): boolean {
  return numbers !== null && cells.padded > 0 && cells.digits === cells.numbers;
}

/** Why they are not modelled. */
export function whyCodes({ cells }: Pick<TableColumn, 'cells'>): string {
  return `codes, of which ${cells.padded} begin with a zero`;
}
