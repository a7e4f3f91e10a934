package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.trunk.PhoneNumber;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Services behind tools that a test answers for by hand. */
final class FakeServices implements ToolService, TextMessages {
    /** One request to a service. */
    static final class Asked implements Running {
        final Request request;
        final Promise<ToolResult> answer = Promise.promise();
        int cancels;

        private Asked(Request request) {
            this.request = request;
        }

        @Override
        public Future<ToolResult> result() {
            return answer.future();
        }

        @Override
        public void cancel() {
            cancels++;
        }
    }

    /** One text message. */
    record Text(Optional<PhoneNumber> from, PhoneNumber to, String body, Promise<String> sent) {}

    final List<Asked> asked = new ArrayList<>();
    final List<Text> texts = new ArrayList<>();
    final Map<String, AgentProfile> agents = new HashMap<>();

    ToolServices services() {
        return new ToolServices(this, this, agents::get);
    }

    @Override
    public Running run(Request request, EventLoop loop) {
        Asked running = new Asked(request);
        asked.add(running);
        return running;
    }

    @Override
    public Future<String> send(Optional<PhoneNumber> from, PhoneNumber to, String body) {
        Text text = new Text(from, to, body, Promise.promise());
        texts.add(text);
        return text.sent().future();
    }

    /** The answer of the n-th request. */
    void answer(int request, ToolResult result) {
        asked.get(request).answer.complete(result);
    }
}
