// SPDX-License-Identifier: Apache-2.0
import type { Call, CallEnd, Phone } from '@ringway/wic';
import { CallPanel } from './call-panel.js';
import { Dialer } from './dialer.js';
import { IncomingPanel } from './incoming-panel.js';
import { byId, notice } from './page.js';
import { Ringer } from './ringer.js';
import type { Contact, Settings } from './server.js';
import { messageOf, REGISTRATION } from './text.js';

/** The signed-in page: ties the phone to the panels. One call at a time. */
export class Softphone {
  private readonly dialer = new Dialer((target) => this.dial(target));
  private readonly panel = new CallPanel();
  private readonly incoming = new IncomingPanel((call) => void this.answer(call));
  private readonly ringer = new Ringer();
  private readonly audio = byId<HTMLAudioElement>('remote-audio');
  private contacts: readonly Contact[] = [];
  private phone: Phone | undefined;
  private call: Call | undefined;

  start(phone: Phone, settings: Settings): void {
    this.phone = phone;
    const { number, uri } = phone.identity;
    // Nobody needs an entry to call themselves.
    this.contacts = settings.contacts.filter((contact) => contact.number !== number);
    byId('my-name').textContent = uri.replace(/^sips?:|@.*$/g, '');
    byId('my-number').textContent = number ?? uri;
    this.dialer.offer(this.contacts);
    this.refresh();
    phone.on('state', () => this.refresh());
    phone.on('incoming', (call) => this.ring(call));
    byId('number').focus();
  }

  private refresh(): void {
    const { state, error } = this.phone ?? {};
    if (state === undefined) {
      return;
    }
    const registration = byId('registration');
    const retrying = state === 'connecting' && error !== undefined;
    registration.textContent = REGISTRATION[retrying ? 'reconnecting' : state];
    registration.dataset['state'] = state;
    registration.title = error === undefined ? '' : messageOf(error);
    this.dialer.enabled = state === 'registered' && this.call === undefined;
    if (state === 'refused' && error !== undefined) {
      notice(messageOf(error));
    }
  }

  private dial(target: string): void {
    notice('');
    try {
      const call = this.phone?.call(target);
      if (call !== undefined) {
        this.take(call);
      }
    } catch (error) {
      notice(messageOf(error));
    }
  }

  private ring(call: Call): void {
    if (this.call !== undefined) {
      call.reject('busy');
      return;
    }
    this.call = call;
    this.incoming.show(call, this.nameOf(call));
    this.ringer.ring();
    call.on('ended', (end) => this.ended(call, end));
  }

  private async answer(call: Call): Promise<void> {
    this.incoming.hide();
    this.ringer.stop();
    notice('');
    this.follow(call);
    await call.answer().catch(() => undefined); // it ended meanwhile, and 'ended' tells so
  }

  private take(call: Call): void {
    this.call = call;
    call.on('ended', (end) => this.ended(call, end));
    this.follow(call);
  }

  /** From here on the call is on the screen and on the loudspeaker. */
  private follow(call: Call): void {
    this.dialer.shown = false;
    this.refresh();
    this.panel.show(call, this.nameOf(call));
    call.playOn(this.audio);
    call.on('state', (state) => {
      const silent = call.remoteStream === undefined || call.remoteStream.getTracks().length === 0;
      if (state === 'ringing' && silent) {
        this.ringer.ringback();
      } else {
        this.ringer.stop();
      }
    });
  }

  private ended(call: Call, { error }: CallEnd): void {
    if (this.call !== call) {
      return;
    }
    this.call = undefined;
    this.ringer.stop();
    this.incoming.hide();
    this.audio.srcObject = null;
    const wasShown = byId('dialer').hidden;
    this.panel.show(undefined, '');
    this.dialer.shown = true;
    this.refresh();
    if (wasShown) {
      byId('number').focus();
    }
    if (error !== undefined) {
      notice(messageOf(error));
    }
  }

  private nameOf({ party }: Call): string {
    const known = this.contacts.find(({ number }) => number === party.number);
    return known?.name ?? party.name;
  }
}
