package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.latency.Moment;

/** A row of the {@link Timeline}. Heights are those of the style sheet's labels beside it. */
enum Lane {
    CALLER("Caller", "The caller speaks", 26),
    MODEL("Model", "The model prepares its answer", 70),
    PHONE("Gateway and phone", "The agent plays at the far edge", 114),
    TURNS("Turns", "The parts of the turns", 158);

    /** Room for the axis above the first lane. */
    static final int AXIS_PX = 26;

    static final int HEIGHT_PX = 204;
    private static final int LANE_PX = 44;

    private final String title;
    private final String says;
    private final int topPx;

    Lane(String title, String says, int topPx) {
        this.title = title;
        this.says = says;
        this.topPx = topPx;
    }

    static Lane of(Moment moment) {
        return switch (moment) {
            case VOICE_BEGAN, VOICE_ENDED -> CALLER;
            case MODEL_CONNECTING,
                    SESSION_UPDATED,
                    SPEECH_STARTED,
                    SPEECH_STOPPED,
                    TOOL_CALLED,
                    FIRST_DELTA,
                    MODEL_LOST,
                    RECONNECTED ->
                    MODEL;
            case DIAL_CREATED,
                    RINGING,
                    ANSWERED,
                    WEBHOOK_RECEIVED,
                    STREAM_STARTED,
                    FIRST_FRAME,
                    PLAY_BEGAN,
                    AUDIBLE,
                    ANSWER_HEARD,
                    CLEAR_SENT,
                    FAR_EDGE_SILENT,
                    CALL_ENDED ->
                    PHONE;
        };
    }

    String title() {
        return title;
    }

    /** What a filled stretch of it means. */
    String says() {
        return says;
    }

    int topPx() {
        return topPx;
    }

    int heightPx() {
        return LANE_PX;
    }

    String style() {
        return switch (this) {
            case CALLER -> "lane-caller";
            case MODEL -> "lane-model";
            case PHONE -> "lane-phone";
            case TURNS -> "lane-turns";
        };
    }
}
