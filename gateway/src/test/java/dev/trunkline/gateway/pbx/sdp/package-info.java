@NullMarked
package dev.trunkline.gateway.pbx.sdp;

import org.jspecify.annotations.NullMarked;
