// SPDX-License-Identifier: Apache-2.0

/** The element of index.html with this id; a missing one is a mistake of ours. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`index.html has no element #${id}`);
  }
  return element as T;
}

export type View = 'loading' | 'signed-out' | 'failed' | 'phone';

const VIEWS: readonly View[] = ['loading', 'signed-out', 'failed', 'phone'];

export function show(view: View): void {
  for (const id of VIEWS) {
    byId(id).hidden = id !== view;
  }
  byId('me').hidden = view !== 'phone';
}

/** A sentence at the top of the page; an empty one takes it away. */
export function notice(text: string): void {
  byId('notice-text').textContent = text;
  byId('notice').hidden = text === '';
}

const SVG = 'http://www.w3.org/2000/svg';

/** An icon of index.html, for markup made by script. */
export function icon(symbol: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#${symbol}`);
  svg.append(use);
  return svg;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A meter's bar and its value, from a share of 0 to 1. */
export function showLevel(meter: HTMLElement, share: number): void {
  meter.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  (meter.firstElementChild as HTMLElement).style.transform = `scaleX(${share.toFixed(2)})`;
}
