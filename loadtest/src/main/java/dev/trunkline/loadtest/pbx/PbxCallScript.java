package dev.trunkline.loadtest.pbx;

import dev.trunkline.loadtest.phone.CallScript;
import java.util.List;

/**
 * A call to be made through the PBX.
 *
 * @param dialled the extension
 * @param callerNumber empty if it is withheld
 * @param application of ARI that the dialplan gives the call to
 * @param arguments of {@code Stasis()} behind the application
 * @param codec of the caller's phone: μ-law, A-law or Opus
 * @param framesPerPacket how many 20 ms the phone puts into a packet; 1 for Opus
 * @param answersFirst whether the dialplan answers before {@code Stasis()}
 * @param phone what the caller does and what the network does; its setup time and failure are those
 *     of the way to the PBX
 */
public record PbxCallScript(
        String dialled,
        String callerNumber,
        String application,
        List<String> arguments,
        MediaFormat codec,
        int framesPerPacket,
        boolean answersFirst,
        CallScript phone) {
    /** Ofcom's range for drama: nobody's number. */
    private static final String CALLER = "+447700900123";

    private static final int MOST_FRAMES = 6; // 120 ms

    public PbxCallScript {
        arguments = List.copyOf(arguments);
        if (codec.isLinear()) {
            throw new IllegalArgumentException(
                    "codec=" + codec + ": expected ULAW, ALAW or OPUS, as phones have");
        }
        int most = codec == MediaFormat.OPUS ? 1 : MOST_FRAMES;
        if (framesPerPacket < 1 || framesPerPacket > most) {
            throw new IllegalArgumentException(
                    "framesPerPacket=" + framesPerPacket + ": expected 1 to " + most);
        }
    }

    /** A μ-law call with packets of 20 ms that the application has to answer. */
    public static PbxCallScript of(String application, String dialled, CallScript phone) {
        return new PbxCallScript(
                dialled, CALLER, application, List.of(), MediaFormat.ULAW, 1, false, phone);
    }

    public PbxCallScript withArguments(String... all) {
        return new PbxCallScript(
                dialled,
                callerNumber,
                application,
                List.of(all),
                codec,
                framesPerPacket,
                answersFirst,
                phone);
    }

    public PbxCallScript withCodec(MediaFormat other) {
        return new PbxCallScript(
                dialled,
                callerNumber,
                application,
                arguments,
                other,
                other == MediaFormat.OPUS ? 1 : framesPerPacket,
                answersFirst,
                phone);
    }

    public PbxCallScript withFramesPerPacket(int frames) {
        return new PbxCallScript(
                dialled, callerNumber, application, arguments, codec, frames, answersFirst, phone);
    }

    public PbxCallScript answeredByTheDialplan() {
        return new PbxCallScript(
                dialled, callerNumber, application, arguments, codec, framesPerPacket, true, phone);
    }
}
