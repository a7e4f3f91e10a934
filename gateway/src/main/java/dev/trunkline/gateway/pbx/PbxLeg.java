package dev.trunkline.gateway.pbx;

import dev.trunkline.gateway.call.PhoneLeg;
import dev.trunkline.gateway.call.PhoneLegListener;
import io.netty.channel.EventLoop;

/**
 * The leg of a call from a PBX, whose control may come by another way than its audio. Confined to
 * its event loop, but for {@link #eventLoop}.
 */
public interface PbxLeg extends PhoneLeg {
    /** Where it lives. */
    EventLoop eventLoop();

    /** Delivers from now on. Once; what came before is dropped. */
    void start(PhoneLegListener call);

    /** The control learned of a key of the caller's phone: 0-9, *, #, A-D. */
    void pressed(char digit);

    /** The control learned that the caller is gone. Harmless after any other end. */
    void hungUp();
}
