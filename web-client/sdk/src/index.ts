// SPDX-License-Identifier: Apache-2.0

/** @ringway/wic: the WebRTC IMS client of 3GPP TS 24.371 for browsers. */
export { connect, Phone } from './phone.js';
export type { Identity, PhoneEvents, PhoneOptions, PhoneState } from './phone-types.js';
export { Call } from './call.js';
export type { CallEnd, CallEvents, CallMedia, CallState, Hold, Pictures } from './call-types.js';
export type { PictureSource } from './camera.js';
export { listDevices } from './devices.js';
export type { Device, Devices } from './devices.js';
export { WicError } from './errors.js';
export type { WicErrorCode } from './errors.js';
export { accessFrom, parseAccess } from './access.js';
export type { Access, AccessSource } from './access.js';
export { numberOf } from './party.js';
export type { Party } from './party.js';
export type { CallStorage } from './saved-calls.js';
export type { Message } from './message.js';
export { estimateMos, QualityMeter } from './quality.js';
export type { Quality } from './quality.js';
export type { CallStatistics } from './statistics.js';
export { toSipUri } from './target.js';
export type { TransferRequest } from './transfer.js';
