-- Clients, requests they have pushed, and reference tokens.

CREATE TABLE clients (
  id VARCHAR(64) PRIMARY KEY,
  from_config BOOLEAN NOT NULL,
  method VARCHAR(32) NOT NULL,
  credential VARCHAR(32768) NOT NULL,
  origins VARCHAR(8192) NOT NULL,
  redirect_uris VARCHAR(8192) NOT NULL,
  scopes VARCHAR(8192) NOT NULL,
  pools VARCHAR(8192) NOT NULL,
  token_form VARCHAR(16) NOT NULL,
  may_introspect BOOLEAN NOT NULL,
  may_exchange BOOLEAN NOT NULL
);

-- Used assertions of private_key_jwt; the key is a hash of client and jti.
CREATE TABLE client_assertions (
  assertion VARCHAR(43) PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
CREATE INDEX client_assertions_expiry ON client_assertions (expires_at);

-- Pushed authorization requests; the key is a hash of request_uri.
CREATE TABLE pushed_requests (
  request VARCHAR(43) PRIMARY KEY,
  client_id VARCHAR(64) NOT NULL,
  parameters VARCHAR(8192) NOT NULL,
  opened BOOLEAN NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX pushed_requests_client ON pushed_requests (client_id, expires_at);
CREATE INDEX pushed_requests_expiry ON pushed_requests (expires_at);

-- Access tokens that are handles; the key is a hash of the handle.
CREATE TABLE reference_tokens (
  token VARCHAR(43) PRIMARY KEY,
  claims VARCHAR(16384) NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX reference_tokens_expiry ON reference_tokens (expires_at);
