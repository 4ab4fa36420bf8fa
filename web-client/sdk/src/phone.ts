// SPDX-License-Identifier: Apache-2.0
import { C, UA } from 'jssip';
import type { IncomingRequest, IncomingResponse } from 'jssip/lib/SIPMessage.js';
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import { accessFrom, type AccessSource } from './access.js';
import { AccessKeeper } from './access-keeper.js';
import { Call, type CallContext } from './call.js';
import { Emitter } from './emitter.js';
import { registrationError, WicError } from './errors.js';
import { numberOf, partyOf, remoteParty } from './party.js';
import { retryDelay } from './retry.js';
import { toSipUri } from './target.js';
import { W2Socket } from './w2-socket.js';

/**
 * `connecting`: first connection; `registered`: calls can be made and come in; `reconnecting`: the
 * connection was lost and is tried again; `refused`: the network refused the registration, which is
 * tried again much later; `closed`: over.
 */
export type PhoneState = 'connecting' | 'registered' | 'reconnecting' | 'refused' | 'closed';

/** Who we are on the network. */
export interface Identity {
  readonly impi: string;
  readonly impus: readonly string[];
  /** The SIP identity we register. */
  readonly uri: string;
  /** Our telephone number, when we have one. */
  readonly number: string | undefined;
  readonly domain: string;
}

export interface PhoneEvents {
  state: { readonly state: PhoneState; readonly error: WicError | undefined };
  incoming: Call;
}

export interface PhoneOptions {
  /** Where the WWSF hands out the access document; or give `access`. */
  accessUrl?: string;
  /** Called for every access, first and renewed. */
  access?: AccessSource;
  /** UUID that tells this client from the user's other ones; keep it over reloads. */
  instanceId?: string;
  /** Microphone constraints, as for getUserMedia. */
  microphone?: MediaTrackConstraints;
  /** How long to wait for more ICE candidates after the first. */
  gatherLimitMs?: number;
  userAgent?: string;
}

const REGISTER_EXPIRES_S = 3600;
const MOST_CALLS = 8;
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
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    private readonly keeper: AccessKeeper,
    private readonly options: PhoneOptions,
  ) {
    super();
    // JsSIP asks for window.RTCPeerConnection; a runtime without a page has no such name.
    (globalThis as { window?: unknown }).window ??= globalThis;
    this.socket = new W2Socket(keeper);
    this.ua = new UA({
      sockets: this.socket,
      uri: this.identity.uri,
      register_expires: REGISTER_EXPIRES_S,
      session_timers: true,
      user_agent: options.userAgent ?? 'Ringway-WIC',
      ...(options.instanceId === undefined ? {} : { instance_id: options.instanceId }),
    });
    this.ua.registrator().setExtraContactParams({
      '+g.3gpp.icsi-ref': `"${encodeURIComponent(MMTEL)}"`,
    });
    this.follow();
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

  /** Calls a number as people write it, or a SIP address. */
  call(target: string): Call {
    if (this.currentState !== 'registered') {
      throw new WicError('not-registered', 'the phone is not registered with the network');
    }
    if (typeof RTCPeerConnection === 'undefined') {
      throw new WicError('unsupported', 'this browser has no WebRTC');
    }
    const uri = toSipUri(target, this.identity.domain);
    return this.keep(Call.outgoing(this.ua, uri, partyOf(uri), this.callHeaders(), this.context()));
  }

  /** Ends all calls, takes the registration back and closes the connection. */
  close(): Promise<void> {
    return this.shut(undefined);
  }

  private follow(): void {
    this.ua.on('registered', ({ response }) => {
      this.refusals = 0;
      this.serviceRoute = response.getHeaders('Service-Route');
      this.enter('registered', undefined);
    });
    this.ua.on('registrationFailed', ({ response, cause }) => this.refused(response, cause));
    this.ua.on('disconnected', () => {
      clearTimeout(this.retryTimer);
      const error = new WicError('unreachable', 'there is no connection to the network');
      this.enter(this.currentState === 'connecting' ? 'connecting' : 'reconnecting', error);
    });
    this.ua.on('newRTCSession', ({ originator, session, request }: NewSession) => {
      if (originator === 'remote') {
        this.ring(session, request);
      }
    });
  }

  private ring(session: RTCSession, request: IncomingRequest): void {
    if (this.open.size >= MOST_CALLS) {
      session.terminate({ status_code: 486 });
      return;
    }
    const asserted = request.getHeaders('P-Asserted-Identity');
    const party = remoteParty(asserted, request.getHeader('From'));
    this.emit('incoming', this.keep(Call.incoming(session, party, this.context())));
  }

  private keep(call: Call): Call {
    this.open.add(call);
    call.on('ended', () => this.open.delete(call));
    return call;
  }

  private context(): CallContext {
    return {
      iceServers: this.keeper.current.iceServers,
      microphone: this.options.microphone ?? {},
      gatherLimitMs: this.options.gatherLimitMs ?? 100,
    };
  }

  private callHeaders(): string[] {
    const headers = [`P-Preferred-Service: ${MMTEL}`]; // TS 24.229 §5.1.3.1
    if (this.serviceRoute.length > 0) {
      const route = [`<${this.socket.sip_uri};lr>`, ...this.serviceRoute];
      headers.push(...route.map((entry) => `Route: ${entry}`)); // RFC 3608 §6.1
    }
    return headers;
  }

  /** Shows the network the new token at once, so that the registration may live as long as it. */
  private reregister(): void {
    if (this.ua.isConnected()) {
      this.ua.register();
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
        this.keeper.renew().catch(() => undefined); // it tries again by itself
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
    clearTimeout(this.retryTimer);
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

interface NewSession {
  originator: string;
  session: RTCSession;
  request: IncomingRequest;
}

