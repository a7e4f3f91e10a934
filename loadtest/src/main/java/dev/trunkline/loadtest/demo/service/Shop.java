package dev.trunkline.loadtest.demo.service;

import static dev.trunkline.loadtest.demo.service.Reply.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A shop of coffee machines. The first look at each customer's offers fails. */
final class Shop {
    /** Somebody who does not exist. */
    private record Customer(String id, String name, String phone) {}

    private record Offer(String id, String drinks, String product, int dollars) {}

    private static final List<Customer> CUSTOMERS =
            List.of(
                    new Customer("H-2041", "Noor Bergström", "+15550100171"),
                    new Customer("H-2042", "Silas Adeyemi", "+15550100172"),
                    new Customer("H-2043", "Greta Fontaine", "+15550100173"),
                    new Customer("H-2044", "Pavel Morrow", "+15550100174"));

    private static final List<Offer> OFFERS =
            List.of(
                    new Offer("M-10", "milk", "Harbour Latte, makes its own foam", 349),
                    new Offer("M-11", "milk", "Harbour Crema, with a steam wand", 249),
                    new Offer("E-20", "espresso", "Harbour Solo, a small espresso machine", 179),
                    new Offer("F-30", "filter", "Harbour Morning, ten cups at a time", 89));

    private final Stumble offering = new Stumble();
    private final Map<String, ObjectNode> orders = new HashMap<>();
    private int leads;

    Shop() {
        CUSTOMERS.forEach(customer -> order(customer, OFFERS.getLast(), 1, "on its way"));
    }

    Map<String, Endpoint> endpoints() {
        return Map.of(
                "POST /customers/find", this::findCustomer,
                "GET /offers", this::findOffers,
                "POST /orders", this::order,
                "GET /orders/find", this::findOrder,
                "POST /leads", this::lead);
    }

    private Reply findCustomer(JsonNode arguments) {
        String phone = arguments.path("phone").asText("").replace(" ", "");
        String number = arguments.path("customer_number").asText("");
        return CUSTOMERS.stream()
                .filter(customer ->
                        customer.id().equals(number)
                                || (!phone.isEmpty() && customer.phone().endsWith(phone)))
                .findFirst()
                .map(customer ->
                        Reply.ok(
                                JSON.createObjectNode()
                                        .put("found", true)
                                        .put("customer_id", customer.id())
                                        .put("name", customer.name())))
                .orElseGet(Reply::nothingFound);
    }

    private Optional<Customer> customer(JsonNode arguments) {
        String id = arguments.path("customer_id").asText("");
        return CUSTOMERS.stream().filter(customer -> customer.id().equals(id)).findFirst();
    }

    private Reply findOffers(JsonNode arguments) {
        Optional<Customer> customer = customer(arguments);
        if (customer.isEmpty()) {
            return Reply.notFound("no such customer");
        }
        if (offering.over(customer.get().id())) {
            return Reply.unavailable("prices are being loaded, try again");
        }
        String drinks = arguments.path("drinks").asText("");
        ArrayNode found = JSON.createArrayNode();
        OFFERS.stream()
                .filter(offer -> offer.drinks().equals(drinks))
                .forEach(offer ->
                        found.addObject()
                                .put("offer_id", offer.id())
                                .put("product", offer.product())
                                .put("dollars", offer.dollars()));
        return Reply.ok(JSON.createObjectNode().set("offers", found));
    }

    private Reply order(JsonNode arguments) {
        int quantity = arguments.path("quantity").asInt(0);
        String wanted = arguments.path("offer_id").asText("");
        Optional<Offer> offer =
                OFFERS.stream().filter(known -> known.id().equals(wanted)).findFirst();
        Optional<Customer> customer = customer(arguments);
        if (customer.isEmpty() || offer.isEmpty()) {
            return Reply.notFound("no such customer or offer");
        }
        if (quantity < 1) {
            return Reply.badRequest("quantity must be at least 1");
        }
        return Reply.ok(order(customer.get(), offer.get(), quantity, "being packed"));
    }

    /** Numbered by the customer's own digits, so that orders at the same time change nothing. */
    private ObjectNode order(Customer customer, Offer offer, int quantity, String state) {
        String digits = customer.id().substring(customer.id().indexOf('-') + 1);
        long before = orders.keySet().stream().filter(each -> each.startsWith(digits)).count();
        String number = digits + (before + 1);
        ObjectNode order =
                JSON.createObjectNode()
                        .put("order_number", number)
                        .put("product", offer.product())
                        .put("quantity", quantity)
                        .put("dollars", quantity * offer.dollars())
                        .put("state", state);
        orders.put(number, order);
        return order;
    }

    private Reply findOrder(JsonNode arguments) {
        ObjectNode order = orders.get(arguments.path("order_number").asText(""));
        return order == null ? Reply.nothingFound() : Reply.ok(order);
    }

    private Reply lead(JsonNode arguments) {
        return customer(arguments).isEmpty()
                ? Reply.notFound("no such customer")
                : Reply.ok(JSON.createObjectNode().put("noted", ++leads));
    }
}
