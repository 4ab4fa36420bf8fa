// SPDX-License-Identifier: Apache-2.0
import { listDevices, type Device, type Phone } from '@ringway/wic';
import { autoLogin } from './auto-login.js';
import { checkMicrophone, checkNetwork, type NetworkWay } from './check.js';
import { meterShare } from './format.js';
import { byId, element, showLevel } from './page.js';
import { preferences, type Preferences } from './preferences.js';
import { filled, language, messageOf, translatePage, words } from './text.js';

/** What the user chooses, and the check before the first call. */
export class SettingsPanel {
  private readonly dialog = byId<HTMLDialogElement>('settings');
  private phone: Phone | undefined;

  /** @param translated told after the language changed */
  constructor(private readonly translated: () => void) {
    byId('open-settings').addEventListener('click', () => void this.open());
    byId('close-settings').addEventListener('click', () => this.dialog.close());
    byId('check').addEventListener('click', () => void this.check());
    this.choose('language', (value) => ({ language: value as 'en' | 'de' }));
    this.choose('theme', (value) => ({ theme: value as 'light' | 'dark' }));
    this.choose('microphone', (value) => ({ microphone: value }));
    this.choose('speaker', (value) => ({ speaker: value }));
    byId<HTMLInputElement>('notify').addEventListener('change', ({ target }) => void this.notify(target));
    byId<HTMLInputElement>('auto-login').addEventListener('change', ({ target }) => {
      autoLogin.on = (target as HTMLInputElement).checked;
    });
    this.apply();
  }

  start(phone: Phone): void {
    this.phone = phone;
  }

  private async open(): Promise<void> {
    const { theme = '', microphone = '', speaker = '', notify = false } = preferences.get();
    byId<HTMLSelectElement>('language').value = language();
    byId<HTMLSelectElement>('theme').value = theme;
    byId<HTMLInputElement>('notify').checked = notify;
    byId<HTMLInputElement>('auto-login').checked = autoLogin.on;
    const { microphones, speakers } = await listDevices();
    this.offer('microphone', microphones, microphone);
    this.offer('speaker', speakers, speaker);
    this.dialog.showModal();
  }

  private offer(id: string, devices: readonly Device[], chosen: string): void {
    const named = devices.filter((device) => device.id !== 'default');
    const options = named.map((device, index) =>
      element('option', { value: device.id }, device.label === '' ? `${index + 1}` : device.label),
    );
    const select = byId<HTMLSelectElement>(id);
    select.replaceChildren(element('option', { value: '' }, words().systemDevice), ...options);
    select.value = chosen;
    if (select.selectedIndex < 0) {
      select.value = '';
    }
  }

  private choose(id: string, made: (value: string) => Partial<Preferences>): void {
    byId<HTMLSelectElement>(id).addEventListener('change', ({ target }) => {
      const { value } = target as HTMLSelectElement;
      const { [id as keyof Preferences]: _, ...others } = preferences.get();
      preferences.set(value === '' ? others : { ...others, ...made(value) });
      this.apply();
      if (id === 'microphone') {
        void this.phone?.useMicrophone(value).catch((error: unknown) => this.result(messageOf(error)));
      } else if (id === 'speaker') {
        this.phone?.useSpeaker(value);
      }
    });
  }

  private async notify(target: EventTarget | null): Promise<void> {
    const box = target as HTMLInputElement;
    const allowed = box.checked && (await Notification.requestPermission()) === 'granted';
    box.checked = allowed;
    preferences.set({ ...preferences.get(), notify: allowed });
  }

  private apply(): void {
    const { theme } = preferences.get();
    if (theme === undefined) {
      delete document.documentElement.dataset['theme'];
    } else {
      document.documentElement.dataset['theme'] = theme;
    }
    translatePage();
    this.translated();
  }

  private async check(): Promise<void> {
    const { microphone } = preferences.get();
    const constraints = microphone === undefined ? {} : { deviceId: { exact: microphone } };
    const meter = byId('check-level');
    this.result(words().check.running);
    byId('check-ways').replaceChildren();
    const network = checkNetwork(this.phone?.iceServers ?? []);
    const sound = await checkMicrophone(constraints, (level) => showLevel(meter, meterShare(level)))
      .then((heard) => words().check.microphone[heard ? 'ok' : 'silent'])
      .catch((error: unknown) => {
        const denied = error instanceof DOMException && error.name === 'NotAllowedError';
        return words().errors[denied ? 'microphone-denied' : 'microphone-missing'];
      });
    showLevel(meter, 0);
    const { verdict, ways } = await network;
    this.result(`${sound} ${words().check.network[verdict]}`);
    byId('check-ways').replaceChildren(...ways.map((way) => element('li', {}, wayText(way))));
  }

  private result(text: string): void {
    byId('check-result').textContent = text;
  }
}

function wayText({ kind, server, detail, milliseconds }: NetworkWay): string {
  return filled(words().check.ways[kind], { server, detail, time: String(milliseconds) });
}
