-- What RTP tells of a call's audio, both ways.

ALTER TABLE call_record ADD COLUMN lost_packets BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE call_record ADD COLUMN concealed_ms BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE call_record ADD COLUMN far_lost_packets BIGINT DEFAULT 0 NOT NULL;
