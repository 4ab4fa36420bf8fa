// SPDX-License-Identifier: Apache-2.0
import type { UA } from 'jssip';
import type { IncomingRequest, IncomingResponse } from 'jssip/lib/SIPMessage.js';
import { messageError, WicError } from './errors.js';
import { remoteParty, type Party } from './party.js';

/** A short message that came in (RFC 3428). */
export interface Message {
  readonly from: Party;
  readonly text: string;
  /** As in `text/plain`. */
  readonly contentType: string;
  readonly receivedAt: Date;
}

export function sendMessage(
  ua: UA,
  target: string,
  text: string,
  contentType: string,
  extraHeaders: string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = ({ response }: { response: IncomingResponse | null }) =>
      reject(
        response === null
          ? new WicError('network', 'the message got no answer')
          : messageError(response.status_code),
      );
    const eventHandlers = { succeeded: () => resolve(), failed };
    ua.sendMessage(target, text, { contentType, extraHeaders, eventHandlers });
  });
}

export function messageIn(request: IncomingRequest): Message {
  return {
    from: remoteParty(request.getHeaders('P-Asserted-Identity'), request.getHeader('From')),
    text: request.body ?? '',
    contentType: (request.getHeader('Content-Type') ?? 'text/plain').split(';')[0]!.trim(),
    receivedAt: new Date(),
  };
}
