import { css } from 'lit';

export const conditionalStyles = css`
  :host {
    min-height: 0;
  }
  .answer {
    gap: 12px;
  }
  .panes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px 24px;
    align-items: start;
  }
  .held {
    display: flex;
    flex-direction: column;
    gap: 6px;
    max-width: 520px;
  }
  .map {
    max-width: 520px;
  }
  h2 {
    margin-block-end: 6px;
  }
  .held h2 {
    margin: 0;
  }
  input.row {
    width: 9ch;
  }
  @media (min-width: 720px) {
    .panes {
      grid-template-columns: minmax(0, 1fr) minmax(260px, 380px);
    }
  }
`;
