/** Texts of the page of a report. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  report: 'Report',
  about: 'About this report',
  run: 'Run',
  created: 'Made on {time}. It shows what was computed then, and loads nothing.',
  damaged: 'This report is damaged',
  damagedAdvice: 'Its file was changed or is incomplete. Make it again: flowscope report RUN -o FILE.html.',
  reading: 'Reading the report…',

  leftOut: 'What is not in it',
  dataNote: 'It contains rows of the data. Share it only with those who may see them.',
  reproduce: 'The same numbers again',
  reproduceText:
    'In the folder of the spec, with the data whose fingerprint is above. Add --json for all digits. Arrays of pictures are stored with four significant digits; figures and tables of figures with all.',
  what: 'figures',
  command: 'command',
  facts: 'Facts',
  fact: 'fact',
  value: 'value',
  spec: 'Spec',

  noSuchFigure: 'This report does not have this figure.',
  absent: 'This report does not have it for {wanted}. It has it for {available}.',
  needsRun: 'The run has all of them: flowscope view RUN.',
  atStep: 'step {step}',
  ofLayer: 'layer {layer}',
  allLayers: 'all layers',
  atRow: 'row {row}',
  placedPoint: 'a point that you place',
  notPlaced: 'rows of the data',
  center: 'the center of the base',
  notChosen: 'none',
  parameter: '{name} {value}',
} as const satisfies Texts;

export const strings = localized('report', TEXTS);
