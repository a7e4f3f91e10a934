/** What the gateway can be told of PBXs. */
@NullMarked
package dev.trunkline.gateway.config.pbx;

import org.jspecify.annotations.NullMarked;
