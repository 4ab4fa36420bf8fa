-- Keys that sign tokens. The generation is the primary key, so that of several nodes that rotate at
-- once one wins and the others find its key.
CREATE TABLE signing_keys (
  generation BIGINT PRIMARY KEY,
  kid VARCHAR(64) NOT NULL UNIQUE,
  algorithm VARCHAR(8) NOT NULL,
  -- A JWE that holds the private JWK.
  wrapped VARCHAR(8192) NOT NULL,
  signs_from BIGINT NOT NULL,
  -- When its last token has ended; far away while it has no successor.
  expires_at BIGINT NOT NULL
);
CREATE INDEX signing_keys_expiry ON signing_keys (expires_at);
