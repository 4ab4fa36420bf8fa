-- Users, IMS subscriptions, and the pools clients lend subscriptions from.

-- Its one row is locked while a node takes over its config file, so that nodes take turns.
CREATE TABLE config_takeover (
  id INT PRIMARY KEY
);
INSERT INTO config_takeover (id) VALUES (1);

CREATE TABLE users (
  name VARCHAR(64) PRIMARY KEY,
  from_config BOOLEAN NOT NULL,
  password_hash VARCHAR(256) NOT NULL,
  auto_login BOOLEAN NOT NULL
);

CREATE TABLE pools (
  name VARCHAR(128) PRIMARY KEY,
  from_config BOOLEAN NOT NULL,
  -- Taken away, and gone once its last pair is.
  withdrawn BOOLEAN NOT NULL
);

-- A subscription belongs to a user or to a pool. One of a pool can be lent from free_at on; while it
-- is out, and in quarantine after that, free_at lies in the future, so no sweep has to free it.
CREATE TABLE subscriptions (
  impi VARCHAR(512) PRIMARY KEY,
  -- Public identities, the default one first, one a line.
  impus VARCHAR(8192) NOT NULL,
  user_name VARCHAR(64) REFERENCES users (name) ON DELETE CASCADE,
  pool VARCHAR(128) REFERENCES pools (name) ON DELETE CASCADE,
  place INT NOT NULL,
  lease VARCHAR(43) UNIQUE,
  client_id VARCHAR(64),
  holder VARCHAR(128),
  lent_until BIGINT NOT NULL,
  -- The latest end of a token for it.
  tokens_until BIGINT NOT NULL,
  free_at BIGINT NOT NULL,
  -- Not lent again, and gone once it is free.
  withdrawn BOOLEAN NOT NULL,
  CHECK ((user_name IS NULL) <> (pool IS NULL))
);
CREATE INDEX subscriptions_user ON subscriptions (user_name, place);
CREATE INDEX subscriptions_pool ON subscriptions (pool, free_at);

-- The telephone numbers among the public identities of users.
CREATE TABLE subscription_numbers (
  impi VARCHAR(512) NOT NULL REFERENCES subscriptions (impi) ON DELETE CASCADE,
  msisdn VARCHAR(33) NOT NULL,
  PRIMARY KEY (impi, msisdn)
);
CREATE INDEX subscription_numbers_msisdn ON subscription_numbers (msisdn);

-- Imports under way: what has arrived waits here until the whole can be taken over at once.
CREATE TABLE imports (
  id VARCHAR(43) PRIMARY KEY,
  taken INT NOT NULL,
  faults INT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX imports_expiry ON imports (expires_at);

CREATE TABLE import_rows (
  import_id VARCHAR(43) NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  line INT NOT NULL,
  name VARCHAR(64) NOT NULL,
  password_hash VARCHAR(256) NOT NULL,
  impi VARCHAR(512) NOT NULL,
  impus VARCHAR(8192) NOT NULL,
  PRIMARY KEY (import_id, line)
);
CREATE INDEX import_rows_name ON import_rows (import_id, name);
CREATE INDEX import_rows_impi ON import_rows (import_id, impi);
