/** The editor's colors for charts, read again when the theme changes. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly grid: string;
  readonly focus: string;
  /** Colors of lines and bars, in order of use. */
  readonly series: readonly string[];
  readonly good: string;
  readonly bad: string;
  readonly warning: string;
  readonly font: string;
  readonly isDark: boolean;
  readonly isHighContrast: boolean;
}

export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const color = (names: readonly string[], preset: string) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? preset;
  const classes = document.body.classList;
  const isHighContrast = classes.contains('vscode-high-contrast');
  const foreground = color(['foreground', 'editor-foreground'], '#808080');
  return {
    foreground,
    muted: color(['descriptionForeground'], foreground),
    background: color(['editor-background'], '#ffffff'),
    grid: isHighContrast
      ? color(['contrastBorder'], foreground)
      : color(['editorWidget-border', 'panel-border'], '#80808040'),
    focus: color(['focusBorder', 'contrastActiveBorder'], '#3794ff'),
    series: [
      color(['charts-blue'], '#3794ff'),
      color(['charts-orange'], '#d18616'),
      color(['charts-green'], '#89d185'),
      color(['charts-purple'], '#b180d7'),
      color(['charts-red'], '#f14c4c'),
      color(['charts-yellow'], '#cca700'),
    ],
    good: color(['charts-green'], '#89d185'),
    bad: color(['charts-red', 'errorForeground'], '#f14c4c'),
    warning: color(['charts-yellow', 'editorWarning-foreground'], '#cca700'),
    font: color(['font-family'], 'sans-serif'),
    isDark: classes.contains('vscode-dark') || (isHighContrast && !classes.contains('vscode-high-contrast-light')),
    isHighContrast,
  };
}

/** @returns stops watching */
export function onThemeChange(listener: () => void): () => void {
  // VS Code sets colors as the style of the root, and the kind of theme as a class of the body.
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  return () => observer.disconnect();
}

/** A translucent color of the theme. @param alpha in [0, 1] */
export function withAlpha(color: string, alpha: number): string {
  return `color-mix(in srgb, ${color} ${Math.round(alpha * 100)}%, transparent)`;
}
