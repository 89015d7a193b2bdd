/** Help on demand, below the figures that it explains with the numbers of this run. */
import { css, html, nothing } from 'lit';

export const helpStyles = css`
  .help {
    max-width: 90ch;
  }
  .help p {
    margin: 6px 0 0;
    color: var(--vscode-descriptionForeground);
  }
`;

/** @param more where to read on */
export function helpView(question: string, text: string, more: unknown = nothing) {
  return html`<details class="help">
    <summary>${question}</summary>
    <p>${text}</p>
    ${more}
  </details>`;
}
