import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import type { ViewQuery } from './view-address.ts';

/** What a view is made of. */
export interface ViewSource {
  readonly link: DaemonLink;
  readonly run: RunInfo;
  readonly checkpoint: ViewQuery['checkpoint'];
  /** Of the page: a newer request of it supersedes an older one. */
  readonly panel: string;
}
