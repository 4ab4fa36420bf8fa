-- Authorization codes and refresh families. What names them is stored as a hash only.

CREATE TABLE authorization_codes (
  code VARCHAR(43) PRIMARY KEY,
  user_name VARCHAR(64) NOT NULL,
  client_id VARCHAR(64) NOT NULL,
  scopes VARCHAR(8192) NOT NULL,
  signed_in_at BIGINT NOT NULL,
  redirect_uri VARCHAR(2048) NOT NULL,
  challenge VARCHAR(128) NOT NULL,
  nonce VARCHAR(4096),
  used_for VARCHAR(64),
  ends_at BIGINT NOT NULL,
  -- Longer than the code is good: a replay must be noticed.
  expires_at BIGINT NOT NULL
);
CREATE INDEX authorization_codes_user ON authorization_codes (user_name, expires_at);
CREATE INDEX authorization_codes_expiry ON authorization_codes (expires_at);

CREATE TABLE refresh_families (
  family VARCHAR(64) PRIMARY KEY,
  user_name VARCHAR(64) NOT NULL,
  client_id VARCHAR(64) NOT NULL,
  scopes VARCHAR(8192) NOT NULL,
  signed_in_at BIGINT NOT NULL,
  newest VARCHAR(43) NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX refresh_families_user ON refresh_families (user_name, expires_at);
CREATE INDEX refresh_families_expiry ON refresh_families (expires_at);
