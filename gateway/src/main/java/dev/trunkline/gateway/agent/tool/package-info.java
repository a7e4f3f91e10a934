/**
 * Running the tools of agents that stand behind HTTP services: checking the model's arguments,
 * asking the service, and making something that a model can use of whatever comes back.
 *
 * <p>In: {@link dev.trunkline.gateway.call.ToolService}, from calls. Out: requests over Vert.x's
 * HTTP client. A request runs on its call's event loop; arguments are checked on worker threads.
 */
@NullMarked
package dev.trunkline.gateway.agent.tool;

import org.jspecify.annotations.NullMarked;
