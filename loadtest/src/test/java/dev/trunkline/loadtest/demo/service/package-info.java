/** Tests of the services that the example agents' tools ask. */
@NullMarked
package dev.trunkline.loadtest.demo.service;

import org.jspecify.annotations.NullMarked;
