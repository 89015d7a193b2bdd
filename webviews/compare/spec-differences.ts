/** How the specs of several runs differ from the first. */
import { parse } from 'jsonc-parser';
import { css, html, nothing } from 'lit';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { alignedEntries } from './aligned-entries.ts';
import { strings } from './strings.ts';

export const differencesStyles = css`
  code {
    font-family: var(--vscode-editor-font-family);
    overflow-wrap: anywhere;
  }
  ul {
    margin: 0;
    padding-inline-start: 20px;
  }
`;

/** @param texts of the specs, in the order of the runs; null: not loaded */
export function differencesSection(runs: readonly RunInfo[], texts: readonly (string | null)[] | null) {
  if (texts === null || runs.length < 2) return nothing;
  const [first] = texts;
  return html`<details>
    <summary>${strings.differences({ run: runs[0]!.id })}</summary>
    ${runs.slice(1).map((run, i) => {
      const text = texts[i + 1];
      const lines = first == null || text == null ? null : specDifferences(first, text);
      return html`<div>
        <div translate="no">${run.id}</div>
        ${
          lines === null
            ? html`<div class="muted">${strings.specMissing}</div>`
            : lines.length === 0
              ? html`<div class="muted">${strings.noDifferences}</div>`
              : html`<ul translate="no">
                  ${lines.map((line) => html`<li><code>${line}</code></li>`)}
                </ul>`
        }
      </div>`;
    })}
  </details>`;
}

/** The differences of two specs as `path: one → other`; comments and layout do not count. */
export function specDifferences(one: string, other: string): readonly string[] {
  return differences('', parse(one), parse(other));
}

function differences(path: string, one: unknown, other: unknown): readonly string[] {
  if (Array.isArray(one) && Array.isArray(other)) {
    // A list of numbers or names is read as a whole.
    if ([...one, ...other].some(isContainer)) {
      return alignedEntries(one, other).flatMap(([i, j]) =>
        differences(`${path}[${i ?? j}]`, i === null ? undefined : one[i], j === null ? undefined : other[j]),
      );
    }
  } else if (isContainer(one) && isContainer(other) && !Array.isArray(one) && !Array.isArray(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => differences(path === '' ? key : `${path}.${key}`, one[key], other[key]));
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [`${path || strings.all}: ${text(one)} → ${text(other)}`];
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const LONGEST = 80;

function text(value: unknown): string {
  if (value === undefined) return strings.absent;
  const json = JSON.stringify(value);
  return json.length > LONGEST ? `${json.slice(0, LONGEST)}…` : json;
}
