package dev.trunkline.gateway.realtime;

import static com.openai.core.ObjectMappers.jsonMapper;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.realtime.RealtimeClientEvent;
import dev.trunkline.gateway.config.RealtimeConfig.Dialect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vendor's own types are the oracle. */
class AmendmentsTest {
    private final Amendments amendments = new Amendments(new ClientEvents(Dialect.GA));

    @Test
    void spokenPart_takesTheItemsPlace() throws Exception {
        List<String> events = amendments.amend("item_A", "Your flight");
        assertThat(events).hasSize(2);
        var create = parse(events.getFirst()).asConversationItemCreate();
        assertThat(create.previousItemId()).contains("item_A");
        var message = create.item().asRealtimeConversationItemAssistantMessage();
        assertThat(message.id()).contains("trunkline_amended_1");
        assertThat(message.content().getFirst().text()).contains("Your flight");
        assertThat(parse(events.getLast()).asConversationItemDelete().itemId()).isEqualTo("item_A");
    }

    @Test
    void itemThatWasAmended_canBeAmendedAgain() throws Exception {
        amendments.amend("item_A", "Your flight leaves");
        List<String> again = amendments.amend("item_A", "Your flight");
        assertThat(parse(again.getFirst()).asConversationItemCreate().previousItemId())
                .contains("trunkline_amended_1");
        assertThat(parse(again.getLast()).asConversationItemDelete().itemId())
                .isEqualTo("trunkline_amended_1");
        assertThat(amendments.amend("item_A", ""))
                .singleElement()
                .asString()
                .contains("trunkline_amended_2");
    }

    @Test
    void itemOfWhichNothingWasSpoken_goes() throws Exception {
        List<String> events = amendments.amend("item_B", "");
        assertThat(events).hasSize(1);
        assertThat(parse(events.getFirst()).asConversationItemDelete().itemId())
                .isEqualTo("item_B");
    }

    @Test
    void itemOfWhichNothingWasLeft_comesBackAtTheEnd() throws Exception {
        amendments.amend("item_B", "");
        assertThat(amendments.amend("item_B", "")).isEmpty();
        List<String> events = amendments.amend("item_B", "Anything else?");
        assertThat(events).hasSize(1);
        var create = parse(events.getFirst()).asConversationItemCreate();
        assertThat(create.previousItemId()).isEmpty();
        assertThat(amendments.amend("item_B", "")).singleElement().asString().contains("amended_1");
    }

    private static RealtimeClientEvent parse(String json) throws Exception {
        return jsonMapper().readValue(json, RealtimeClientEvent.class).validate();
    }
}
