package dev.trunkline.codecs.opus;

/** Opus by the system's libopus, called through the foreign-function API. */
final class LibopusEngine implements OpusEngine {
    private final Libopus library;

    LibopusEngine(Libopus library) {
        this.library = library;
    }

    @Override
    public String name() {
        return "libopus";
    }

    @Override
    public String version() {
        return library.version();
    }

    @Override
    public OpusEncoder encoder(OpusSettings settings) {
        return new LibopusEncoder(library, settings);
    }

    @Override
    public OpusDecoder decoder(int wantedHz) {
        return new LibopusDecoder(library, wantedHz);
    }

    @Override
    public String toString() {
        return name();
    }
}
