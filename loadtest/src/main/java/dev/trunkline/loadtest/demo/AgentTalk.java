package dev.trunkline.loadtest.demo;

import static dev.trunkline.loadtest.demo.AgentScript.Line.answer;
import static dev.trunkline.loadtest.demo.AgentScript.Line.interrupt;
import static dev.trunkline.loadtest.demo.DemoLeg.STREAM;
import static dev.trunkline.loadtest.model.Answers.ScriptedTurn.call;
import static dev.trunkline.loadtest.model.Answers.ScriptedTurn.write;
import static dev.trunkline.loadtest.model.Answers.ScriptedTurn.writeAndCall;

import dev.trunkline.loadtest.demo.AgentScript.Plan;
import dev.trunkline.loadtest.demo.Conversation.Ending;
import dev.trunkline.loadtest.model.Answers.ToolCall;
import java.util.List;
import java.util.Locale;

/**
 * What callers talk about with the example agents. Everybody in it is invented; who calls over
 * which leg is somebody else, so that no conversation depends on another one.
 */
enum AgentTalk {
    /** The caller interrupts, then hears a filler; the booking fails first. */
    BOOKING {
        @Override
        AgentScript script(DemoLeg leg) {
            Patient who =
                    leg == STREAM
                            ? new Patient("Lindqvist", "1984-05-17", "P-3107", "A-502")
                            : new Patient("Okonjo", "1991-11-02", "P-3108", "A-501");
            ToolCall book =
                    tool(
                            "book_appointment",
                            "{'patient_id':'%s','appointment_id':'%s'}",
                            who.id,
                            who.appointment);
            return new AgentScript(
                    "healthcare",
                    leg == STREAM ? "+15550100161" : "+15550100162",
                    "+15550100130",
                    List.of(
                            answer("", "Hello, I would like a check-up.", Phrase.TABLE_FOR_TWO),
                            interrupt(
                                    "family name",
                                    who.name + ", born " + who.born + ".",
                                    Phrase.MY_NUMBER),
                            answer("suits you", "Ten fifteen, please.", Phrase.THAT_IS_CORRECT),
                            answer(
                                    "anything else",
                                    "No, thank you, that is all.",
                                    Phrase.HALF_PAST_SEVEN)),
                    List.of(
                            write(
                                    "Gladly. Please tell me the family name and the date of birth,"
                                            + " so that I can find you."),
                            call(
                                    "find_patient",
                                    json(
                                            "{'family_name':'%s','date_of_birth':'%s'}",
                                            who.name, who.born)),
                            call("find_appointments", json("{'reason':'check-up'}")),
                            write(
                                    "I have Tuesday, the second of March, at ten fifteen, or half past"
                                            + " two in the afternoon. Which one suits you?"),
                            writeAndCall("I am booking that.", book),
                            writeAndCall("That did not work, I try once more.", book),
                            write("You are booked. Is there anything else?"),
                            writeAndCall("We look forward to seeing you. Goodbye.", HANG_UP)),
                    new Plan(
                            List.of(
                                    "find_patient ok",
                                    "find_appointments ok",
                                    "book_appointment failed",
                                    "book_appointment ok",
                                    "hang_up ok"),
                            List.of(
                                    "POST /patients/find 200",
                                    "POST /appointments/find 200",
                                    "POST /appointments/book 503",
                                    "POST /appointments/book 200"),
                            List.of("One moment, I am looking through the calendar."),
                            List.of(),
                            1,
                            Ending.AGENT_HUNG_UP,
                            ""));
        }
    },
    /** The caller interrupts; offers fail first, unheard; a message, a colleague, a queue. */
    ORDER {
        @Override
        AgentScript script(DemoLeg leg) {
            String customer = leg == STREAM ? "H-2041" : "H-2042";
            String digits = customer.substring(2);
            String message = "Your order " + digits + "2: one Harbour Crema, 249 dollars.";
            return new AgentScript(
                    "sales",
                    leg == STREAM ? "+15550100171" : "+15550100172",
                    "+15550100140",
                    List.of(
                            answer("", "I need a machine for cappuccino.", Phrase.TABLE_FOR_TWO),
                            interrupt("customer number", customer + ".", Phrase.MY_NUMBER),
                            answer("dollars", "One of those, please.", Phrase.THAT_IS_CORRECT),
                            answer("text message", "Yes, do that.", Phrase.THAT_IS_CORRECT),
                            answer(
                                    "anything else",
                                    "Where is the order I made before?",
                                    Phrase.HALF_PAST_SEVEN),
                            answer(
                                    "there anything else",
                                    "I have a question about the invoice.",
                                    Phrase.TABLE_FOR_TWO)),
                    List.of(
                            write(
                                    "Gladly. If you have a customer number, tell me, and I look up"
                                            + " what you have bought from us already."),
                            call("find_customer", json("{'customer_number':'%s'}", customer)),
                            call(
                                    "find_offers",
                                    json(
                                            "{'customer_id':'%s','drinks':'milk','cups_per_day':4}",
                                            customer)),
                            write(
                                    "The Harbour Crema with a steam wand would suit you, for two hundred"
                                            + " and forty-nine dollars."),
                            call(
                                    "create_order",
                                    json(
                                            "{'customer_id':'%s','offer_id':'M-11','quantity':1}",
                                            customer)),
                            write("It is ordered. May I confirm it by text message?"),
                            call("send_sms", json("{'body':'%s'}", message)),
                            write("It is on its way to you. Can I do anything else?"),
                            call("switch_agent", json("{'agent':'order-desk'}")),
                            call("find_order", json("{'order_number':'%s1'}", digits)),
                            write(
                                    "Kim from the order desk: it has left our house. Is there anything"
                                            + " else?"),
                            writeAndCall(
                                    "For that I put you through to the team.",
                                    tool("transfer", "{'target':'team'}"))),
                    new Plan(
                            List.of(
                                    "find_customer ok",
                                    "find_offers ok",
                                    "create_order ok",
                                    "send_sms ok",
                                    "switch_agent ok",
                                    "find_order ok",
                                    "transfer ok"),
                            List.of(
                                    "POST /customers/find 200",
                                    "GET /offers 503",
                                    "GET /offers 200",
                                    "POST /orders 200",
                                    "GET /orders/find 200"),
                            List.of(),
                            List.of(message),
                            2,
                            Ending.TRANSFERRED,
                            "Enqueue sales"));
        }
    },
    /** A message for the practice, one to the caller, and the agent hangs up. */
    MESSAGE {
        @Override
        AgentScript script(DemoLeg leg) {
            String from = leg == STREAM ? "+15550100181" : "+15550100182";
            String message = "Blue Bay Dental will call you back on the next working day.";
            return new AgentScript(
                    "after-hours",
                    from,
                    "+15550100150",
                    List.of(
                            answer("", "No, I have a question about a bill.", Phrase.TABLE_FOR_TWO),
                            answer("your number", "Ida Renner, at " + from + ".", Phrase.MY_NUMBER),
                            answer("text message", "Yes, please.", Phrase.THAT_IS_CORRECT)),
                    List.of(
                            write("I take a message. What is your name, and your number?"),
                            call(
                                    "take_message",
                                    json(
                                            "{'name':'Ida Renner','about':'a question about a"
                                                    + " bill','call_back_number':'%s'}",
                                            from)),
                            write("I have noted that. Shall I confirm it by text message?"),
                            call("send_sms", json("{'body':'%s'}", message)),
                            writeAndCall("The practice will call you back. Goodbye.", HANG_UP)),
                    new Plan(
                            List.of("take_message ok", "send_sms ok", "hang_up ok"),
                            List.of("POST /messages 200"),
                            List.of(),
                            List.of(message),
                            1,
                            Ending.AGENT_HUNG_UP,
                            ""));
        }
    },
    /** To the dentist on call without a question. */
    EMERGENCY {
        @Override
        AgentScript script(DemoLeg leg) {
            return new AgentScript(
                    "after-hours",
                    leg == STREAM ? "+15550100183" : "+15550100184",
                    "+15550100150",
                    List.of(answer("", "My son has knocked out a tooth.", Phrase.HALF_PAST_SEVEN)),
                    List.of(
                            writeAndCall(
                                    "Keep the tooth in milk. I put you through to the dentist.",
                                    tool("transfer", "{'target':'on_call'}"))),
                    new Plan(
                            List.of("transfer ok"),
                            List.of(),
                            List.of(),
                            List.of(),
                            1,
                            Ending.TRANSFERRED,
                            "Dial +15550100151"));
        }
    };

    private static final ToolCall HANG_UP = new ToolCall("hang_up", "{}");

    private record Patient(String name, String born, String id, String appointment) {}

    /** What is said and done over a leg, and what must come of it. */
    abstract AgentScript script(DemoLeg leg);

    private static ToolCall tool(String name, String arguments, Object... values) {
        return new ToolCall(name, json(arguments, values));
    }

    /** JSON with apostrophes for quotes: nothing in here has one of its own. */
    @SuppressWarnings("AnnotateFormatMethod") // formats are constants of this file
    private static String json(String text, Object... values) {
        return text.formatted(values).replace('\'', '"');
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
