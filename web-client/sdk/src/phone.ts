// SPDX-License-Identifier: Apache-2.0
import { C, UA } from 'jssip';
import type { IncomingRequest, IncomingResponse } from 'jssip/lib/SIPMessage.js';
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import { accessFrom, type AccessSource } from './access.js';
import { AccessKeeper } from './access-keeper.js';
import { Call } from './call.js';
import type { CallContext, CallMedia, SessionStart } from './call-types.js';
import { Emitter } from './emitter.js';
import { registrationError, WicError } from './errors.js';
import { messageIn, sendMessage } from './message.js';
import { watchNetwork } from './network-watch.js';
import { numberOf, partyOf, remoteParty, type Party } from './party.js';
import type { Identity, PhoneEvents, PhoneOptions, PhoneState } from './phone-types.js';
import { refusedByEdge } from './reconnect.js';
import { granted, refreshDelay } from './refresh.js';
import { retryDelay } from './retry.js';
import { SavedCalls } from './saved-calls.js';
import { revived } from './session-inside.js';
import { toSipUri } from './target.js';
import { W2Socket } from './w2-socket.js';

const REGISTER_EXPIRES_S = 3600;
const MOST_CALLS = 8;
const CALL_GRACE_MS = 30_000;
const MEDIA_LIMIT_MS = 15_000;
const CLOSE_LIMIT_MS = 2_000;
const MMTEL = 'urn:urn-7:3gpp-service.ims.icsi.mmtel'; // TS 24.173 §5.1

/** Gets access, then registers in the background; fails when there is no access. */
export async function connect(options: PhoneOptions): Promise<Phone> {
  const { accessUrl, access } = options;
  const source = access ?? (accessUrl === undefined ? undefined : accessFrom(accessUrl));
  if (source === undefined) {
    throw new WicError('access-failed', 'connect() needs accessUrl or access');
  }
  return Phone.open(source, options);
}

/** A registered client of the IMS: makes calls and takes them. */
export class Phone extends Emitter<PhoneEvents> {
  private readonly ua: UA;
  private readonly socket: W2Socket;
  private readonly open = new Set<Call>();
  private serviceRoute: string[] = [];
  private currentState: PhoneState = 'connecting';
  private lastError: WicError | undefined;
  private refusals = 0;
  private flowLost = false;
  private replacing: Call | undefined;
  private readonly saved: SavedCalls;
  private resuming = true;
  private readonly endWatch: () => void;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    private readonly keeper: AccessKeeper,
    private readonly options: PhoneOptions,
  ) {
    super();
    // JsSIP asks for window.RTCPeerConnection; a runtime without a page has no such name.
    (globalThis as { window?: unknown }).window ??= globalThis;
    this.saved = new SavedCalls(options.callStorage, keeper.current.impi);
    this.socket = new W2Socket(
      keeper,
      () => this.needed(),
      (response) => this.refreshLater(response),
    );
    this.ua = new UA({
      sockets: this.socket,
      uri: this.identity.uri,
      register_expires: REGISTER_EXPIRES_S,
      session_timers: true,
      // The socket knows when to connect again; JsSIP's own wait is the least it can have.
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 1,
      user_agent: options.userAgent ?? 'Ringway-WIC',
      ...(options.instanceId === undefined ? {} : { instance_id: options.instanceId }),
    });
    this.ua.registrator().setExtraContactParams({
      '+g.3gpp.icsi-ref': `"${encodeURIComponent(MMTEL)}"`,
    });
    this.follow();
    this.endWatch = watchNetwork(() => this.networkChanged());
  }

  /** @internal Use {@link connect}. */
  static async open(source: AccessSource, options: PhoneOptions): Promise<Phone> {
    const holder: { phone?: Phone } = {};
    const keeper = await AccessKeeper.open(source, {
      renewed: () => holder.phone?.reregister(),
      signedOut: (error) => void holder.phone?.shut(error),
    });
    const phone = new Phone(keeper, options);
    holder.phone = phone;
    phone.ua.start();
    return phone;
  }

  get state(): PhoneState {
    return this.currentState;
  }

  /** Why the phone is not registered, when it is known. */
  get error(): WicError | undefined {
    return this.lastError;
  }

  get identity(): Identity {
    const { impi, impus, domain } = this.keeper.current;
    const uri = impus.find((impu) => /^sips?:/.test(impu)) ?? `sip:${impi}`;
    const number = impus.map(numberOf).find((found) => found !== undefined);
    return { impi, impus, uri, number, domain };
  }

  /** STUN and TURN servers of the operator, as for a check of the network. */
  get iceServers(): readonly RTCIceServer[] {
    return this.keeper.current.iceServers;
  }

  get calls(): readonly Call[] {
    return [...this.open];
  }

  /** Waits for the first registration; fails when it is refused or the phone is closed. */
  registered(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        if (this.currentState === 'registered') {
          resolve();
        } else if (this.currentState === 'refused' || this.currentState === 'closed') {
          reject(this.lastError ?? new WicError('not-registered', 'the phone is closed'));
        } else {
          return false;
        }
        return true;
      };
      if (!settle()) {
        const off = this.on('state', () => settle() && off());
      }
    });
  }

  /**
   * Calls a number as people write it, or a SIP address; with a picture when one is named. Without a
   * connection this makes one at once and registers first (TS 24.371 §7.1).
   */
  call(target: string, media: CallMedia = {}): Call {
    if (this.currentState === 'refused' || this.currentState === 'closed') {
      throw new WicError('not-registered', 'the phone is not registered with the network');
    }
    if (typeof RTCPeerConnection === 'undefined') {
      throw new WicError('unsupported', 'this browser has no WebRTC');
    }
    const uri = toSipUri(target, this.identity.domain);
    return this.dial(partyOf(uri), (options) => this.ua.call(uri, options), media);
  }

  /** Sends a short message (RFC 3428); fails when the network did not take it. */
  async message(target: string, text: string, contentType = 'text/plain'): Promise<void> {
    if (this.currentState !== 'registered') {
      throw new WicError('not-registered', 'the phone is not registered with the network');
    }
    const uri = toSipUri(target, this.identity.domain);
    await sendMessage(this.ua, uri, text, contentType, this.routeHeaders());
  }

  /** Takes another microphone, in calls under way, too; an empty name is the machine's own choice. */
  async useMicrophone(deviceId: string): Promise<void> {
    const { deviceId: _, ...others } = this.options.microphone ?? {};
    const chosen = deviceId === '' ? others : { ...others, deviceId: { exact: deviceId } };
    this.options.microphone = chosen;
    await Promise.all(this.calls.map((call) => call.useMicrophone(chosen)));
  }

  /** Takes another loudspeaker for the elements the calls play on. */
  useSpeaker(deviceId: string): void {
    this.options.speaker = deviceId;
    this.open.forEach((call) => call.useSpeaker(deviceId));
  }

  /**
   * This machine came to another network: looks after the connection and gives calls a new way for
   * their sound. Called by itself where the runtime tells of such a change.
   */
  networkChanged(): void {
    this.socket.probe();
    this.open.forEach((call) => call.networkChanged());
  }

  /** Ends all calls, takes the registration back and closes the connection. */
  close(): Promise<void> {
    return this.shut(undefined);
  }

  /**
   * The page goes away: like {@link close}, but answered calls wait a while for the next page when
   * there is a {@link PhoneOptions.callStorage}.
   */
  leave(): void {
    if (this.options.callStorage === undefined || !this.talking()) {
      void this.close();
      return;
    }
    this.calls.filter(({ state }) => state !== 'connected').forEach((call) => call.hangup());
    this.save();
  }

  private follow(): void {
    this.ua.on('registrationExpiring', () => {}); // heard, it leaves the refresh to us
    this.ua.on('registered', ({ response }) => {
      this.refusals = 0;
      this.socket.succeeded();
      this.serviceRoute = response.getHeaders('Service-Route');
      this.enter('registered', undefined);
      this.resume();
      if (this.flowLost) {
        this.flowLost = false;
        this.open.forEach((call) => call.flow(true));
      }
    });
    this.ua.on('registrationFailed', ({ response, cause }) => this.refused(response, cause));
    this.ua.on('disconnected', ({ code }: { code?: number }) => {
      clearTimeout(this.retryTimer);
      clearTimeout(this.refreshTimer);
      this.flowLost = true;
      this.open.forEach((call) => call.flow(false));
      if (refusedByEdge(code)) {
        this.keeper.renew(true).catch(() => undefined); // signed out elsewhere? then this is the end
      }
      const error = refusedByEdge(code)
        ? new WicError('edge-refused', 'the network closed the connection because of this client')
        : new WicError('unreachable', 'there is no connection to the network');
      this.enter(this.currentState === 'connecting' ? 'connecting' : 'reconnecting', error);
    });
    this.ua.on('newRTCSession', ({ originator, session, request }: NewSession) => {
      if (originator === 'remote') {
        this.ring(session, request);
      }
    });
    this.ua.on('newMessage', ({ originator, request }: NewMessage) => {
      if (originator === 'remote') {
        this.emit('message', messageIn(request));
      }
    });
  }

  /** Goes on with what the page before left, once. */
  private resume(): void {
    if (this.resuming) {
      this.resuming = false;
      for (const saved of this.saved.read()) {
        const session = revived(this.ua, saved.dialog, saved.hold);
        this.emit('resumed', this.keep(Call.resumed(session, saved, this.context())));
      }
    }
  }

  private save(): void {
    this.saved.write(this.calls.flatMap((call) => call.saved() ?? []));
  }

  /** Whether a call waits for the connection, answered or about to go out. */
  private needed(): boolean {
    return this.calls.some(({ state }) => state === 'connected' || state === 'starting');
  }

  private talking(): boolean {
    return this.calls.some(({ state }) => state === 'connected');
  }

  private dial(party: Party, start: SessionStart, media: CallMedia = {}): Call {
    return this.keep(Call.outgoing(party, start, this.context(), media));
  }

  private ring(session: RTCSession, request: IncomingRequest): void {
    if (this.open.size >= MOST_CALLS && this.replacing === undefined) {
      session.terminate({ status_code: 486 });
      return;
    }
    const asserted = request.getHeaders('P-Asserted-Identity');
    const party = remoteParty(asserted, request.getHeader('From'));
    const call = this.keep(Call.incoming(session, party, this.context()));
    if (this.replacing === undefined) {
      this.emit('incoming', call);
    } else {
      this.replacing.replacedBy(call);
    }
  }

  /** An INVITE with Replaces: the user has answered this conversation already (RFC 3891 §3). */
  private replace(call: Call, accept: () => void): void {
    this.replacing = call;
    try {
      accept();
    } finally {
      this.replacing = undefined;
    }
  }

  private keep(call: Call): Call {
    this.open.add(call);
    call.on('ended', () => {
      this.open.delete(call);
      this.save();
    });
    return call;
  }

  private context(): CallContext {
    return {
      iceServers: this.keeper.current.iceServers,
      microphone: this.options.microphone ?? {},
      speaker: this.options.speaker ?? '',
      gatherLimitMs: this.options.gatherLimitMs,
      graceMs: this.graceMs,
      mediaLimitMs: this.options.mediaLimitMs ?? MEDIA_LIMIT_MS,
      toUri: (typed) => toSipUri(typed, this.identity.domain),
      dial: (party, start) => this.dial(party, start),
      registered: () => this.reachable(),
      callHeaders: () => this.callHeaders(),
      replace: (call, accept) => this.replace(call, accept),
      changed: () => this.save(),
    };
  }

  /** Registers before a call goes out, when it must. */
  private async reachable(): Promise<void> {
    if (this.currentState === 'registered') {
      return;
    }
    this.socket.hurry();
    let limit: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new WicError('unreachable', 'there is no connection to the network');
      limit = setTimeout(() => reject(this.lastError ?? error), this.graceMs);
    });
    await Promise.race([this.registered(), late]).finally(() => clearTimeout(limit));
  }

  private get graceMs(): number {
    return this.options.callGraceMs ?? CALL_GRACE_MS;
  }

  private callHeaders(): string[] {
    return [`P-Preferred-Service: ${MMTEL}`, ...this.routeHeaders()]; // TS 24.229 §5.1.3.1
  }

  private routeHeaders(): string[] {
    const route = [`<${this.socket.sip_uri};lr>`, ...this.serviceRoute];
    return this.serviceRoute.length > 0 ? route.map((entry) => `Route: ${entry}`) : []; // RFC 3608 §6.1
  }

  /** Shows the network the new token at once, so that the registration may live as long as it. */
  private reregister(): void {
    if (this.ua.isConnected()) {
      this.ua.register();
    }
  }

  private refreshLater(response: string): void {
    clearTimeout(this.refreshTimer);
    const seconds = granted(response, String(this.ua.contact.uri)) ?? REGISTER_EXPIRES_S;
    if (seconds > 0 && this.currentState !== 'closed') {
      this.refreshTimer = setTimeout(() => this.reregister(), refreshDelay(seconds));
    }
  }

  private refused(response: IncomingResponse | null, cause: string | undefined): void {
    if (response === null && cause !== C.causes.REQUEST_TIMEOUT) {
      return; // the connection was lost, and 'disconnected' tells so
    }
    const error = registrationError(response?.status_code ?? 408, response?.reason_phrase);
    const failures = this.refusals++;
    if (error.code === 'token-refused' && failures === 0) {
      this.retry(0, error); // revoked, or our clock is wrong: a new token may do
      return;
    }
    const retryAfter = Number.parseInt(response?.getHeader('Retry-After') ?? '', 10);
    this.retry(retryDelay(failures, retryAfter), error);
    this.enter('refused', error);
  }

  private retry(waitMs: number, { code }: WicError): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => {
      if (code === 'token-refused') {
        this.keeper.renew(true).catch(() => undefined); // it tries again by itself
      } else {
        this.reregister();
      }
    }, waitMs);
  }

  private async shut(error: WicError | undefined): Promise<void> {
    if (this.currentState === 'closed') {
      return;
    }
    const wasRegistered = this.currentState === 'registered';
    this.keeper.stop();
    this.endWatch();
    clearTimeout(this.retryTimer);
    clearTimeout(this.refreshTimer);
    this.open.forEach((call) => call.hangup()); // before the registration they need is gone
    this.enter('closed', error);
    const answered = new Promise<void>((resolve) => {
      this.ua.on('unregistered', () => resolve());
      setTimeout(resolve, wasRegistered ? CLOSE_LIMIT_MS : 0);
    });
    this.ua.stop();
    await answered;
    this.socket.disconnect();
  }

  private enter(state: PhoneState, error: WicError | undefined): void {
    if (this.currentState === 'closed' || (this.currentState === state && this.lastError === error)) {
      return;
    }
    this.currentState = state;
    this.lastError = error;
    this.emit('state', { state, error });
  }
}

interface NewMessage {
  originator: string;
  request: IncomingRequest;
}

interface NewSession {
  originator: string;
  session: RTCSession;
  request: IncomingRequest;
}

