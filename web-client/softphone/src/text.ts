// SPDX-License-Identifier: Apache-2.0
import { WicError, type PhoneState, type WicErrorCode } from '@ringway/wic';
import type { Visit } from './server.js';

/** Everything the page says by itself, in one place so that a second language is a second table. */
export const REGISTRATION: Record<PhoneState, string> = {
  connecting: 'Connecting…',
  registered: 'Ready',
  reconnecting: 'Reconnecting…',
  refused: 'Not registered',
  closed: 'Signed out',
};

/** Why somebody could not call without signing in. */
export const VISIT: Record<Exclude<Visit, 'welcome'>, string> = {
  full: 'All lines are taken at the moment. Please try again in a few minutes.',
  'too-many': 'There are many callers from your network just now. Please try again in a minute.',
  failed: 'The server cannot be reached at the moment. Please try again shortly.',
};

const ERRORS: Record<WicErrorCode, string> = {
  'signed-out': 'You have been signed out. Please sign in again.',
  'access-failed': 'The server cannot be reached at the moment. Please try again shortly.',
  unreachable: 'There is no connection to the telephone network. Trying again…',
  'token-refused': 'The telephone network does not accept this sign-in. Please sign in again.',
  'registration-refused': 'The telephone network refused to register this phone.',
  'not-registered': 'This phone is not registered yet. Please wait until it says “Ready”.',
  'bad-target': 'This is not a number or name that can be called.',
  'wrong-state': 'This is not possible just now.',
  unsupported: 'This browser cannot make calls here. Use a current browser over a secure connection.',
  'microphone-denied':
    'The microphone is blocked. Allow it for this site in the address bar, then call again.',
  'microphone-missing': 'No microphone was found. Connect one, then call again.',
  'microphone-busy': 'The microphone cannot be used. Is another program using it?',
  'unknown-number': 'This number is not in service.',
  busy: 'The line is busy.',
  declined: 'The call was declined.',
  'no-answer': 'Nobody answered.',
  unavailable: 'This number cannot be reached at the moment.',
  forbidden: 'Calls to this number are not allowed.',
  'media-refused': 'The two phones have no sound format in common.',
  'media-failed': 'No sound connection could be made. A firewall may be in the way.',
  lost: 'The connection was lost, and the call with it.',
  'edge-refused': 'The telephone network closed the connection. Trying again later.',
  'transfer-failed': 'The call was not transferred. You are still connected.',
  'video-refused': 'The other end takes no video.',
  'camera-denied': 'The camera is blocked. Allow it for this site in the address bar.',
  'camera-missing': 'No camera was found.',
  'too-long': 'This message is too long.',
  network: 'The telephone network has a problem. Please try again.',
};

export const CALL = {
  starting: 'Starting…',
  calling: 'Calling…',
  ringing: 'Ringing…',
  answering: 'Connecting…',
  connected: 'In call',
} as const;

const UNEXPECTED = 'Something went wrong in this page. Reload it to go on.';

export function messageOf(error: unknown): string {
  return error instanceof WicError ? ERRORS[error.code] : UNEXPECTED;
}

export const incomingTitle = (name: string): string => `${name} is calling`;
