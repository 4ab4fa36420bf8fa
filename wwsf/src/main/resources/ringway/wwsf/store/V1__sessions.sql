-- Sessions of browsers. What names one is stored as a hash only, what it holds encrypted.

CREATE TABLE wwsf_sessions (
  id VARCHAR(43) PRIMARY KEY,
  sealed VARCHAR(65536) NOT NULL,
  version BIGINT NOT NULL,
  -- While a node asks the WAF for new tokens, the others wait.
  renewing_until BIGINT NOT NULL,
  -- A session that has ended stays until the WAF has been told.
  ends_at BIGINT NOT NULL,
  last_moment BIGINT NOT NULL,
  next_try BIGINT NOT NULL
);
CREATE INDEX wwsf_sessions_end ON wwsf_sessions (ends_at, next_try);
