-- Which of the user's subscriptions the client has asked for; null for the first.
ALTER TABLE authorization_codes ADD COLUMN impi VARCHAR(512);
ALTER TABLE refresh_families ADD COLUMN impi VARCHAR(512);

-- Where a client may have the browser taken after a sign-out.
ALTER TABLE clients ADD COLUMN post_logout_redirect_uris VARCHAR(8192) DEFAULT '' NOT NULL;
