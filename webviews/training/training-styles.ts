/** Styles of the Training panel. */
import { css } from 'lit';

export const trainingStyles = css`
  progress {
    appearance: none;
    width: 100%;
    height: 4px;
    border: 0;
    border-radius: 2px;
    display: block;
    background: var(--vscode-scrollbarSlider-background);
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background, var(--vscode-charts-blue));
    border-radius: 2px;
  }
  h2#state::first-letter,
  .bound::first-letter {
    text-transform: uppercase;
  }
  .beside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px 24px;
  }
  @media (min-width: 1000px) {
    .beside:has(fs-live-plane) {
      grid-template-columns: minmax(0, 1fr) minmax(0, 500px);
    }
  }
  .charts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 16px;
  }
  .without {
    max-width: 80ch;
  }
  .small {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
    gap: 16px;
  }
  .error {
    padding: 8px 12px;
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    background: var(--vscode-inputValidation-errorBackground, transparent);
    overflow-wrap: anywhere;
  }
  .path {
    overflow-wrap: anywhere;
  }
  .note {
    white-space: pre-line;
  }
  .ahead {
    margin: 0;
    padding-inline-start: 20px;
  }
  .link {
    padding: 0;
    border: 0;
    background: none;
    font: inherit;
    color: var(--vscode-textLink-foreground);
    text-decoration: underline;
    cursor: pointer;
  }
  .link:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
`;
