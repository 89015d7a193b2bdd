import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { type CornerPictureOptions, cornerPicture } from './corner-picture.ts';
import { THEMES } from './theme.ts';

const { panel: PANEL, series: SERIES } = THEMES.dark;

const NUMBERS = { step: null, isDiscrete: false, categories: null } as const;

/** A filled square in the upper right quarter of the cell, and an outlined set with a point in its middle. */
const OPTIONS: Omit<CornerPictureOptions, 'format'> = {
  title: 'a <title> & "more"',
  columns: [
    { name: 'first', low: 0, high: 1, ...NUMBERS },
    { name: 'second & last', low: 10, high: 20, ...NUMBERS },
  ],
  sets: [
    {
      label: '1 samples (outlined)',
      isFilled: false,
      bars: [
        [0, 1],
        [1, 0],
      ],
      cells: [{ regions: [], points: [{ places: [0.25, 0.25], size: 8 }] }],
    },
    {
      label: '9 rows (filled)',
      isFilled: true,
      bars: [
        [1, 1],
        [1, 1],
      ],
      cells: [{ regions: [[[0.5, 0.5, 1, 0.5, 1, 1, 0.5, 1]]], points: [] }],
    },
  ],
  note: 'A note.',
};

test('regions are where they are, with y upwards, and the other set is outlined', () => {
  const { width, height, data, channels } = decode(cornerPicture({ ...OPTIONS, format: 'png' }));
  const at = (x: number, y: number) =>
    [0, 1, 2].map((c) => data[(Math.round(y) * width + Math.round(x)) * channels + c]!);
  // Two columns: the lower left cell ends 10 + 420 pixels left of the right one's end.
  const side = 420;
  const left = 122;
  const top = height - 74 - 20 - side;
  const panel = [...PANEL];
  expect(at(left + 0.25 * side, top + 0.75 * side)).toEqual(panel);
  expect(at(left + 0.25 * side, top + 0.25 * side)).toEqual(panel);
  const mixed = PANEL.map((value, c) => Math.round(value + 0.27 * (SERIES[1]![c]! - value)));
  expect(at(left + 0.75 * side, top + 0.25 * side)).toEqual(mixed);
  // The outline of the point, around its middle.
  expect(at(left + 0.25 * side - 4, top + 0.75 * side)).not.toEqual(panel);
});

test('an SVG has all texts, escaped, and one path for each region', () => {
  const svg = new TextDecoder().decode(cornerPicture({ ...OPTIONS, format: 'svg' }));
  for (const text of ['a &lt;title&gt; &amp; &quot;more&quot;', 'second &amp; last', '9 rows (filled)', 'A note.']) {
    expect(svg).toContain(`>${text}</text>`);
  }
  expect(svg.match(/fill-rule="evenodd"/g)).toHaveLength(4);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+"/);
  expect(svg.match(/<text /g)).toHaveLength(svg.match(/<\/text>/g)!.length);
});

test('categories have their names as ticks, which read upwards where they have no room, and long names are whole in titles', () => {
  const name = 'a_rather_long_name_of_a_column_that_nobody_could_show_in_the_room_of_a_cell';
  const values = { low: -0.5, high: 2.5, step: 1, isDiscrete: true };
  const columns = [
    { name, categories: ['oak & ash', 'fir', 'a kind of tree with a very long name indeed'], ...values },
    { name: 'size', categories: ['S', 'M', 'L'], ...values },
  ];
  const svg = new TextDecoder().decode(cornerPicture({ ...OPTIONS, columns, format: 'svg' }));
  const texts = [...svg.matchAll(/<text transform="([^"]*)"[^>]*>(?:<title>([^<]*)<\/title>)?([^<]*)<\/text>/g)];
  const find = (text: string) => texts.filter((found) => found[3] === text || found[2] === text);
  expect(find('oak &amp; ash').map((found) => found[1])).toEqual([expect.stringContaining('rotate(-90)')]);
  expect(find('S').map((found) => found[1]!.includes('rotate'))).toEqual([false, false]);
  expect(find('a kind of tree with a very long name indeed')[0]![3]).toMatch(/^a kind.*….*indeed$/);
  expect(find(name)[0]![3]).toMatch(/^a_rather.*….*cell$/);
  expect(texts.some((found) => found[3] === '0' || found[3] === '0.5')).toBe(false);
});
