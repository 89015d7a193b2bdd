/** Sets the classes by which VS Code tells a webview its kind of theme, from the system's preferences. */
const DARK = matchMedia('(prefers-color-scheme: dark)');
const CONTRAST = matchMedia('(prefers-contrast: more)');
const FORCED = matchMedia('(forced-colors: active)');

export function followTheme(): void {
  const apply = () => {
    const contrast = CONTRAST.matches || FORCED.matches;
    const { classList } = document.body;
    classList.toggle('vscode-dark', DARK.matches && !contrast);
    classList.toggle('vscode-light', !DARK.matches && !contrast);
    classList.toggle('vscode-high-contrast', contrast);
    classList.toggle('vscode-high-contrast-light', contrast && !DARK.matches);
  };
  for (const query of [DARK, CONTRAST, FORCED]) query.addEventListener('change', apply);
  apply();
}
