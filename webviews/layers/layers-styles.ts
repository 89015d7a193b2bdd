import { css } from 'lit';

export const layersStyles = css`
  .ok {
    /* The green of themes is too pale for text on white. */
    border-inline-start: 3px solid var(--vscode-charts-green);
    padding-inline-start: 8px;
  }
  .wrong {
    color: var(--vscode-errorForeground);
  }
  .unknown {
    border-inline-start: 3px solid var(--vscode-descriptionForeground);
    padding-inline-start: 8px;
  }
`;
