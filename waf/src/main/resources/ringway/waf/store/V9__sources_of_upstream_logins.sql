-- Logins at a provider by the address they were begun from, so that none takes the room of all.

ALTER TABLE upstream_logins ADD COLUMN source VARCHAR(43) NOT NULL DEFAULT '';
CREATE INDEX upstream_logins_source ON upstream_logins (source);
CREATE INDEX upstream_logins_browser ON upstream_logins (browser);
