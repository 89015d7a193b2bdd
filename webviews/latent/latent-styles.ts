import { css } from 'lit';

export const latentStyles = css`
  input[type='number'] {
    width: 84px;
  }
  .parts {
    display: grid;
    gap: 16px;
    grid-template-columns: minmax(0, 1fr);
  }
  .text {
    max-width: 90ch;
  }
  .pictures {
    display: grid;
    gap: 16px 24px;
    align-items: start;
    grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr));
  }
  .plots {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(210px, 100%), 1fr));
    gap: 16px 24px;
    align-items: end;
  }
  .plot {
    max-width: 380px;
  }
`;
