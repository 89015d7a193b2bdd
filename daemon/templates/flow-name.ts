/** Names of new flows. */
import { basename } from 'node:path';

/** What follows the name of a data file. */
const DATA_ENDING = /\.[^.]*(?:\.(?:gz|zst))?$/i;
/** Letters: room is left for a number that makes the name free. */
const MOST = 60;

/** A name that a flow can have, as close to the text as there is. */
export function flowNameFrom(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  // A name that begins with a dash would be an option, and one with a dot a hidden file.
  const name = plain.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return name.slice(0, MOST) || 'flow';
}

/** Of the flow of a data file: its name without its ending. */
export function flowNameOfData(path: string): string {
  return flowNameFrom(basename(path).replace(DATA_ENDING, ''));
}
