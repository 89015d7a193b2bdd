import { html } from 'lit';
import type { ChartTheme } from './theme.ts';

interface SvgFrame {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly fontSize?: number;
  readonly role?: 'img' | 'list';
}

/** A chart as an SVG that can be saved as it is: it names its font, which a file does not inherit. @param content of `svg` templates */
export function svgPicture({ font }: ChartTheme, frame: SvgFrame, content: unknown) {
  const { width, height, label, fontSize = 11, role = 'img' } = frame;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
    font-family=${font}
    font-size=${fontSize}
    role=${role}
    aria-label=${label}
  >
    ${content}
  </svg>`;
}
