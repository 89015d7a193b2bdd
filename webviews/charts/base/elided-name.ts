/** Names that are cut in the middle where there is no room. */
import { css, html, type TemplateResult } from 'lit';
import { nameParts } from './elide-middle.ts';

/** A name in a box that may be too narrow for it; `elidedStyles` cut it. */
export function elidedName(name: string): TemplateResult {
  const [head, tail] = nameParts(name);
  return html`<span class="elided" title=${name}><span class="head">${head}</span><span class="tail">${tail}</span></span>`;
}

export const elidedStyles = css`
  .elided {
    display: inline-flex;
    min-width: 0;
    max-width: 100%;
    white-space: pre;
  }
  .elided .head {
    flex: 0 1 auto;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .elided .tail {
    flex: none;
  }
`;
