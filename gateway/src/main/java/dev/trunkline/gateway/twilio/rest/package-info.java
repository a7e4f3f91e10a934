/**
 * Twilio's REST API, as a client: text messages, and calls that are placed, looked up, sent
 * elsewhere and ended.
 *
 * <p>In: {@link dev.trunkline.gateway.call.TextMessages} and {@link
 * dev.trunkline.gateway.twilio.rest.CallControl}, the two interfaces by which others use it. Out:
 * form requests with HTTP Basic authentication, JSON answers, and of whatever goes wrong one {@link
 * dev.trunkline.gateway.call.CarrierApiException} that classifies itself. A request is repeated
 * only if nothing can have been done the first time, or doing it twice does no harm.
 *
 * <p>Threads: any; a future completes on the context that asked.
 *
 * <p>Specification: Twilio's API version 2010-04-01, resources Call and Message, and its pages
 * "Requests to Twilio" and "Error and Warning Dictionary".
 */
@NullMarked
package dev.trunkline.gateway.twilio.rest;

import org.jspecify.annotations.NullMarked;
