package dev.trunkline.loadtest.demo.service;

import static dev.trunkline.loadtest.demo.service.Reply.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A dental practice. Looking through the calendar takes long enough for the agent's filler to be
 * heard, and the first booking of each patient fails.
 */
final class Practice {
    static final long CALENDAR_MS = 2_000;

    private static final int OFFERED = 3;

    /** Somebody who does not exist. */
    private record Patient(
            String id, String familyName, String givenName, String dateOfBirth, String insurance) {}

    private record Appointment(String id, String time, String spoken, String with) {}

    private static final List<Patient> PATIENTS =
            List.of(
                    new Patient("P-3107", "Lindqvist", "Mara", "1984-05-17", "NB 48 21 60 7"),
                    new Patient("P-3108", "Okonjo", "Tobias", "1991-11-02", "NB 17 03 55 2"),
                    new Patient("P-3109", "Verhoeven", "Ilse", "1968-02-29", "NB 90 66 14 8"),
                    new Patient("P-3110", "Castellanos", "Bruno", "2003-08-30", "NB 35 72 81 4"));

    private final List<Appointment> free =
            new ArrayList<>(
                    List.of(
                            new Appointment(
                                    "A-501",
                                    "2027-03-02T10:15",
                                    "Tuesday, the second of March, ten fifteen",
                                    "Dr. Hale"),
                            new Appointment(
                                    "A-502",
                                    "2027-03-02T14:30",
                                    "Tuesday, the second of March, half past two",
                                    "Dr. Hale"),
                            new Appointment(
                                    "A-503",
                                    "2027-03-03T08:45",
                                    "Wednesday, the third of March, a quarter to nine",
                                    "Dr. Imani"),
                            new Appointment(
                                    "A-504",
                                    "2027-03-04T16:00",
                                    "Thursday, the fourth of March, four o'clock",
                                    "Dr. Imani")));

    /** Patient by appointment. */
    private final Map<String, String> booked = new HashMap<>();

    private final Map<String, Appointment> taken = new HashMap<>();
    private final Stumble booking = new Stumble();
    private int messages;

    Map<String, Endpoint> endpoints() {
        return Map.of(
                "POST /patients/find", this::findPatient,
                "POST /appointments/find", this::findAppointments,
                "POST /appointments/book", this::book,
                "POST /appointments/cancel", this::cancel,
                "POST /messages", this::takeMessage);
    }

    private Reply findPatient(JsonNode arguments) {
        String name = arguments.path("family_name").asText("").strip().toLowerCase(Locale.ROOT);
        String born = arguments.path("date_of_birth").asText("");
        return PATIENTS.stream()
                .filter(patient -> patient.familyName().toLowerCase(Locale.ROOT).equals(name))
                .filter(patient -> patient.dateOfBirth().equals(born))
                .findFirst()
                .map(this::described)
                .orElseGet(Reply::nothingFound);
    }

    private Reply described(Patient patient) {
        ObjectNode found = JSON.createObjectNode().put("found", true);
        found.put("patient_id", patient.id());
        found.put("given_name", patient.givenName());
        found.put("insurance_number", patient.insurance());
        ArrayNode appointments = found.putArray("appointments");
        taken.values().stream()
                .filter(appointment -> patient.id().equals(booked.get(appointment.id())))
                .forEach(appointment -> appointments.add(described(appointment)));
        return Reply.ok(found);
    }

    private static ObjectNode described(Appointment appointment) {
        return JSON.createObjectNode()
                .put("appointment_id", appointment.id())
                .put("time", appointment.time())
                .put("spoken", appointment.spoken())
                .put("with", appointment.with());
    }

    private Reply findAppointments(JsonNode arguments) {
        String from = arguments.path("from").asText("");
        String part = arguments.path("part_of_day").asText("any");
        ArrayNode found = JSON.createArrayNode();
        free.stream()
                .filter(appointment -> appointment.time().compareTo(from) >= 0)
                .filter(appointment -> part.equals("any") || part.equals(partOfDay(appointment)))
                .limit(OFFERED)
                .forEach(appointment -> found.add(described(appointment)));
        return Reply.ok(JSON.createObjectNode().set("appointments", found)).after(CALENDAR_MS);
    }

    private static String partOfDay(Appointment appointment) {
        String hour = appointment.time().substring(appointment.time().indexOf('T') + 1);
        return hour.compareTo("12") < 0 ? "morning" : "afternoon";
    }

    private Reply book(JsonNode arguments) {
        String patient = arguments.path("patient_id").asText("");
        String id = arguments.path("appointment_id").asText("");
        if (PATIENTS.stream().noneMatch(known -> known.id().equals(patient))) {
            return Reply.notFound("no such patient");
        }
        if (booking.over(patient)) {
            return Reply.unavailable("the calendar is being restarted, try again");
        }
        if (taken.containsKey(id)) { // who has it already may ask twice
            boolean own = patient.equals(booked.get(id));
            ObjectNode answer = own ? described(taken.get(id)) : JSON.createObjectNode();
            return Reply.ok(answer.put("booked", own));
        }
        Appointment wanted =
                free.stream()
                        .filter(appointment -> appointment.id().equals(id))
                        .findFirst()
                        .orElse(null);
        if (wanted == null) {
            return Reply.notFound("no such appointment");
        }
        free.remove(wanted);
        taken.put(id, wanted);
        booked.put(id, patient);
        return Reply.ok(described(wanted).put("booked", true));
    }

    private Reply cancel(JsonNode arguments) {
        String id = arguments.path("appointment_id").asText("");
        Appointment had = taken.get(id);
        if (had == null || !arguments.path("patient_id").asText("").equals(booked.get(id))) {
            return Reply.notFound("this patient has no such appointment");
        }
        taken.remove(id);
        booked.remove(id);
        free.add(had);
        return Reply.ok(JSON.createObjectNode().put("cancelled", true));
    }

    private Reply takeMessage(JsonNode arguments) {
        if (arguments.path("name").asText("").isBlank()
                || arguments.path("about").asText("").isBlank()) {
            return Reply.badRequest("a message needs a name and what it is about");
        }
        return Reply.ok(JSON.createObjectNode().put("message_number", ++messages));
    }
}
