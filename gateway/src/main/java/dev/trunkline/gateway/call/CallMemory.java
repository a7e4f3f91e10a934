package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a model has to be told if it is to go on with a conversation that another session began:
 * what both said, in words, and what tools were asked. Of the agent's words those that were heard,
 * as far as that is known. Bounded: the oldest goes. Lives as long as its call, in memory only;
 * never logged, never recorded. Confined to the call's event loop.
 */
final class CallMemory {
    static final int MOST_ITEMS = 200;
    static final int MOST_CHARACTERS = 40_000;

    /** A model's server takes ids of up to 32 letters and digits. */
    private static final String REPLAYED_PREFIX = "trunkline_said_";

    /** What stands for an utterance that nobody transcribes, or not in time. */
    static final String UNKNOWN_WORDS = "[the caller spoke; the words are not known]";

    /** People who speak fast: no more of an answer that broke off can have been heard. */
    private static final int MOST_CHARACTERS_PER_SECOND = 20;

    private enum Kind {
        CALLER,
        AGENT,
        TOOL_CALL,
        TOOL_OUTPUT
    }

    private static final class Item {
        final Kind kind;
        final String id;
        final StringBuilder words = new StringBuilder();
        @Nullable ToolCall call;

        /** Audio of it that has come, in ms. */
        long receivedMs;

        /** Nothing more of it comes, or nothing more of it counts. */
        boolean settled;

        /** Names it in the present session, if it was told that session. */
        @Nullable String replayedAs;

        Item(Kind kind, String id) {
            this.kind = kind;
            this.id = id;
        }
    }

    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final boolean inWords;
    private int characters;
    private int replayed;

    /**
     * Nothing was said yet.
     *
     * @param inWords whether words are all that the model gives: then they are spoken by the leg
     */
    CallMemory(boolean inWords) {
        this.inWords = inWords;
    }

    /** Whether nobody has said anything yet: the greeting is still to come. */
    boolean isEmpty() {
        for (Item item : items) {
            boolean said = item.receivedMs > 0 || (inWords && !item.words.isEmpty());
            if (item.kind != Kind.AGENT || said) {
                return false;
            }
        }
        return true;
    }

    /** An utterance of the caller's became an item; its words may follow. */
    void callerSpoke(String itemId) {
        add(new Item(Kind.CALLER, itemId), "");
    }

    void callerSaid(String itemId, String words) {
        Item item = find(Kind.CALLER, itemId);
        if (item == null) {
            add(new Item(Kind.CALLER, itemId), words);
        } else {
            replaceWords(item, words.strip());
        }
    }

    /** What the gateway told the model in words, such as the keys that the caller pressed. */
    void told(String words) {
        add(new Item(Kind.CALLER, ""), words);
    }

    /** A piece of the agent's voice came. Allocates once an item. */
    void agentAudio(String itemId, long ms) {
        agent(itemId).receivedMs += ms;
    }

    /** A piece of the agent's words came. */
    void agentSays(String itemId, String delta) {
        Item item = agent(itemId);
        if (!item.settled) {
            item.words.append(delta);
            characters += delta.length();
            bound();
        }
    }

    /** All of the agent's words of an item. */
    void agentSaid(String itemId, String words) {
        Item item = agent(itemId);
        if (!item.settled) {
            replaceWords(item, words.strip());
            item.settled = true;
        }
    }

    /** What the agent said by another mouth. */
    void agentTold(String itemId, String words) {
        Item item = agent(itemId);
        replaceWords(item, words.strip());
        item.settled = true;
    }

    /** Of an item of the agent's, in words, so much was spoken. */
    void spoken(String itemId, String words) {
        Item item = find(Kind.AGENT, itemId);
        if (item != null) {
            replaceWords(item, words.strip());
            item.settled = true;
        }
    }

    /** An item of the agent's was heard no further than this. */
    void heard(String itemId, long heardMs) {
        Item item = find(Kind.AGENT, itemId);
        if (item == null) {
            return;
        }
        long share = item.receivedMs <= 0 ? 0 : item.words.length() * heardMs / item.receivedMs;
        cut(item, (int) Math.min(share, item.words.length()));
    }

    /**
     * The session broke. What was being said ends where its audio does.
     *
     * @return whether the agent was in the middle of saying something
     */
    boolean broke() {
        Item last = items.peekLast();
        if (last == null || last.kind != Kind.AGENT || last.settled) {
            return false;
        }
        if (inWords) {
            last.settled = true;
            return !last.words.isEmpty();
        }
        long most = last.receivedMs * MOST_CHARACTERS_PER_SECOND / 1_000;
        cut(last, (int) Math.min(most, last.words.length()));
        return last.receivedMs > 0;
    }

    void toolCalled(ToolCall call) {
        Item item = new Item(Kind.TOOL_CALL, call.toolCallId());
        item.call = call;
        add(item, call.argumentsJson());
    }

    void toolAnswered(String toolCallId, String output) {
        add(new Item(Kind.TOOL_OUTPUT, toolCallId), output);
    }

    /** Whether a tool was called whose output is still to come. */
    boolean awaitsTool() {
        for (Item item : items) {
            if (item.kind == Kind.TOOL_CALL && find(Kind.TOOL_OUTPUT, item.id) == null) {
                return true;
            }
        }
        return false;
    }

    /** Tells a session all of it, in order. */
    void replayTo(ModelSession session) {
        for (Item item : items) {
            String words = item.words.toString();
            switch (item.kind) {
                case CALLER -> session.addUserText(words.isBlank() ? UNKNOWN_WORDS : words);
                case AGENT -> {
                    item.replayedAs = null;
                    if (!words.isBlank()) {
                        String id = REPLAYED_PREFIX + ++replayed;
                        item.replayedAs = id;
                        session.addAgentText(id, words);
                    }
                }
                case TOOL_CALL -> {
                    if (item.call != null) {
                        session.addToolCall(item.call);
                    }
                }
                case TOOL_OUTPUT -> { // a model's server refuses an answer to no question
                    if (find(Kind.TOOL_CALL, item.id) != null) {
                        session.addToolOutput(item.id, words);
                    }
                }
            }
        }
    }

    /** How the present session knows an item of an earlier one's agent; null if it does not. */
    @Nullable String replayedAs(String itemId) {
        Item item = find(Kind.AGENT, itemId);
        return item == null ? null : item.replayedAs;
    }

    /** The agent's words of an item as they stand. */
    String words(String itemId) {
        Item item = find(Kind.AGENT, itemId);
        return item == null ? "" : item.words.toString();
    }

    private Item agent(String itemId) {
        Item last = items.peekLast();
        if (last != null && last.kind == Kind.AGENT && last.id.equals(itemId)) {
            return last;
        }
        Item known = find(Kind.AGENT, itemId);
        if (known != null) {
            return known;
        }
        Item item = new Item(Kind.AGENT, itemId);
        add(item, "");
        return item;
    }

    private @Nullable Item find(Kind kind, String id) {
        Iterator<Item> newestFirst = items.descendingIterator();
        while (newestFirst.hasNext()) {
            Item item = newestFirst.next();
            if (item.kind == kind && item.id.equals(id)) {
                return item;
            }
        }
        return null;
    }

    private void add(Item item, String words) {
        items.add(item);
        item.words.append(words);
        characters += words.length();
        bound();
    }

    private void replaceWords(Item item, String words) {
        characters += words.length() - item.words.length();
        item.words.setLength(0);
        item.words.append(words);
        bound();
    }

    /** Keeps whole words of the first {@code length} characters. */
    private void cut(Item item, int length) {
        int end = length;
        if (end < item.words.length()) {
            while (end > 0 && !Character.isWhitespace(item.words.charAt(end))) {
                end--;
            }
        }
        characters -= item.words.length() - end;
        item.words.setLength(end);
        item.settled = true;
    }

    private void bound() {
        while (items.size() > MOST_ITEMS || (characters > MOST_CHARACTERS && items.size() > 1)) {
            characters -= items.remove().words.length();
        }
    }
}
