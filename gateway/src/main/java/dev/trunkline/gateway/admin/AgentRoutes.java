package dev.trunkline.gateway.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The agents in force, as JSON at {@code /api/agents}. */
final class AgentRoutes {
    private final AgentDirectory directory;

    AgentRoutes(AgentDirectory directory) {
        this.directory = directory;
    }

    void mount(Router router) {
        router.get("/api/agents").handler(this::list);
    }

    private void list(RoutingContext context) {
        AgentDirectory.Listing listing = directory.agents();
        JsonArray agents = new JsonArray();
        for (AgentDirectory.Entry agent : listing.agents()) {
            agents.add(
                    new JsonObject()
                            .put("name", agent.name())
                            .put("leg", agent.leg())
                            .put("extends", agent.parent()));
        }
        Reply.document(
                context,
                () ->
                        new JsonObject()
                                .put("loadedAt", listing.loadedAt().toString())
                                .put("defaultAgent", listing.standard())
                                .put("agents", agents)
                                .put("mistakes", new JsonArray(listing.mistakes()))
                                .toBuffer());
    }
}
