/**
 * Runs before the script of a panel in a plain browser: signs in, opens the socket to `flowscope view`, and provides the webview
 * API of VS Code, so that the panels are the same in both.
 */
import { PANELS, type PanelName } from '../../protocol/panel/panels.ts';
import { accessToken } from './access.ts';
import { followTheme } from './follow-theme.ts';
import { offerWebviewApi } from './webview-api.ts';

followTheme();
const panel = PANELS.find((name): name is PanelName => location.pathname === `/${name}`);
if (panel !== undefined) offerWebviewApi(panel, accessToken());
