package dev.trunkline.loadtest.demo.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks the demo's services as a tool would. */
class DemoServicesIT {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private DemoServices services;

    @BeforeEach
    void start() throws Exception {
        services =
                DemoServices.start(vertx)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void withoutTheServicesOwnToken_nothingIsAnswered() throws Exception {
        String patient = "{\"family_name\":\"Lindqvist\",\"date_of_birth\":\"1984-05-17\"}";
        assertThat(post("/patients/find", "", patient).statusCode()).isEqualTo(401);
        assertThat(post("/patients/find", DemoServices.SHOP_TOKEN, patient).statusCode())
                .isEqualTo(401);
        assertThat(post("/patients/find", DemoServices.PRACTICE_TOKEN, patient).statusCode())
                .isEqualTo(200);
        assertThat(services.asked()).extracting(Asked::status).containsExactly(401, 401, 200);
    }

    @Test
    void aPatientBooks_afterAFirstFailure_andFindsTheAppointmentAgain() throws Exception {
        String patient = "{\"family_name\":\"lindqvist \",\"date_of_birth\":\"1984-05-17\"}";
        String id = json(practice("/patients/find", patient)).path("patient_id").asText();
        JsonNode found = json(practice("/appointments/find", "{\"reason\":\"check-up\"}"));
        assertThat(found.path("appointments")).hasSize(3);
        String appointment = found.at("/appointments/0/appointment_id").asText();
        String wanted =
                "{\"patient_id\":\"%s\",\"appointment_id\":\"%s\"}".formatted(id, appointment);

        assertThat(practice("/appointments/book", wanted).statusCode()).isEqualTo(503);
        assertThat(json(practice("/appointments/book", wanted)).path("booked").asBoolean())
                .isTrue();
        assertThat(practice("/appointments/book", wanted).statusCode()).isEqualTo(200);
        assertThat(json(practice("/patients/find", patient)).at("/appointments/0/appointment_id"))
                .isEqualTo(found.at("/appointments/0/appointment_id"));
        assertThat(practice("/appointments/cancel", wanted).statusCode()).isEqualTo(200);
        assertThat(practice("/appointments/cancel", wanted).statusCode()).isEqualTo(404);
    }

    @Test
    void whoIsNotKnown_isNotFound_whichIsNoError() throws Exception {
        String stranger = "{\"family_name\":\"Lindqvist\",\"date_of_birth\":\"1984-05-18\"}";
        assertThat(json(practice("/patients/find", stranger)).path("found").asBoolean(true))
                .isFalse();
        assertThat(json(shop("/customers/find", "{\"phone\":\"+15550100999\"}")).path("found"))
                .isEqualTo(Reply.nothingFound().body().path("found"));
    }

    @Test
    void anAppointmentIsGivenOnce() throws Exception {
        for (String patient : new String[] {"P-3107", "P-3108"}) {
            String wanted =
                    "{\"patient_id\":\"%s\",\"appointment_id\":\"A-501\"}".formatted(patient);
            assertThat(practice("/appointments/book", wanted).statusCode()).isEqualTo(503);
            assertThat(json(practice("/appointments/book", wanted)).path("booked").asBoolean())
                    .isEqualTo(patient.equals("P-3107"));
        }
    }

    @Test
    void aCustomerOrders_afterAFirstFailure_andFindsTheOrderAgain() throws Exception {
        String customer = "{\"phone\":\"+1 555 010 0172\"}";
        assertThat(json(shop("/customers/find", customer)).path("customer_id").asText())
                .isEqualTo("H-2042");
        String offers = "/offers?customer_id=H-2042&drinks=milk&cups_per_day=4";
        assertThat(get(offers).statusCode()).isEqualTo(503);
        assertThat(json(get(offers)).at("/offers/1/dollars").asInt()).isEqualTo(249);
        JsonNode order =
                json(
                        shop(
                                "/orders",
                                "{\"customer_id\":\"H-2042\",\"offer_id\":\"M-11\",\"quantity\":2}"));
        assertThat(order.path("dollars").asInt()).isEqualTo(498);
        assertThat(json(get("/orders/find?order_number=" + order.path("order_number").asText())))
                .isEqualTo(order);
    }

    @Test
    void whatIsNoJsonOrNoAddress_isRefusedAndNoted() throws Exception {
        assertThat(practice("/messages", "not JSON").statusCode()).isEqualTo(400);
        assertThat(practice("/messages", "[1]").statusCode()).isEqualTo(400);
        assertThat(practice("/messages", "{\"name\":\"Ida\"}").statusCode()).isEqualTo(400);
        assertThat(practice("/elsewhere", "{}").statusCode()).isEqualTo(404);
        assertThat(services.asked()).extracting(Asked::status).containsExactly(400, 400, 400, 404);
        assertThat(services.asked().getFirst().arguments().isMissingNode()).isTrue();
    }

    private HttpResponse<String> practice(String path, String body) throws Exception {
        return post(path, DemoServices.PRACTICE_TOKEN, body);
    }

    private HttpResponse<String> shop(String path, String body) throws Exception {
        return post(path, DemoServices.SHOP_TOKEN, body);
    }

    private HttpResponse<String> post(String path, String token, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(services.url(path)).POST(BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(services.url(path))
                        .header("Authorization", "Bearer " + DemoServices.SHOP_TOKEN)
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Reply.JSON.readTree(response.body());
    }
}
