-- One row a try to reach the one who is called. Calls that were written before have none.

CREATE TABLE call_attempt (
    call_id          VARCHAR(64) ${ordered} NOT NULL REFERENCES call_record ON DELETE CASCADE,
    number           INTEGER NOT NULL,
    trunk            VARCHAR(256) NOT NULL,
    trunk_kind       VARCHAR(32) NOT NULL,
    provider_call_id VARCHAR(256),
    started_at       TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    outcome          VARCHAR(32) NOT NULL,
    sip_status       INTEGER,
    error_code       INTEGER,
    post_dial_us     BIGINT,
    answer_us        BIGINT,
    answered_by      VARCHAR(256),
    duration_ms      BIGINT NOT NULL,
    PRIMARY KEY (call_id, number)
);
