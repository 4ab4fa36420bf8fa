-- Signing in: what every node has to know of tries, devices, sessions and upstream logins.

-- Tries to sign in; what is counted (a name, an address, a device) is hashed into the key.
CREATE TABLE login_tries (
  counted VARCHAR(43) PRIMARY KEY,
  tries INT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX login_tries_expiry ON login_tries (expires_at);

-- Browsers in which a user has signed in before; the key is the hash of the browser's handle.
CREATE TABLE login_devices (
  device VARCHAR(43) NOT NULL,
  user_name VARCHAR(64) NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (device, user_name)
);
CREATE INDEX login_devices_user ON login_devices (user_name, expires_at);
CREATE INDEX login_devices_expiry ON login_devices (expires_at);

CREATE TABLE login_sessions (
  session VARCHAR(43) PRIMARY KEY,
  user_name VARCHAR(64) NOT NULL,
  method VARCHAR(16) NOT NULL,
  signed_in_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX login_sessions_user ON login_sessions (user_name, expires_at);
CREATE INDEX login_sessions_expiry ON login_sessions (expires_at);

-- Users who do not want to be signed in by their telephone number.
CREATE TABLE auto_login_refusals (
  user_name VARCHAR(64) PRIMARY KEY,
  refused_at BIGINT NOT NULL
);

-- Logins under way at an upstream provider; the key is the hash of `state`.
CREATE TABLE upstream_logins (
  state VARCHAR(43) PRIMARY KEY,
  browser VARCHAR(43) NOT NULL,
  upstream VARCHAR(32) NOT NULL,
  nonce VARCHAR(43) NOT NULL,
  verifier VARCHAR(128) NOT NULL,
  request VARCHAR(4096) NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX upstream_logins_expiry ON upstream_logins (expires_at);

-- Which of our users an account at an upstream provider is.
CREATE TABLE upstream_links (
  issuer VARCHAR(512) NOT NULL,
  subject VARCHAR(255) NOT NULL,
  user_name VARCHAR(64) NOT NULL,
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX upstream_links_user ON upstream_links (user_name);

-- Users known only by what a trusted upstream provider says of them, while their grants last.
CREATE TABLE upstream_users (
  user_name VARCHAR(64) PRIMARY KEY,
  impi VARCHAR(512) NOT NULL,
  impus VARCHAR(8192) NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX upstream_users_expiry ON upstream_users (expires_at);
