/** Texts of the corner plot; what it shows is said by its panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  labelWithKeys: '{label}. Drag in a cell to select rows, or type ranges below; Escape clears the selection.',
  regionsNote: 'Regions hold 39, 86 and 95 % of the rows; fewer than 300 rows are drawn as points.',
  nothingSelected: 'Drag in a cell to select rows. Hold Shift to keep the ranges of other columns.',
  selection: 'Selected: {rows} with {ranges}',
  selectedRows: '{count} of {all} {name} ({share} %)',
  selectedOf: 'selected {name}',
  clearSelection: 'Clear',
  selectByRanges: 'Select by ranges',
  noLimit: '–',
  categoryRange: '{column}: {categories}',
  rangeFrom: '{column}, from',
  rangeTo: '{column}, to',
  medianOf: '{column}: median (16–84 %)',
  sharesOf: '{column}: shares',
  correlationOf: '{x}, {y}: correlation',
} as const satisfies Texts;

export const strings = localized('corner', TEXTS);
