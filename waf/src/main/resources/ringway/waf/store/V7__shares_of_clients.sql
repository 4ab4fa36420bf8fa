-- Whose rows these are, so that no client can fill the tables.
ALTER TABLE client_assertions ADD COLUMN client_id VARCHAR(64) DEFAULT '' NOT NULL;
CREATE INDEX client_assertions_client ON client_assertions (client_id);
ALTER TABLE reference_tokens ADD COLUMN client_id VARCHAR(64) DEFAULT '' NOT NULL;
CREATE INDEX reference_tokens_client ON reference_tokens (client_id);
