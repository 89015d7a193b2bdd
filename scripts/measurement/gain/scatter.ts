/** Scatter plots beside each other as one SVG: values of both signs over several powers of ten. */

export interface ScatterPanel {
  readonly title: string;
  /** Below the horizontal axis. */
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly group: string }[];
}

/** Okabe, Ito 2008: told apart also by people who see fewer colors. */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const SIZE = 380;
const LEFT = 74;
const TOP = 62;
const GAP = 40;
/** Near 0 the axes are linear, far from it logarithmic: asinh(value / KNEE). */
const KNEE = 0.01;
const TICKS = [-10, -1, -0.1, 0, 0.1, 1, 10, 100];

/** @param label of the vertical axis */
export function scatterPicture(panels: readonly ScatterPanel[], label: string): string {
  const groups = [...new Set(panels.flatMap(({ points }) => points.map(({ group }) => group)))];
  const ys = panels.flatMap(({ points }) => points.map(({ y }) => y));
  const width = LEFT + panels.length * (SIZE + GAP);
  const height = TOP + SIZE + 54;
  const legend = groups.map(
    (group, g) =>
      `<circle cx="${LEFT + 8 + 130 * g}" cy="18" r="4" fill="${colorOf(g)}"/><text x="${LEFT + 18 + 130 * g}" y="22">${escaped(group)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...legend,
    `<text transform="translate(16 ${TOP + SIZE / 2}) rotate(-90)" text-anchor="middle">${escaped(label)}</text>`,
    ...panels.map((panel, p) => panelPicture(panel, LEFT + p * (SIZE + GAP), ys, groups, p === 0)),
    '</svg>',
    '',
  ].join('\n');
}

function panelPicture(
  { title, label, points }: ScatterPanel,
  left: number,
  ys: readonly number[],
  groups: readonly string[],
  isFirst: boolean,
): string {
  const x = axis(points.map((point) => point.x));
  const y = axis(ys);
  const across = (value: number) => left + SIZE * x.place(value);
  const down = (value: number) => TOP + SIZE * (1 - y.place(value));
  const line = (x1: number, y1: number, x2: number, y2: number, zero: boolean) =>
    `<path d="M${fixed(x1)} ${fixed(y1)}L${fixed(x2)} ${fixed(y2)}" stroke="${zero ? '#888' : '#e4e4e4'}"/>`;
  return [
    `<text x="${left}" y="${TOP - 12}" font-size="14" font-weight="bold">${escaped(title)}</text>`,
    ...x.ticks.flatMap((tick) => [
      line(across(tick), TOP, across(tick), TOP + SIZE, tick === 0),
      `<text x="${fixed(across(tick))}" y="${TOP + SIZE + 18}" text-anchor="middle">${tickText(tick)}</text>`,
    ]),
    ...y.ticks.flatMap((tick) => [
      line(left, down(tick), left + SIZE, down(tick), tick === 0),
      ...(isFirst
        ? [`<text x="${left - 8}" y="${fixed(down(tick) + 4)}" text-anchor="end">${tickText(tick)}</text>`]
        : []),
    ]),
    `<text x="${left + SIZE / 2}" y="${TOP + SIZE + 40}" text-anchor="middle">${escaped(label)}</text>`,
    ...groups.map((group, g) => {
      const own = points.filter((point) => point.group === group);
      const circles = own.map(
        (point) => `<circle cx="${fixed(across(point.x))}" cy="${fixed(down(point.y))}" r="3.5"/>`,
      );
      return `<g fill="${colorOf(g)}" fill-opacity=".65">${circles.join('')}</g>`;
    }),
  ].join('\n');
}

interface Axis {
  /** 0 … 1. */
  place(value: number): number;
  readonly ticks: readonly number[];
}

function axis(values: readonly number[]): Axis {
  const bent = (value: number) => Math.asinh(value / KNEE);
  const places = values.map(bent);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const margin = 0.04 * (high - low || 1);
  const place = (value: number) => (bent(value) - low + margin) / (high - low + 2 * margin);
  return { place, ticks: TICKS.filter((tick) => place(tick) >= 0 && place(tick) <= 1) };
}

const colorOf = (group: number) => COLORS[group % COLORS.length]!;
const fixed = (value: number) => value.toFixed(1);
const tickText = (value: number) => String(value).replace('-', '−');

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
