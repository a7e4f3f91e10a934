package dev.trunkline.codecs.opus;

/** Opus in pure Java: Concentus, a port of libopus 1.1.2 in fixed point. Runs everywhere. */
final class ConcentusEngine implements OpusEngine {
    @Override
    public String name() {
        return "concentus";
    }

    @Override
    public String version() {
        return "Concentus, after libopus 1.1.2";
    }

    @Override
    public OpusEncoder encoder(OpusSettings settings) {
        return new ConcentusEncoder(settings);
    }

    @Override
    public OpusDecoder decoder(int wantedHz) {
        return new ConcentusDecoder(); // 1.0.2 loses the lower band of hybrid packets below 48 kHz
    }

    @Override
    public String toString() {
        return name();
    }
}
