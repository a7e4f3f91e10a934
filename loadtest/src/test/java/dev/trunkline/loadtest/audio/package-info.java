@NullMarked
package dev.trunkline.loadtest.audio;

import org.jspecify.annotations.NullMarked;
