package dev.trunkline.loadtest.rest;

/** What lies behind one part of the path. On the server's event loop. */
interface ApiResource {
    /** Does what is asked, or says why not. */
    ApiAnswer answer(ApiRequest request) throws Refused;
}
