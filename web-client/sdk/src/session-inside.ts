// SPDX-License-Identifier: Apache-2.0
import * as JsSIP from 'jssip';
import type { IncomingResponse } from 'jssip/lib/SIPMessage.js';
import type { RTCSession, TerminateOptions } from 'jssip/lib/RTCSession.js';
import type { Hold } from './call-types.js';

/**
 * What JsSIP has but does not declare. Its own hold and re-negotiation end the call when the other
 * end says no; a call that is to outlive a refusal needs the request beneath them. The version of
 * JsSIP is pinned for this.
 */
interface Inside {
  _request?: { readonly body?: string };
  _status: number;
  _id: string;
  _contact: string;
  _is_confirmed: boolean;
  _localHold: boolean;
  _remoteHold: boolean;
  _sessionTimers: SessionTimers;
  _dialog?: {
    readonly id: { call_id: string; local_tag: string; remote_tag: string };
    readonly _local_uri: JsSIP.URI;
    readonly _remote_uri: JsSIP.URI;
    readonly _remote_target: JsSIP.URI;
    readonly _route_set: string[];
    readonly _local_seqnum?: number;
  };
  _createDialog(message: DialogMessage, type: 'UAC'): boolean;
  _rtcReady: boolean;
  _createLocalDescription(type: 'offer' | 'answer', constraints?: RTCOfferOptions): Promise<string>;
  _createRTCConnection(configuration: RTCConfiguration): void;
  _sendReinvite(options: {
    rtcOfferConstraints: RTCOfferOptions | null;
    eventHandlers: { succeeded: () => void; failed: (response?: IncomingResponse) => void };
  }): void;
}

/** As much of a 2xx as a dialog is made of (RFC 3261 §12.1.2). */
interface DialogMessage {
  readonly call_id: string;
  readonly from_tag: string;
  readonly to_tag: string;
  readonly cseq: number;
  hasHeader(name: string): boolean;
  parseHeader(name: string): { uri: JsSIP.URI };
  getHeaders(name: string): string[];
}

interface SessionTimers {
  currentExpires: number | null;
  running: boolean;
  refresher: boolean;
}

/** A dialog as another page can go on with it. */
export interface SavedDialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly localUri: string;
  readonly remoteUri: string;
  readonly remoteTarget: string;
  readonly route: readonly string[];
  readonly cseq: number;
  /** Session timer (RFC 4028); 0 for none. */
  readonly expires: number;
  readonly refresher: boolean;
}

/** What the page before may have sent after it last told: gaps are allowed (RFC 3261 §12.2.2). */
const CSEQ_AHEAD = 100;
const CONFIRMED = 9; // RTCSession.C.STATUS_CONFIRMED

function inside(session: RTCSession): Inside {
  return session as unknown as Inside;
}

/** Sends an offer in the dialog and tells how it went; {@link RTCSession.isReadyToReOffer} goes before. */
export function sendReinvite(
  session: RTCSession,
  restartIce: boolean,
  succeeded: () => void,
  failed: (status: number | undefined) => void,
): void {
  inside(session)._sendReinvite({
    rtcOfferConstraints: restartIce ? { iceRestart: true } : null,
    eventHandlers: { succeeded, failed: (response) => failed(response?.status_code) },
  });
}

/** Whether the other end began the session with a picture (RFC 8843 §6: port 0 with bundle-only is no refusal). */
export function offersPicture(session: RTCSession): boolean {
  const sdp = inside(session)._request?.body ?? '';
  const sections = sdp.split(/^(?=m=)/m);
  return sections.some((one) => /^m=video [1-9]/.test(one) || /^m=video 0[^]*^a=bundle-only/m.test(one));
}

/** Takes the description as soon as it is made; JsSIP would wait for candidates. */
export function describeAtOnce(session: RTCSession): void {
  const within = inside(session);
  within._createLocalDescription = async (type, constraints) => {
    const { connection } = session;
    within._rtcReady = false;
    try {
      const made = await (type === 'offer' ? connection.createOffer(constraints) : connection.createAnswer());
      await connection.setLocalDescription(made);
      return connection.localDescription?.sdp ?? '';
    } finally {
      within._rtcReady = true;
    }
  };
}

/** Whether both ends have agreed on the call, so that requests may be sent in it. */
export function isConfirmed(session: RTCSession): boolean {
  return inside(session)._status === CONFIRMED;
}

/** Lets JsSIP write the direction of the next offer. */
export function markHeld(session: RTCSession, held: boolean): void {
  inside(session)._localHold = held;
}

/**
 * This session as REFER's option `replaces` reads one. JsSIP takes the tags of the first request,
 * which are the wrong way round in a call we were given (RFC 3891 §3).
 */
export function asReplaced(session: RTCSession): RTCSession | undefined {
  const id = inside(session)._dialog?.id;
  if (id === undefined) {
    return undefined;
  }
  const replaced = {
    _request: { call_id: id.call_id },
    _to_tag: id.remote_tag,
    _from_tag: id.local_tag,
  };
  return replaced as unknown as RTCSession;
}

/** Lets `kept` decide about every end that JsSIP comes to by itself: a call may outlive its cause. */
export function guardEnd(
  session: RTCSession,
  kept: (cause: string, reason: string | undefined) => boolean,
): void {
  const terminate = session.terminate.bind(session);
  session.terminate = (options?: TerminateOptions) => {
    if (options?.cause === undefined || !kept(options.cause, options.reason_phrase)) {
      terminate(options);
    }
  };
}

/** The dialog of an answered call, for {@link revived}. */
export function savedDialog(session: RTCSession): SavedDialog | undefined {
  const { _dialog: dialog, _sessionTimers: timers } = inside(session);
  return dialog === undefined || dialog === null
    ? undefined
    : {
        callId: dialog.id.call_id,
        localTag: dialog.id.local_tag,
        remoteTag: dialog.id.remote_tag,
        localUri: dialog._local_uri.toString(),
        remoteUri: dialog._remote_uri.toString(),
        remoteTarget: dialog._remote_target.toString(),
        route: dialog._route_set,
        cseq: dialog._local_seqnum ?? 0,
        expires: timers.running ? (timers.currentExpires ?? 0) : 0,
        refresher: timers.refresher,
      };
}

/** A session in the dialog of a page that is gone; it has no connection for media yet. */
export function revived(ua: JsSIP.UA, saved: SavedDialog, hold: Hold): RTCSession {
  const { RTCSession: Session } = JsSIP as unknown as { RTCSession: new (ua: JsSIP.UA) => RTCSession };
  const session = new Session(ua);
  const within = inside(session);
  const uris: Record<string, string> = {
    from: saved.localUri,
    to: saved.remoteUri,
    contact: saved.remoteTarget,
  };
  within._createDialog(
    {
      call_id: saved.callId,
      from_tag: saved.localTag,
      to_tag: saved.remoteTag,
      cseq: saved.cseq + CSEQ_AHEAD,
      hasHeader: (name) => name in uris,
      parseHeader: (name) => ({ uri: JsSIP.URI.parse(uris[name] ?? '') as unknown as JsSIP.URI }),
      getHeaders: () => [...saved.route].reverse(), // a Record-Route is the other way round
    },
    'UAC',
  );
  within._id = saved.callId + saved.localTag;
  within._contact = (ua as unknown as { contact: { toString(options: object): string } }).contact.toString({ outbound: true });
  within._localHold = hold.local;
  within._remoteHold = hold.remote;
  Object.assign(within._sessionTimers, {
    currentExpires: saved.expires,
    running: saved.expires > 0,
    refresher: saved.refresher,
  });
  within._is_confirmed = true;
  within._status = CONFIRMED;
  return session;
}

/** Gives a revived session its connection. */
export function openConnection(session: RTCSession, configuration: RTCConfiguration): RTCPeerConnection {
  inside(session)._createRTCConnection(configuration);
  return session.connection;
}
