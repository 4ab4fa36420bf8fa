// SPDX-License-Identifier: Apache-2.0
import { QualityMeter, type Call } from '@ringway/wic';
import { modified, typing } from './dialer.js';
import { duration, grouped, initials, meterShare } from './format.js';
import { fillPad } from './pad.js';
import { byId, notice, showLevel } from './page.js';
import { PicturePanel } from './picture-panel.js';
import { filled, messageOf, words } from './text.js';

const REFRESH_MS = 150;
const QUALITY_EVERY = 7;

/** What the panel leaves to the one who knows all calls. */
export interface CallActions {
  swap(): void;
  /** Connects the two other ends and leaves. */
  join(): void;
  transfer(target: string): void;
  /** Calls the one to transfer to, the present call waits. */
  ask(target: string): void;
}

/** The call under way: who, how long, how loud, how good; and what can be done with it. */
export class CallPanel {
  private call: Call | undefined;
  private other: Call | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private off: (() => void)[] = [];
  private quality = new QualityMeter();
  private readonly pictures = new PicturePanel();
  private ticks = 0;
  private readonly mute = byId<HTMLButtonElement>('mute');
  private readonly hold = byId<HTMLButtonElement>('hold');
  private readonly keypad = byId<HTMLButtonElement>('keypad');
  private readonly transfer = byId<HTMLButtonElement>('transfer');
  private readonly target = byId<HTMLInputElement>('transfer-to');

  constructor(actions: CallActions) {
    this.mute.addEventListener('click', () => this.toggleMute());
    this.hold.addEventListener('click', () => void this.toggleHold());
    this.keypad.addEventListener('click', () => this.showKeypad(byId('tones').hidden !== false));
    this.transfer.addEventListener('click', () => this.showTransfer(byId('transfer-form').hidden !== false));
    byId('hang-up').addEventListener('click', () => this.call?.hangup());
    byId('swap').addEventListener('click', () => actions.swap());
    byId('join').addEventListener('click', () => actions.join());
    byId('transfer-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.useTarget((target) => actions.transfer(target));
    });
    byId('ask-first').addEventListener('click', () => this.useTarget((target) => actions.ask(target)));
    fillPad(byId('tone-pad'), (digit) => this.sendTone(digit));
    document.addEventListener('keydown', (event) => this.key(event));
  }

  /** Shows this call until another one, or none, is to be shown. */
  show(call: Call | undefined, name: string): void {
    clearInterval(this.timer);
    this.off.forEach((end) => end());
    this.call = call;
    byId('call-panel').hidden = call === undefined;
    this.pictures.show(call);
    if (call === undefined) {
      return;
    }
    byId('call-avatar').textContent = initials(name);
    byId('call-name').textContent = grouped(name);
    const number = call.party.number ?? '';
    byId('call-number').textContent = number === name ? '' : grouped(number);
    byId('sent-tones').textContent = '';
    byId('quality').hidden = true;
    this.quality = new QualityMeter();
    this.showKeypad(false);
    this.showTransfer(false);
    this.refresh();
    byId('call-name').focus(); // the button that had the focus is gone
    this.off = [
      call.on('state', () => this.refresh()),
      call.on('hold', () => this.refresh()),
      call.on('recovering', () => this.refresh()),
      call.on('picture', () => this.pictures.refresh()),
    ];
    this.timer = setInterval(() => void this.tick(), REFRESH_MS);
  }

  /** The call that waits meanwhile. */
  showOther(call: Call | undefined, name: string): void {
    this.other = call;
    byId('other-call').hidden = call === undefined;
    byId('other-name').textContent = filled(words().otherCall, { name: grouped(name) });
    this.refresh();
  }

  refresh(): void {
    const call = this.call;
    if (call === undefined || call.state === 'ended') {
      return;
    }
    const connected = call.state === 'connected';
    byId('call-state').textContent = this.stateText(call);
    byId('call-timer').hidden = !connected;
    byId('call-level').hidden = !connected;
    for (const button of [this.mute, this.hold, this.keypad, this.transfer]) {
      button.disabled = !connected;
    }
    byId<HTMLButtonElement>('swap').disabled = !connected;
    byId<HTMLButtonElement>('join').disabled = !connected || this.other?.state !== 'connected';
    this.mute.setAttribute('aria-pressed', String(call.muted));
    this.hold.setAttribute('aria-pressed', String(call.onHold.local));
    this.pictures.refresh();
    showLevel(byId('call-level'), 0);
    void this.tick();
  }

  private stateText(call: Call): string {
    const { call: text } = words();
    switch (call.state) {
      case 'starting':
        return call.direction === 'incoming' ? text.answering : text.calling;
      case 'connected':
        return call.recovering
          ? text.recovering
          : call.onHold.local
            ? text.held
            : call.onHold.remote
              ? text.heldByThem
              : text.connected;
      default:
        return text.ringing;
    }
  }

  private async tick(): Promise<void> {
    const call = this.call;
    if (call?.state !== 'connected' || call.startedAt === undefined) {
      return;
    }
    byId('call-timer').textContent = duration(Date.now() - call.startedAt.getTime());
    const statistics = await call.statistics();
    if (call !== this.call || statistics === undefined) {
      return;
    }
    showLevel(byId('call-level'), meterShare(statistics.level));
    if (this.ticks++ % QUALITY_EVERY === 0 && statistics.packetsReceived > 0) {
      const { mos, loss, word } = this.quality.add(statistics);
      byId('quality').hidden = false;
      byId('quality').dataset['word'] = word;
      byId('quality-word').textContent = words().quality[word];
      byId('quality-detail').textContent = filled(words().qualityDetail, {
        mos: mos.toFixed(1),
        loss: (loss * 100).toFixed(1),
        jitter: (statistics.jitter * 1000).toFixed(0),
        delay: statistics.roundTrip === undefined ? '–' : `${(statistics.roundTrip * 500).toFixed(0)} ms`,
        codec: statistics.codec ?? '–',
      });
    }
  }

  private toggleMute(): void {
    this.call?.mute(!this.call.muted);
    this.mute.setAttribute('aria-pressed', String(this.call?.muted ?? false));
  }

  private async toggleHold(): Promise<void> {
    const call = this.call;
    this.hold.disabled = true;
    try {
      await (call?.onHold.local === true ? call.resume() : call?.hold());
    } catch (error) {
      notice(messageOf(error));
    }
    this.refresh();
  }

  private showKeypad(shown: boolean): void {
    byId('tones').hidden = !shown;
    this.keypad.setAttribute('aria-expanded', String(shown));
  }

  private showTransfer(shown: boolean): void {
    byId('transfer-form').hidden = !shown;
    this.transfer.setAttribute('aria-expanded', String(shown));
    if (shown) {
      this.target.focus();
    }
  }

  private useTarget(use: (target: string) => void): void {
    const target = this.target.value.trim();
    if (target === '') {
      this.target.focus();
    } else {
      this.target.value = '';
      this.showTransfer(false);
      use(target);
    }
  }

  private sendTone(digit: string): void {
    try {
      this.call?.dtmf(digit);
      byId('sent-tones').textContent += digit;
    } catch (error) {
      notice(messageOf(error));
    }
  }

  /** Digits are tones, M mutes and H holds while a call is shown. */
  private key(event: KeyboardEvent): void {
    const covered = byId('phone').hidden || !byId('incoming').hidden || byId<HTMLDialogElement>('settings').open;
    if (this.call?.state !== 'connected' || covered || typing(event) || modified(event) || event.repeat) {
      return;
    }
    if (/^[\d*#]$/.test(event.key)) {
      this.showKeypad(true);
      this.sendTone(event.key);
    } else if (event.key.toLowerCase() === 'm') {
      this.toggleMute();
    } else if (event.key.toLowerCase() === 'h') {
      void this.toggleHold();
    }
  }
}
