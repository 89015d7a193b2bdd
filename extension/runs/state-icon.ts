import { ThemeColor, ThemeIcon } from 'vscode';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';

/** The icon of a run's state. */
export function stateIcon({ status }: RunInfo): ThemeIcon {
  switch (status) {
    case 'queued':
      return new ThemeIcon('watch');
    case 'starting':
    case 'running':
    case 'stopping':
      return new ThemeIcon('sync~spin', new ThemeColor('charts.blue'));
    case 'paused':
      return new ThemeIcon('debug-pause', new ThemeColor('charts.yellow'));
    case 'interrupted':
      return new ThemeIcon('debug-disconnect', new ThemeColor('charts.orange'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('errorForeground'));
    case 'finished':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
  }
}
