// SPDX-License-Identifier: Apache-2.0

/** What went wrong, in words a program can switch over. */
export type WicErrorCode =
  | 'signed-out'
  | 'access-failed'
  | 'unreachable'
  | 'token-refused'
  | 'registration-refused'
  | 'not-registered'
  | 'bad-target'
  | 'wrong-state'
  | 'unsupported'
  | 'microphone-denied'
  | 'microphone-missing'
  | 'microphone-busy'
  | 'unknown-number'
  | 'busy'
  | 'declined'
  | 'no-answer'
  | 'unavailable'
  | 'forbidden'
  | 'media-refused'
  | 'media-failed'
  | 'network'
  | 'lost'
  | 'edge-refused'
  | 'transfer-failed'
  | 'video-refused'
  | 'camera-denied'
  | 'camera-missing'
  | 'too-long';

/** The only error this library throws or reports. Its text never holds a token. */
export class WicError extends Error {
  override readonly name = 'WicError';
  readonly code: WicErrorCode;
  /** The SIP status behind it, when a SIP answer was the cause. */
  readonly status: number | undefined;

  constructor(code: WicErrorCode, message: string, status?: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** What a final answer to an INVITE means for the caller (RFC 3261 §21). */
export function callError(status: number, reason = ''): WicError {
  return new WicError(codeOf(status), `the call was answered ${status} ${reason}`.trim(), status);
}

function codeOf(status: number): WicErrorCode {
  switch (status) {
    case 401:
    case 407:
      return 'token-refused';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
    case 416:
    case 484:
    case 485:
    case 604:
      return 'unknown-number';
    case 408:
      return 'no-answer';
    case 430:
    case 480:
      return 'unavailable';
    case 415:
    case 488:
    case 606:
      return 'media-refused';
    case 486:
    case 600:
      return 'busy';
    case 603:
    case 607:
      return 'declined';
    default:
      return 'network';
  }
}

/** What the answer to a MESSAGE means; a number that takes none answers 405 or 501. */
export function messageError(status: number): WicError {
  const code =
    status === 413 || status === 513
      ? 'too-long'
      : status === 405 || status === 501
        ? 'unavailable'
        : codeOf(status);
  return new WicError(code, `the message was answered ${status}`, status);
}

/** What the answer to a REGISTER means; 401 and 403 as in RFC 8898 §2.2. */
export function registrationError(status: number, reason = ''): WicError {
  const code =
    status === 401 || status === 407
      ? 'token-refused'
      : status >= 500 || status === 408
        ? 'network'
        : 'registration-refused';
  return new WicError(code, `the registration was answered ${status} ${reason}`.trim(), status);
}
