/** Tests of the package of the same name. */
@NullMarked
package dev.trunkline.loadtest.network;

import org.jspecify.annotations.NullMarked;
