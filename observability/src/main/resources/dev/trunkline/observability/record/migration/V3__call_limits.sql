-- What gateways share of calls out: slots that are taken, when each rate was used last, and which
-- requests were made before. Used in PostgreSQL only.

CREATE TABLE call_lease (
    lease_id   VARCHAR(64) NOT NULL,
    scope      VARCHAR(256) NOT NULL,
    holder     VARCHAR(256) NOT NULL,
    expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (lease_id, scope)
);

CREATE INDEX call_lease_scope ON call_lease (scope, expires_at);

CREATE TABLE call_rate (
    scope   VARCHAR(256) NOT NULL PRIMARY KEY,
    last_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE TABLE call_request (
    idempotency_key VARCHAR(256) NOT NULL PRIMARY KEY,
    fingerprint     VARCHAR(256) NOT NULL,
    call_id         VARCHAR(64) NOT NULL,
    claimed_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE INDEX call_request_claimed ON call_request (claimed_at);
