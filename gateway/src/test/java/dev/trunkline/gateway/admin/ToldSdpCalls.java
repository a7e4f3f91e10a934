package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.pbx.sdp.SdpCalls;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Answers what it is told to, and keeps what it was asked. */
final class ToldSdpCalls implements SdpCalls {
    static final String ID = "call-1";

    final List<SdpRequest> asked = new ArrayList<>();
    volatile SdpReply reply = new SdpReply.Answered(ID, "v=0\r\n");

    @Override
    public Future<SdpReply> offer(SdpRequest request) {
        asked.add(request);
        return Future.succeededFuture(reply);
    }

    @Override
    public Future<Boolean> end(String id) {
        return Future.succeededFuture(id.equals(ID));
    }
}
