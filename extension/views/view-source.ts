import type { CancellationToken } from 'vscode';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import type { ViewQuery } from './view-address.ts';

/** What a view is made of. */
export interface ViewSource {
  readonly link: DaemonLink;
  readonly run: RunInfo;
  readonly checkpoint: ViewQuery['checkpoint'];
  readonly token?: CancellationToken | undefined;
}
