// SPDX-License-Identifier: Apache-2.0
import type { Call } from '@ringway/wic';
import { modified } from './dialer.js';
import { duration, initials, meterShare } from './format.js';
import { fillPad } from './pad.js';
import { byId, notice } from './page.js';
import { CALL, messageOf } from './text.js';

const REFRESH_MS = 150;

/** The call under way: who, how long, how loud; mute, keypad, hang up. */
export class CallPanel {
  private call: Call | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly mute = byId<HTMLButtonElement>('mute');
  private readonly keypad = byId<HTMLButtonElement>('keypad');

  constructor() {
    this.mute.addEventListener('click', () => this.toggleMute());
    this.keypad.addEventListener('click', () => this.showKeypad(byId('tones').hidden !== false));
    byId('hang-up').addEventListener('click', () => this.call?.hangup());
    fillPad(byId('tone-pad'), (digit) => this.sendTone(digit));
    document.addEventListener('keydown', (event) => this.key(event));
  }

  /** Shows this call until another one, or none, is to be shown. */
  show(call: Call | undefined, name: string): void {
    clearInterval(this.timer);
    this.call = call;
    byId('call-panel').hidden = call === undefined;
    if (call === undefined) {
      return;
    }
    byId('call-avatar').textContent = initials(name);
    byId('call-name').textContent = name;
    const number = call.party.number ?? '';
    byId('call-number').textContent = number === name ? '' : number;
    byId('sent-tones').textContent = '';
    this.showKeypad(false);
    this.refresh();
    byId('call-name').focus(); // the button that had the focus is gone
    call.on('state', () => this.refresh());
    this.timer = setInterval(() => void this.tick(), REFRESH_MS);
  }

  private refresh(): void {
    const call = this.call;
    if (call === undefined || call.state === 'ended') {
      return;
    }
    const connected = call.state === 'connected';
    const starting = call.direction === 'incoming' ? CALL.answering : CALL.calling;
    byId('call-state').textContent = call.state === 'starting' ? starting : CALL[call.state];
    byId('call-timer').hidden = !connected;
    byId('call-level').hidden = !connected;
    this.mute.disabled = !connected;
    this.keypad.disabled = !connected;
    this.mute.setAttribute('aria-pressed', String(call.muted));
    this.level(0);
    void this.tick();
  }

  private async tick(): Promise<void> {
    const call = this.call;
    if (call?.state !== 'connected' || call.startedAt === undefined) {
      return;
    }
    byId('call-timer').textContent = duration(Date.now() - call.startedAt.getTime());
    const statistics = await call.statistics();
    if (call === this.call) {
      this.level(meterShare(statistics?.level ?? 0));
    }
  }

  private level(share: number): void {
    const meter = byId('call-level');
    meter.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    (meter.firstElementChild as HTMLElement).style.transform = `scaleX(${share.toFixed(2)})`;
  }

  private toggleMute(): void {
    this.call?.mute(!this.call.muted);
    this.mute.setAttribute('aria-pressed', String(this.call?.muted ?? false));
  }

  private showKeypad(shown: boolean): void {
    byId('tones').hidden = !shown;
    this.keypad.setAttribute('aria-expanded', String(shown));
  }

  private sendTone(digit: string): void {
    try {
      this.call?.dtmf(digit);
      byId('sent-tones').textContent += digit;
    } catch (error) {
      notice(messageOf(error));
    }
  }

  /** Digits are tones and M mutes while a call is shown. */
  private key(event: KeyboardEvent): void {
    const covered = byId('phone').hidden || !byId('incoming').hidden;
    if (this.call?.state !== 'connected' || covered || modified(event) || event.repeat) {
      return;
    }
    if (/^[\d*#]$/.test(event.key)) {
      this.showKeypad(true);
      this.sendTone(event.key);
    } else if (event.key.toLowerCase() === 'm') {
      this.toggleMute();
    }
  }
}
