import * as z from 'zod';
import { type ColumnLabel, columnName, defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { listed } from '../figures-text.ts';
import type { ValueColumn } from '../value-table.ts';
import { relationsOf } from './linear-relations.ts';

const label = z.union([z.string(), z.number()]);
const figures = z.strictObject({
  columns: z.array(
    z.strictObject({
      column: label,
      /** The column is `constant` + Σ `factor` · `column`. */
      constant: z.number(),
      terms: z.array(z.strictObject({ column: label, factor: z.number() })),
      /** It holds only up to the rounding of the numbers. */
      rounded: z.boolean().default(false),
    }),
  ),
});

type Found = z.infer<typeof figures>['columns'][number];

type Relation = Omit<Found, 'rounded'>;

/** More terms are counted. */
const MOST_TERMS = 6;

/** A column is a copy or a linear combination of others, so that all rows lie in a plane. */
export const dependentColumns = defineDoubt({
  kind: 'dependent-columns',
  code: 'dependent-columns',
  severity: 'warning',
  adopted: true,
  reasons: ({ columns }) =>
    columns.map((found) => ({
      column: found.column,
      why: `equals ${combinationText(found)}${found.rounded ? ', up to rounding' : ''}`,
    })),
  figures,
  detect({ columns }) {
    const relations = relationsOf(columns.map(({ values }) => values));
    if (relations.length === 0) return [];
    const named = (index: number): ColumnLabel => (columns[index] as ValueColumn).label;
    return [
      {
        columns: relations.map(({ column, constant, terms, rounded }) => ({
          column: named(column),
          constant,
          rounded,
          terms: terms.map(({ column: other, factor }) => ({ column: named(other), factor })),
        })),
      },
    ];
  },
  describe({ columns }, { without }) {
    const { advice, fixes } = without(columns.map(({ column }) => column));
    const isRounded = columns.some(({ rounded }) => rounded);
    const how = isRounded ? 'up to rounding' : 'exactly';
    const what =
      columns.length === 1
        ? `column ${columnName(columns[0]!.column)} depends on others ${how}`
        : `${columns.length} columns depend on others ${how}`;
    const effect = isRounded
      ? 'All rows lie close to a plane, and the density across it is that of rounding errors'
      : 'All rows lie in a plane, so the density there is unbounded';
    const leave = advice === null ? '' : `. Leave ${columns.length === 1 ? 'it' : 'them'} out ${advice}`;
    return {
      message: `${what}: ${listed(columns.map(relationText))}. ${effect}${leave}`,
      fixes,
    };
  },
  example: {
    columns: ['a', 'b', 'c'],
    rows: 200,
    row: (i) => [normal(i), normal(i, 1), normal(i) + 2 * normal(i, 1)],
  },
});

/** `c = a + 2 b`, `b = 1 − a`. */
export function relationText(found: Relation): string {
  const name = columnName(found.column);
  const is = found.terms.length > MOST_TERMS ? 'is' : '=';
  return `${name} ${is} ${combinationText(found)}`;
}

function combinationText({ constant, terms }: Relation): string {
  if (terms.length > MOST_TERMS) return `a linear combination of ${terms.length} columns`;
  const parts = terms.map(({ column: other, factor }) => ({
    factor,
    text: product(Math.abs(factor), columnName(other)),
  }));
  if (constant !== 0) parts.unshift({ factor: constant, text: String(Math.abs(constant)) });
  const [first, ...rest] = parts;
  const sum = rest.map(({ factor, text }) => ` ${factor < 0 ? '−' : '+'} ${text}`).join('');
  return `${first!.factor < 0 ? '−' : ''}${first!.text}${sum}`;
}

function product(factor: number, name: string): string {
  return factor === 1 ? name : `${factor} ${name}`;
}
