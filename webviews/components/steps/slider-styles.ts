/** What sliders look like, with ticks below them. */
import { css } from 'lit';

/** Ticks below a slider. They span the positions of the center of its thumb, which is 14px wide. */
export const tickStyles = css`
  input[type='range'] {
    display: block;
    width: 100%;
    margin: 0;
  }
  svg {
    display: block;
    width: calc(100% - 14px);
    height: 17px;
    margin: 0 7px;
    overflow: visible;
    fill: var(--vscode-descriptionForeground);
    font-size: 9px;
  }
  line {
    stroke: var(--vscode-descriptionForeground);
  }
`;

/** A slider whose track has a color of the theme: the browser's own is white in dark themes. */
export const sliderStyles = css`
  input[type='range'] {
    appearance: none;
    height: 16px;
    margin: 0 2px;
    background: linear-gradient(var(--vscode-scrollbarSlider-background) 0 0) center / 100% 4px no-repeat;
    cursor: pointer;
  }
  input[type='range']:disabled {
    cursor: default;
    opacity: 0.5;
  }
  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    width: 14px;
    height: 14px;
    border-radius: 50%;
    background: var(--vscode-focusBorder);
  }
  input[type='range']::-moz-range-thumb {
    width: 14px;
    height: 14px;
    border: 0;
    border-radius: 50%;
    background: var(--vscode-focusBorder);
  }
  input[type='range']:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
`;
