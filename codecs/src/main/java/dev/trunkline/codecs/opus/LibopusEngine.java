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
    public OpusDecoder decoder() {
        return new LibopusDecoder(library);
    }

    @Override
    public String toString() {
        return name();
    }
}
