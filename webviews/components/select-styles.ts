import { css } from 'lit';

/** Native lists in the editor's colors: they add nothing to the bundle and work with screen readers. */
export const selectStyles = css`
  select,
  input[type='number'],
  input[type='text'] {
    height: 26px;
    max-width: 100%;
    padding: 0 6px;
    color: var(--vscode-settings-dropdownForeground, var(--vscode-dropdown-foreground));
    background: var(--vscode-settings-dropdownBackground, var(--vscode-dropdown-background));
    border: 1px solid var(--vscode-settings-dropdownBorder, var(--vscode-dropdown-border));
    border-radius: 3px;
    font: inherit;
    text-overflow: ellipsis;
  }
  select:focus-visible,
  input:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  option {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-listBackground, var(--vscode-dropdown-background));
  }
`;
