/**
 * Twilio's REST API, simulated: takes text messages and calls as strictly as the documents say,
 * answers as Twilio does, and fails on demand.
 *
 * <p>In: form requests with HTTP Basic authentication. Out: JSON resources and errors, a record of
 * all that was asked, calls that {@link dev.trunkline.loadtest.phone.SimulatedTwilio} makes, and
 * callbacks. It dials too what the documents of calls in progress name.
 *
 * <p>Threads: the server's event loop does everything; what it recorded can be read, and how it
 * behaves can be changed, from any thread.
 *
 * <p>Specification: Twilio's API version 2010-04-01, resources Call and Message, and its "Error and
 * Warning Dictionary".
 */
@NullMarked
package dev.trunkline.loadtest.rest;

import org.jspecify.annotations.NullMarked;
