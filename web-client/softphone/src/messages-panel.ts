// SPDX-License-Identifier: Apache-2.0
import type { Message, Phone } from '@ringway/wic';
import { byId, element, notice } from './page.js';
import { filled, messageOf, words } from './text.js';

const MOST_SHOWN = 200;

/** Short messages of this visit; they are not kept. */
export class MessagesPanel {
  private readonly to = byId<HTMLInputElement>('message-to');
  private readonly text = byId<HTMLInputElement>('message-text');
  private phone: Phone | undefined;

  constructor(private readonly nameOf: (number: string | undefined) => string | undefined) {
    byId<HTMLFormElement>('message-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
  }

  start(phone: Phone): void {
    this.phone = phone;
  }

  received({ from, text, contentType }: Message): void {
    if (contentType === 'text/plain') {
      this.show(this.nameOf(from.number) ?? from.name, text, 'in');
      if (this.to.value === '') {
        this.to.value = from.number ?? from.uri;
      }
    }
  }

  private async send(): Promise<void> {
    const [to, text] = [this.to.value.trim(), this.text.value];
    notice('');
    try {
      await this.phone?.message(to, text);
      this.show(filled(words().sent, { name: this.nameOf(to) ?? to }), text, 'out');
      this.text.value = '';
    } catch (error) {
      notice(messageOf(error));
    }
  }

  private show(who: string, text: string, way: 'in' | 'out'): void {
    const list = byId('message-list');
    const entry = element('li', { className: way }, element('strong', {}, who), element('p', {}, text));
    list.append(entry);
    if (list.children.length > MOST_SHOWN) {
      list.firstElementChild?.remove();
    }
    byId('no-messages').hidden = true;
    entry.scrollIntoView({ block: 'nearest' });
  }
}
