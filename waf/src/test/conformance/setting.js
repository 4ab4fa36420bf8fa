// SPDX-License-Identifier: Apache-2.0

import * as oidc from 'openid-client';
import { Browser } from './browser.js';
import { secureFetch } from './secure-fetch.js';

/** What the flows share: who the WAF is, who its clients and users are. */
export class Setting {
  constructor(given) {
    Object.assign(this, given);
  }

  /** The client as openid-client sees it after discovery. */
  async client(id = 'wwsf', authentication = undefined, issuer = this.issuer) {
    authentication ??= oidc.ClientSecretBasic(this.secret);
    return oidc.discovery(new URL(issuer), id, {}, authentication, {
      execute: [oidc.allowInsecureRequests], // the WAF of the test listens on loopback
    });
  }

  /** An eP-CSCF: it signs nobody in and may look into tokens. */
  async resource() {
    return this.client('ep-cscf');
  }

  /** The client that proves itself with a key (RFC 7523). */
  async keyClient() {
    const jwk = this.clientKey;
    const key = await crypto.subtle.importKey(
      'jwk',
      jwk,
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    );
    return this.client('wwsf-key', oidc.PrivateKeyJwt({ key, kid: jwk.kid }));
  }

  /** The client that shows a certificate in TLS (RFC 8705), to the WAF that asks for one. */
  async certificateClient(certificate = this.certificate) {
    return oidc.discovery(
      new URL(this.secureIssuer),
      'wwsf-certificate',
      {},
      oidc.TlsClientAuth(),
      { [oidc.customFetch]: secureFetch(this.authority, certificate) },
    );
  }

  /** A browser at the WAF that speaks TLS; it has no certificate to show. */
  secureBrowser() {
    return new Browser(this.user, this.password, undefined, secureFetch(this.authority));
  }

  /** A client of the provider whose users the WAF takes. */
  async upstreamClient() {
    return this.client('phone', undefined, this.upstream);
  }

  browser() {
    return new Browser(this.user, this.password);
  }

  /** A browser whose user goes to the other provider instead of typing a password here. */
  browserToUpstream() {
    return new Browser(this.user, this.password, '/upstream/second');
  }

  /** A fresh authorization request and what its answer is to be checked against. */
  async request(config, more = {}) {
    const checks = {
      pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
      idTokenExpected: true,
    };
    const parameters = {
      redirect_uri: this.redirectUri,
      scope: 'openid ims.register',
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      ...more,
    };
    return { checks, parameters };
  }

  /** Signs the user in and exchanges the code. */
  async signIn(config, browser = this.browser()) {
    const { checks, parameters } = await this.request(config);
    const answer = await browser.visit(
      oidc.buildAuthorizationUrl(config, parameters),
      this.redirectUri,
    );
    return oidc.authorizationCodeGrant(config, answer, checks);
  }
}
