/** The notification that changes a session's trust: `{trusted}`. */
export const DID_CHANGE_TRUST = 'flowscope/didChangeTrust';
