/**
 * What a configuration record is made of: documented keys, the check of their values, secrets.
 *
 * <p>In: the components of a record and the text that someone wrote for them. Out: a typed record,
 * or every mistake at once. No thread of its own: all of it runs once, at start.
 */
@NullMarked
package dev.trunkline.gateway.config.keys;

import org.jspecify.annotations.NullMarked;
