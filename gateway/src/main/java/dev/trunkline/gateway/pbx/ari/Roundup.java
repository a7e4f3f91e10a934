package dev.trunkline.gateway.pbx.ari;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an Asterisk has, held against what we know, after a time without events.
 *
 * @param goneCallers known callers who are not in the application any more
 * @param goneMedia our media channels of known calls that do not exist any more
 * @param newCallers in the application, and never seen
 * @param strayCallers in the application, though their call is over
 * @param strayChannels media channels of ours that no call has
 * @param strayBridges bridges of ours that no call has
 */
record Roundup(
        List<String> goneCallers,
        List<String> goneMedia,
        List<AriChannel> newCallers,
        List<String> strayCallers,
        List<String> strayChannels,
        List<String> strayBridges) {

    /**
     * What calls have at one moment, by id.
     *
     * @param callers of live calls
     * @param media channels of live calls, made or not
     * @param talkingMedia those of them that have to exist
     * @param bridges of live calls
     * @param formerCallers of calls that are over
     */
    record Known(
            Set<String> callers,
            Set<String> media,
            Set<String> talkingMedia,
            Set<String> bridges,
            Set<String> formerCallers) {
        Known {
            callers = Set.copyOf(callers);
            media = Set.copyOf(media);
            talkingMedia = Set.copyOf(talkingMedia);
            bridges = Set.copyOf(bridges);
            formerCallers = Set.copyOf(formerCallers);
        }
    }

    /**
     * What an Asterisk has, of whatever application.
     *
     * @param bridges their ids
     */
    record Found(List<AriChannel> channels, List<String> bridges) {}

    /**
     * Compares. Calls come and go while Asterisk answers, so that something is gone only if it was
     * known before the question, and strange only if it is still unknown after the answer.
     */
    static Roundup of(OurIds ids, Found found, Known before, Known after) {
        List<AriChannel> channels = found.channels();
        Set<String> existing = channels.stream().map(AriChannel::id).collect(Collectors.toSet());
        List<AriChannel> inside =
                channels.stream()
                        .filter(channel -> ids.application().equals(channel.application()))
                        .toList();
        Set<String> insideIds = inside.stream().map(AriChannel::id).collect(Collectors.toSet());
        List<AriChannel> unknown =
                inside.stream()
                        .filter(channel -> !ids.isOurs(channel.id()))
                        .filter(channel -> !before.callers().contains(channel.id()))
                        .filter(channel -> !after.callers().contains(channel.id()))
                        .toList();
        return new Roundup(
                before.callers().stream().filter(id -> !insideIds.contains(id)).toList(),
                before.talkingMedia().stream().filter(id -> !existing.contains(id)).toList(),
                unknown.stream()
                        .filter(channel -> !after.formerCallers().contains(channel.id()))
                        .toList(),
                unknown.stream()
                        .map(AriChannel::id)
                        .filter(after.formerCallers()::contains)
                        .toList(),
                existing.stream()
                        .filter(ids::isOurs)
                        .filter(id -> !before.media().contains(id) && !after.media().contains(id))
                        .toList(),
                found.bridges().stream()
                        .filter(ids::isOurs)
                        .filter(id ->
                                !before.bridges().contains(id) && !after.bridges().contains(id))
                        .toList());
    }

    /** Whether everything is as it should be. */
    boolean isQuiet() {
        return goneCallers.isEmpty()
                && goneMedia.isEmpty()
                && newCallers.isEmpty()
                && strayCallers.isEmpty()
                && strayChannels.isEmpty()
                && strayBridges.isEmpty();
    }
}
