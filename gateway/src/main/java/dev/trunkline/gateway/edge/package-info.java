/**
 * Where the gateway meets the network: TLS of its own ports, and limits on what strangers may take
 * of the public one.
 *
 * <p>In: two PEM files, which change under a running gateway, and sockets as they are accepted.
 * Out: options of Vert.x's servers, sockets refused and counted. The lanes of audio lie behind the
 * TLS handler and know nothing of it.
 *
 * <p>Threads: files are read on workers; sockets are counted on the loop that accepts, and guarded
 * each on its own. Sources: RFC 8446 (TLS 1.3), RFC 7468 (PEM).
 */
@NullMarked
package dev.trunkline.gateway.edge;

import org.jspecify.annotations.NullMarked;
