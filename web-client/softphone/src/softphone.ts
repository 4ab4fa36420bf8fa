// SPDX-License-Identifier: Apache-2.0
import type { Call, CallEnd, Phone, TransferRequest } from '@ringway/wic';
import { CallPanel } from './call-panel.js';
import { Dialer } from './dialer.js';
import { grouped } from './format.js';
import { IncomingPanel } from './incoming-panel.js';
import { MessagesPanel } from './messages-panel.js';
import { byId, notice } from './page.js';
import { People } from './people.js';
import { Ringer } from './ringer.js';
import type { Contact, Settings } from './server.js';
import { SettingsPanel } from './settings-panel.js';
import { Side } from './side.js';
import { filled, messageOf, words } from './text.js';

/** The signed-in page: ties the phone to the panels. One call is talked to, one may wait. */
export class Softphone {
  private readonly dialer = new Dialer((target) => this.dial(target));
  private readonly panel = new CallPanel({
    swap: () => void this.swap(),
    join: () => void this.transfer(this.waiting),
    transfer: (target) => void this.transfer(target),
    ask: (target) => void this.ask(target),
  });
  private readonly incoming = new IncomingPanel((call, camera) => void this.answer(call, camera));
  private readonly ringer = new Ringer();
  private readonly side = new Side();
  private readonly people = new People((number) => void this.ask(number));
  private readonly messages = new MessagesPanel((number) => this.people.nameOf(number));
  private readonly settings = new SettingsPanel(() => this.translated());
  private readonly audio = byId<HTMLAudioElement>('remote-audio');
  private phone: Phone | undefined;
  /** The call on the screen and on the loudspeaker. */
  private call: Call | undefined;
  private waiting: Call | undefined;
  private ringing: Call | undefined;

  start(phone: Phone, { contacts }: Settings): void {
    this.phone = phone;
    const { number, uri } = phone.identity;
    byId('my-name').textContent = uri.replace(/^sips?:|@.*$/g, '');
    byId('my-number').textContent = grouped(number ?? uri);
    // Nobody needs an entry to call themselves.
    this.people.offer(contacts.filter((contact: Contact) => contact.number !== number));
    this.messages.start(phone);
    this.settings.start(phone);
    this.refresh();
    phone.on('state', () => this.refresh());
    phone.on('incoming', (call) => this.ring(call));
    phone.on('resumed', (call) => this.resume(call));
    phone.on('message', (message) => {
      this.messages.received(message);
      this.side.mark('messages', true);
    });
    byId('number').focus();
  }

  private translated(): void {
    this.refresh();
    this.people?.refresh();
    this.panel?.refresh();
    this.showWaiting();
  }

  private refresh(): void {
    const { state, error } = this.phone ?? {};
    if (state === undefined) {
      return;
    }
    const registration = byId('registration');
    const retrying = state === 'connecting' && error !== undefined;
    registration.textContent = words().registration[retrying ? 'reconnecting' : state];
    registration.dataset['state'] = state;
    registration.title = error === undefined ? '' : messageOf(error);
    const callable = state === 'registered' || state === 'reconnecting';
    this.dialer.enabled = callable && this.call === undefined;
    this.people.enabled = callable && this.waiting === undefined;
    if ((state === 'refused' || error?.code === 'edge-refused') && error !== undefined) {
      notice(messageOf(error));
    }
  }

  private dial(target: string): void {
    notice('');
    try {
      const call = this.phone?.call(target);
      if (call !== undefined) {
        this.keep(call);
        this.follow(call);
      }
    } catch (error) {
      notice(messageOf(error));
    }
  }

  /** Calls somebody else while the present call, if there is one, waits. */
  private async ask(target: string): Promise<void> {
    if (await this.park()) {
      this.dial(target);
    }
  }

  private ring(call: Call): void {
    if (this.ringing !== undefined || this.waiting !== undefined || this.call?.state === 'starting') {
      call.reject('busy');
      return;
    }
    this.ringing = call;
    this.keep(call);
    this.incoming.show(call, this.nameOf(call));
    if (this.call === undefined) {
      this.ringer.ring();
    } else {
      this.ringer.waiting();
    }
  }

  /** A call of the page before the reload; of two, one was on hold. */
  private resume(call: Call): void {
    this.keep(call);
    if (this.call === undefined) {
      this.follow(call);
    } else if (call.onHold.local) {
      this.waiting = call;
      this.showWaiting();
    } else {
      this.waiting = this.call;
      this.follow(call);
    }
  }

  private async answer(call: Call, camera: boolean): Promise<void> {
    this.stopRinging();
    notice('');
    if (await this.park()) {
      this.follow(call);
      if (camera) {
        await call.answer({ video: 'camera' }).catch((error) => notice(messageOf(error)));
      }
      if (call.state === 'ringing') {
        await call.answer().catch(() => undefined); // it ended meanwhile, and 'ended' tells so
      }
    } else if (call.state === 'ringing') {
      call.reject('busy');
    }
  }

  /** Puts the present call aside; one that is not answered yet has to end. */
  private async park(): Promise<boolean> {
    const call = this.call;
    if (call === undefined) {
      return true;
    }
    if (this.waiting !== undefined) {
      notice(words().errors['wrong-state']);
      return false;
    }
    if (call.state !== 'connected') {
      call.hangup();
      return true;
    }
    try {
      await call.hold();
    } catch (error) {
      notice(messageOf(error));
      return false;
    }
    this.waiting = call;
    return true;
  }

  private async swap(): Promise<void> {
    const [first, second] = [this.call, this.waiting];
    if (first === undefined || second === undefined) {
      return;
    }
    try {
      await first.hold();
      this.waiting = first;
      this.follow(second);
      await second.resume();
    } catch (error) {
      notice(messageOf(error));
    }
  }

  private async transfer(target: string | Call | undefined): Promise<void> {
    const call = this.call;
    if (call === undefined || target === undefined) {
      return;
    }
    byId('call-state').textContent = words().call.transferring;
    try {
      // The one who waited is told whom to call instead of us.
      await (typeof target === 'string' ? call.transfer(target) : target.transfer(call));
    } catch (error) {
      notice(messageOf(error));
      this.panel.refresh();
    }
  }

  /** Remembers the call, and what happens with it. */
  private keep(call: Call): void {
    call.on('ended', (end) => this.ended(call, end));
    call.on('replaced', (next) => this.takeOver(call, next));
    call.on('transfer', (request) => this.transferred(call, request));
  }

  private transferred(call: Call, request: TransferRequest<Call>): void {
    const name = this.people.nameOf(request.to.number) ?? request.to.name;
    notice(filled(words().call.transferAsked, { name: grouped(name) }));
    const next = request.accept();
    next.on('state', (state) => state === 'connected' && notice(''));
    this.takeOver(call, next);
  }

  private takeOver(call: Call, next: Call): void {
    this.keep(next);
    if (this.waiting === call) {
      this.waiting = next;
      this.showWaiting();
    } else {
      this.follow(next);
    }
  }

  /** From here on the call is on the screen and on the loudspeaker. */
  private follow(call: Call): void {
    this.call = call;
    this.dialer.shown = false;
    this.refresh();
    this.panel.show(call, this.nameOf(call));
    this.showWaiting();
    call.playOn(this.audio);
    call.on('state', (state) => {
      const silent = call.remoteStream === undefined || call.remoteStream.getTracks().length === 0;
      if (this.call === call && state === 'ringing' && silent) {
        this.ringer.ringback();
      } else if (this.ringing === undefined) {
        this.ringer.stop();
      }
    });
  }

  private ended(call: Call, { error }: CallEnd): void {
    this.remember(call);
    if (error !== undefined && !(call === this.ringing)) {
      notice(messageOf(error));
    }
    if (this.ringing === call) {
      this.stopRinging();
    } else if (this.waiting === call) {
      this.waiting = undefined;
      this.showWaiting();
    } else if (this.call === call) {
      this.next();
    }
    this.refresh();
  }

  /** The call on the screen is over: the one that waited comes back, still on hold. */
  private next(): void {
    const next = this.waiting;
    this.call = this.waiting = undefined;
    if (this.ringing === undefined) {
      this.ringer.stop();
    }
    if (next !== undefined) {
      this.follow(next);
      return;
    }
    this.audio.srcObject = null;
    this.panel.show(undefined, '');
    this.dialer.shown = true;
    byId('number').focus();
  }

  private stopRinging(): void {
    this.ringing = undefined;
    this.ringer.stop();
    this.incoming.hide();
  }

  private showWaiting(): void {
    this.panel?.showOther(this.waiting, this.waiting === undefined ? '' : this.nameOf(this.waiting));
  }

  private remember(call: Call): void {
    const { number, uri } = call.party;
    const missed = call.direction === 'incoming' && call.startedAt === undefined;
    this.people.remember({
      name: this.nameOf(call),
      number: number ?? uri.replace(/^sips?:|;.*$/g, ''),
      kind: missed ? 'missed' : call.direction,
      at: new Date().toISOString(),
    });
    this.side.mark('recent', missed);
  }

  private nameOf({ party }: Call): string {
    return this.people.nameOf(party.number) ?? party.name;
  }
}
