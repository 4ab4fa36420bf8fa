// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import * as jose from 'jose';
import * as oidc from 'openid-client';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';

/** The problem the attempt ends with. */
async function problemOf(attempt) {
  try {
    await attempt;
  } catch (problem) {
    return problem;
  }
  throw new Error('was not refused');
}

/** The attempt is refused with this error in the words of RFC 6749 §5.2. */
async function refused(error, attempt) {
  const problem = await problemOf(attempt);
  // A 401 with a challenge is told apart by the library; the error is still in the body.
  const said = problem.error ?? (await problem.response?.json())?.error;
  assert.equal(said, error, problem.stack);
}

/** Of a certificate, as RFC 8705 §3.1 has it in a token. */
function thumbprint(pem) {
  return createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
}

/** Each flow by its name: what a client library that knows nothing of Ringway gets to do. */
export const flows = {
  'discovery finds every endpoint under the issuer': async (setting) => {
    const config = await setting.client();
    const metadata = config.serverMetadata();

    assert.equal(metadata.issuer, setting.issuer);
    for (const [name, value] of Object.entries(metadata)) {
      if (name.endsWith('_endpoint') || name === 'jwks_uri') {
        assert.equal(new URL(value).origin, setting.issuer, name);
      }
    }
    assert.deepEqual(metadata.response_types_supported, ['code']);
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
    assert.deepEqual(metadata.grant_types_supported.toSorted(), [
      'authorization_code',
      'client_credentials',
      'refresh_token',
      TOKEN_EXCHANGE,
    ]);
    assert.ok(metadata.token_endpoint_auth_methods_supported.includes('private_key_jwt'));
  },

  'RFC 8414 metadata says the same as OpenID discovery': async (setting) => {
    const oauth = await oidc.discovery(
      new URL(setting.issuer),
      'wwsf',
      {},
      oidc.ClientSecretBasic(setting.secret),
      { algorithm: 'oauth2', execute: [oidc.allowInsecureRequests] },
    );
    const openid = await setting.client();

    assert.deepEqual(oauth.serverMetadata().token_endpoint, openid.serverMetadata().token_endpoint);
    assert.deepEqual(oauth.serverMetadata().jwks_uri, openid.serverMetadata().jwks_uri);
  },

  'code with PKCE brings tokens for the user who signed in': async (setting) => {
    const config = await setting.client();
    const tokens = await setting.signIn(config);

    assert.equal(tokens.token_type, 'bearer');
    assert.equal(tokens.claims().sub, setting.user);
    assert.ok(tokens.refresh_token);
    assert.ok(tokens.expires_in > 0);
  },

  'access token is a JWT of RFC 9068 signed with a published key': async (setting) => {
    const config = await setting.client();
    const tokens = await setting.signIn(config);
    const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
    const { payload, protectedHeader } = await jose.jwtVerify(tokens.access_token, keys, {
      issuer: setting.issuer,
      audience: 'sip:ims.example.net',
      typ: 'at+jwt',
      requiredClaims: ['sub', 'client_id', 'iat', 'exp', 'jti', 'scope', 'impi', 'impus'],
    });

    assert.ok(protectedHeader.kid);
    assert.equal(payload.client_id, 'wwsf');
    assert.equal(payload.exp - payload.iat, tokens.expires_in);
  },

  'answer names its issuer and an answer of another issuer is refused': async (setting) => {
    const config = await setting.client();
    const { checks, parameters } = await setting.request(config);
    const answer = await setting
      .browser()
      .visit(oidc.buildAuthorizationUrl(config, parameters), setting.redirectUri);

    assert.equal(answer.searchParams.get('iss'), setting.issuer);
    answer.searchParams.set('iss', 'https://mix-up.example.org');
    const problem = await problemOf(oidc.authorizationCodeGrant(config, answer, checks));
    assert.match(problem.cause.message, /"iss"/);
  },

  'code without the right verifier is refused': async (setting) => {
    const config = await setting.client();
    const { checks, parameters } = await setting.request(config);
    const answer = await setting
      .browser()
      .visit(oidc.buildAuthorizationUrl(config, parameters), setting.redirectUri);
    checks.pkceCodeVerifier = oidc.randomPKCECodeVerifier();

    await refused('invalid_grant', oidc.authorizationCodeGrant(config, answer, checks));
  },

  'request without PKCE comes back as invalid_request': async (setting) => {
    const config = await setting.client();
    const { checks, parameters } = await setting.request(config);
    delete parameters.code_challenge;
    delete parameters.code_challenge_method;
    const answer = await setting
      .browser()
      .visit(oidc.buildAuthorizationUrl(config, parameters), setting.redirectUri);

    await refused('invalid_request', oidc.authorizationCodeGrant(config, answer, checks));
  },

  'implicit grant comes back as unsupported_response_type': async (setting) => {
    const config = await setting.client();
    const { checks, parameters } = await setting.request(config, { response_type: 'token' });
    const answer = await setting
      .browser()
      .visit(oidc.buildAuthorizationUrl(config, parameters), setting.redirectUri);
    const said = new URLSearchParams(answer.hash.slice(1) || answer.search);

    assert.equal(said.get('error'), 'unsupported_response_type');
    assert.equal(said.get('state'), checks.expectedState);
  },

  'refresh token is changed at each use': async (setting) => {
    const config = await setting.client();
    const first = await setting.signIn(config);
    const second = await oidc.refreshTokenGrant(config, first.refresh_token);
    const third = await oidc.refreshTokenGrant(config, second.refresh_token);

    assert.equal(new Set([first, second, third].map((tokens) => tokens.refresh_token)).size, 3);
    assert.equal(third.claims().sub, setting.user);
  },

  'replayed refresh token ends its whole family': async (setting) => {
    const config = await setting.client();
    const first = await setting.signIn(config);
    const second = await oidc.refreshTokenGrant(config, first.refresh_token);

    await refused('invalid_grant', oidc.refreshTokenGrant(config, first.refresh_token));
    await refused('invalid_grant', oidc.refreshTokenGrant(config, second.refresh_token));
  },

  'wrong client secret is invalid_client': async (setting) => {
    const config = await setting.client('wwsf', oidc.ClientSecretBasic('not the secret at all'));

    await refused('invalid_client', oidc.refreshTokenGrant(config, 'any'));
  },

  'pushed request is answered as one sent through the browser': async (setting) => {
    const config = await setting.client();
    const { checks, parameters } = await setting.request(config);
    const address = await oidc.buildAuthorizationUrlWithPAR(config, parameters);

    assert.deepEqual([...address.searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const answer = await setting.browser().visit(address, setting.redirectUri);
    const tokens = await oidc.authorizationCodeGrant(config, answer, checks);
    assert.equal(tokens.claims().sub, setting.user);
  },

  'pushed request with a foreign redirect URI is refused at once': async (setting) => {
    const config = await setting.client();
    const { parameters } = await setting.request(config, {
      redirect_uri: 'https://phone.example.org/callback',
    });

    const problem = await problemOf(oidc.buildAuthorizationUrlWithPAR(config, parameters));
    assert.match(problem.error, /^invalid_re(quest|direct_uri)$/);
  },

  'client credentials bring a token of the client itself': async (setting) => {
    const config = await setting.client();
    const tokens = await oidc.clientCredentialsGrant(config);

    assert.ok(tokens.access_token);
    assert.equal(tokens.refresh_token, undefined); // RFC 6749 §4.4.3
    assert.equal(jose.decodeJwt(tokens.access_token).client_id, 'wwsf');
  },

  'introspection tells an authenticated caller whose token it is': async (setting) => {
    const config = await setting.client();
    const tokens = await setting.signIn(config);
    const said = await oidc.tokenIntrospection(await setting.resource(), tokens.access_token);

    assert.equal(said.active, true);
    assert.equal(said.sub, setting.user);
    assert.equal(said.client_id, 'wwsf');
    assert.equal(said.impi, jose.decodeJwt(tokens.access_token).impi);
  },

  'introspection of an unknown token says inactive and nothing more': async (setting) => {
    const config = await setting.resource();

    assert.deepEqual(await oidc.tokenIntrospection(config, 'of nobody'), { active: false });
  },

  'introspection of a reference token tells the same as a JWT would': async (setting) => {
    const config = await setting.client('wwsf-reference');
    const tokens = await setting.signIn(config);
    const said = await oidc.tokenIntrospection(await setting.resource(), tokens.access_token);

    assert.throws(() => jose.decodeJwt(tokens.access_token));
    assert.equal(said.active, true);
    assert.equal(said.iss, setting.issuer);
    assert.equal(said.aud, 'sip:ims.example.net');
    assert.equal(said.exp - said.iat, tokens.expires_in);
    assert.ok(said.impi && said.impus);
  },

  'introspection refuses a caller it does not know': async (setting) => {
    const config = await setting.client('wwsf', oidc.ClientSecretBasic('not the secret at all'));

    await refused('invalid_client', oidc.tokenIntrospection(config, 'of nobody'));
  },

  'introspection refuses a client that may not look into tokens': async (setting) => {
    const config = await setting.client();

    await refused('unauthorized_client', oidc.tokenIntrospection(config, 'of nobody'));
  },

  'revoked access token is inactive': async (setting) => {
    const config = await setting.client();
    const tokens = await setting.signIn(config);
    await oidc.tokenRevocation(config, tokens.access_token);

    const said = await oidc.tokenIntrospection(await setting.resource(), tokens.access_token);
    assert.deepEqual(said, { active: false });
  },

  'revoked refresh token takes its access tokens along': async (setting) => {
    const config = await setting.client();
    const tokens = await setting.signIn(config);
    await oidc.tokenRevocation(config, tokens.refresh_token, {
      token_type_hint: 'refresh_token',
    });

    await refused('invalid_grant', oidc.refreshTokenGrant(config, tokens.refresh_token));
    const said = await oidc.tokenIntrospection(await setting.resource(), tokens.access_token);
    assert.deepEqual(said, { active: false });
  },

  'token of another client is not revoked': async (setting) => {
    const config = await setting.client();
    const tokens = await setting.signIn(config);
    const other = await setting.client('wwsf-reference');

    await refused('unauthorized_client', oidc.tokenRevocation(other, tokens.access_token));
    const said = await oidc.tokenIntrospection(await setting.resource(), tokens.access_token);
    assert.equal(said.active, true);
  },

  'revocation of an unknown token succeeds': async (setting) => {
    const config = await setting.client();

    await oidc.tokenRevocation(config, 'of nobody');
  },

  'user information is of the user of the token': async (setting) => {
    const config = await setting.client();
    const tokens = await setting.signIn(config);
    const said = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);

    assert.equal(said.sub, setting.user);
  },

  'user information of a made-up token is refused with a challenge': async (setting) => {
    const config = await setting.client();

    const problem = await problemOf(oidc.fetchUserInfo(config, 'made.up.token', 'alice'));
    assert.equal(problem.status, 401);
    assert.equal(problem.cause[0].scheme, 'bearer');
    assert.equal(problem.cause[0].parameters.error, 'invalid_token');
  },

  'client with a key proves itself by a signed assertion': async (setting) => {
    const config = await setting.keyClient();
    const tokens = await setting.signIn(config);

    assert.equal(jose.decodeJwt(tokens.access_token).client_id, 'wwsf-key');
    assert.ok(await oidc.refreshTokenGrant(config, tokens.refresh_token));
  },

  'client with a certificate proves itself in TLS and its tokens are bound to it': async (
    setting,
  ) => {
    const config = await setting.certificateClient();
    const metadata = config.serverMetadata();
    assert.ok(metadata.token_endpoint_auth_methods_supported.includes('tls_client_auth'));
    assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);

    const tokens = await setting.signIn(config, setting.secureBrowser());
    const claims = jose.decodeJwt(tokens.access_token);
    assert.equal(claims.client_id, 'wwsf-certificate');
    assert.equal(claims.cnf['x5t#S256'], thumbprint(setting.certificate.cert));
    const said = await oidc.tokenIntrospection(config, tokens.access_token);
    assert.equal(said.active, true);
    assert.equal(said.cnf['x5t#S256'], thumbprint(setting.certificate.cert));
    assert.ok(await oidc.refreshTokenGrant(config, tokens.refresh_token));
    await oidc.tokenRevocation(config, tokens.access_token);
    const after = await oidc.tokenIntrospection(config, tokens.access_token);
    assert.deepEqual(after, { active: false });
  },

  'client with a certificate pushes its request and gets a token of its own': async (setting) => {
    const config = await setting.certificateClient();
    const { parameters } = await setting.request(config);
    const address = await oidc.buildAuthorizationUrlWithPAR(config, parameters);
    assert.equal(address.searchParams.get('client_id'), 'wwsf-certificate');

    const tokens = await oidc.clientCredentialsGrant(config);
    assert.equal(
      jose.decodeJwt(tokens.access_token).cnf['x5t#S256'],
      thumbprint(setting.certificate.cert),
    );
  },

  'client that should show a certificate and shows none is refused': async (setting) => {
    const config = await setting.certificateClient({});

    await refused('invalid_client', oidc.clientCredentialsGrant(config));
    await refused('invalid_client', oidc.tokenIntrospection(config, 'of nobody'));
  },

  'certificate of the right name by an unknown authority gets no token': async (setting) => {
    const problem = await problemOf(setting.certificateClient(setting.otherCertificate));

    // Already the handshake ends.
    assert.match(String((problem.cause ?? problem).code), /^(ERR_SSL_.*ALERT|ECONNRESET)/);
    assert.ok(await oidc.clientCredentialsGrant(await setting.certificateClient()));
  },

  'user of another provider signs in there and is known here': async (setting) => {
    const config = await setting.client();
    const tokens = await setting.signIn(config, setting.browserToUpstream());

    assert.equal(tokens.claims().sub, setting.user);
    assert.equal(tokens.claims().iss, setting.issuer);
  },

  'token of the other provider is exchanged for one of the WAF': async (setting) => {
    const config = await setting.client();
    await setting.signIn(config, setting.browserToUpstream()); // links the two accounts
    const there = await setting.signIn(await setting.upstreamClient());
    const tokens = await oidc.genericGrantRequest(config, TOKEN_EXCHANGE, {
      subject_token: there.id_token,
      subject_token_type: ID_TOKEN,
      requested_token_type: ACCESS_TOKEN,
      scope: 'ims.register',
    });

    assert.equal(tokens.issued_token_type, ACCESS_TOKEN);
    assert.equal(jose.decodeJwt(tokens.access_token).iss, setting.issuer);
    assert.equal(jose.decodeJwt(tokens.access_token).sub, setting.user);
  },

  'token nobody has signed is not exchanged': async (setting) => {
    const config = await setting.client();
    const there = await setting.signIn(await setting.upstreamClient());
    const { privateKey } = await jose.generateKeyPair('ES256');
    const forged = await new jose.SignJWT(jose.decodeJwt(there.id_token))
      .setProtectedHeader(jose.decodeProtectedHeader(there.id_token))
      .sign(privateKey);

    // RFC 8693 §2.2.2
    await refused(
      'invalid_request',
      oidc.genericGrantRequest(config, TOKEN_EXCHANGE, {
        subject_token: forged,
        subject_token_type: ID_TOKEN,
        scope: 'ims.register',
      }),
    );
  },

  'second sign-in of a browser needs no password': async (setting) => {
    const config = await setting.client();
    const browser = setting.browser();
    await setting.signIn(config, browser);
    const { checks, parameters } = await setting.request(config, { prompt: 'none' });
    const answer = await browser.visit(
      oidc.buildAuthorizationUrl(config, parameters),
      setting.redirectUri,
    );

    assert.ok(await oidc.authorizationCodeGrant(config, answer, checks));
  },

  'logout ends the session and leads back to the client': async (setting) => {
    const config = await setting.client();
    const browser = setting.browser();
    const tokens = await setting.signIn(config, browser);
    const goodbye = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: setting.loggedOutUri,
      state: 'bye',
    });
    const end = await browser.visit(goodbye, setting.loggedOutUri);
    const { checks, parameters } = await setting.request(config, { prompt: 'none' });
    const answer = await browser.visit(
      oidc.buildAuthorizationUrl(config, parameters),
      setting.redirectUri,
    );

    assert.equal(end.searchParams.get('state'), 'bye');
    await refused('login_required', oidc.authorizationCodeGrant(config, answer, checks));
  },
};
