-- One row a call, one a turn, one a barge-in; for H2 and PostgreSQL alike. Null: not known, or not
-- there. ${ordered} makes PostgreSQL order ids by their bytes, as H2 does.

CREATE TABLE call_record (
    call_id             VARCHAR(64) ${ordered} NOT NULL PRIMARY KEY,
    definitions         INTEGER NOT NULL,
    provider_call_id    VARCHAR(256),
    started_at          TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    duration_ms         BIGINT NOT NULL,
    gateway             VARCHAR(256) NOT NULL,
    direction           VARCHAR(32) NOT NULL,
    agent               VARCHAR(256) NOT NULL,
    leg                 VARCHAR(32) NOT NULL,
    trunk               VARCHAR(256) NOT NULL,
    trunk_kind          VARCHAR(32) NOT NULL,
    carried_by          VARCHAR(256) NOT NULL,
    experiment          VARCHAR(256),
    block               VARCHAR(256),
    caller_hash         VARCHAR(256),
    callee_hash         VARCHAR(256),
    attestation         VARCHAR(256),
    outcome             VARCHAR(32) NOT NULL,
    answered            BOOLEAN NOT NULL,
    sip_status          INTEGER,
    failovers           INTEGER NOT NULL,
    prewarmed           BOOLEAN NOT NULL,
    audio_sent_ms       BIGINT NOT NULL,
    audio_received_ms   BIGINT NOT NULL,
    input_text_tokens   BIGINT NOT NULL,
    input_audio_tokens  BIGINT NOT NULL,
    cached_text_tokens  BIGINT NOT NULL,
    cached_audio_tokens BIGINT NOT NULL,
    output_text_tokens  BIGINT NOT NULL,
    output_audio_tokens BIGINT NOT NULL,
    frames              BIGINT NOT NULL,
    late_frames         BIGINT NOT NULL,
    gaps                BIGINT NOT NULL,
    gap_filled_ms       BIGINT NOT NULL,
    dropped_ms          BIGINT NOT NULL,
    latencies           VARCHAR(1000000),
    timeline            VARCHAR(1000000),
    transcript          VARCHAR(1000000)
);

CREATE INDEX call_record_started ON call_record (started_at, call_id);
CREATE INDEX call_record_agent ON call_record (agent, started_at, call_id);
CREATE INDEX call_record_trunk ON call_record (trunk, started_at, call_id);

CREATE TABLE turn_record (
    call_id         VARCHAR(64) ${ordered} NOT NULL REFERENCES call_record ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    at_us           BIGINT NOT NULL,
    outcome         VARCHAR(32) NOT NULL,
    endpointing_us  BIGINT,
    model_us        BIGINT,
    delivery_us     BIGINT,
    playout_us      BIGINT,
    lead_silence_us BIGINT,
    heard_us        BIGINT,
    response_us     BIGINT,
    tool_calls      INTEGER NOT NULL,
    reconnects      INTEGER NOT NULL,
    PRIMARY KEY (call_id, number)
);

CREATE TABLE barge_in_record (
    call_id     VARCHAR(64) ${ordered} NOT NULL REFERENCES call_record ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    at_us       BIGINT NOT NULL,
    reaction_us BIGINT,
    silence_us  BIGINT,
    leaked_us   BIGINT,
    PRIMARY KEY (call_id, number)
);
