package dev.trunkline.gateway.pbx.ari;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An Asterisk that keeps what it is asked, and answers when the test says so. */
final class FakeControl implements AriControl {
    /** All that was asked, in order. */
    final List<String> asked = new ArrayList<>();

    private final List<Open> open = new ArrayList<>();
    private boolean answering;
    private List<AriChannel> channels = List.of();
    private List<String> bridges = List.of();
    private boolean application = true;

    private record Open(String what, Promise<Object> promise, Object answer) {}

    /** From now on everything is done at once. */
    FakeControl doEverything() {
        answering = true;
        return this;
    }

    /** From now on the test answers. */
    void answerByHand() {
        answering = false;
    }

    /** What there is. */
    void has(List<AriChannel> channels, List<String> bridges) {
        this.channels = channels;
        this.bridges = bridges;
    }

    void applicationExists(boolean exists) {
        application = exists;
    }

    /** Asked and not answered yet. */
    List<String> open() {
        return open.stream().map(Open::what).toList();
    }

    /** The oldest open request that begins so is done. */
    void done(String what) {
        Open request = take(what);
        request.promise().complete(request.answer());
    }

    void refused(String what, int status) {
        take(what).promise().fail(AriException.refused(status));
    }

    void unreachable(String what) {
        take(what).promise().fail(AriException.unreachable(true, new IOException("broken")));
    }

    private Open take(String what) {
        Open request =
                open.stream()
                        .filter(each -> each.what().startsWith(what))
                        .findFirst()
                        .orElseThrow(
                                () -> new AssertionError("not asked: " + what + ", but " + open()));
        open.remove(request);
        return request;
    }

    private <T> Future<T> ask(String what, Object answer) {
        asked.add(what);
        Promise<Object> promise = Promise.promise();
        if (answering) {
            promise.complete(answer);
        } else {
            open.add(new Open(what, promise, answer));
        }
        return promise.future()
                .map(done -> {
                    @SuppressWarnings("unchecked") // each method says what it answers
                    T typed = (T) done;
                    return typed;
                });
    }

    private Future<Void> ask(String what) {
        return this.<Object>ask(what, "done").mapEmpty();
    }

    @Override
    public Future<Void> answer(String channelId) {
        return ask("answer " + channelId);
    }

    @Override
    public Future<Void> createBridge(String bridgeId) {
        return ask("create bridge " + bridgeId);
    }

    @Override
    public Future<AriChannel> createMedia(String channelId, Map<String, String> parameters) {
        return ask(
                "create media " + channelId + " " + new TreeMap<>(parameters),
                new AriChannel(channelId, "", "", null, List.of(), Map.of("PORT", "20000")));
    }

    @Override
    public Future<Void> addToBridge(String bridgeId, List<String> channelIds) {
        return ask("add to " + bridgeId + " " + channelIds);
    }

    @Override
    public Future<Void> setVariable(String channelId, String name, String value) {
        return ask("set " + channelId + " " + name + "=" + value);
    }

    @Override
    public Future<Void> proceed(String channelId) {
        return ask("proceed " + channelId);
    }

    @Override
    public Future<Void> proceedAt(String channelId, String context, String extension) {
        return ask("proceed " + channelId + " at " + extension + "@" + context);
    }

    @Override
    public Future<Void> redirect(String channelId, String endpoint) {
        return ask("redirect " + channelId + " to " + endpoint);
    }

    @Override
    public Future<Void> hangUp(String channelId) {
        return ask("hang up " + channelId);
    }

    @Override
    public Future<Void> destroyBridge(String bridgeId) {
        return ask("destroy " + bridgeId);
    }

    @Override
    public Future<List<AriChannel>> channels() {
        return ask("channels", channels);
    }

    @Override
    public Future<List<String>> bridges() {
        return ask("bridges", bridges);
    }

    @Override
    public Future<Boolean> applicationExists() {
        return ask("application", application);
    }
}
