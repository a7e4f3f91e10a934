package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What {@code jcmd} of JDK 25 prints, cut short. */
class TargetMemoryTest {
    private static final String HISTOGRAM =
            """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:         37204        3127808  [B (java.base@25.0.3)
               2:         33015         792360  java.lang.String (java.base@25.0.3)
               3:             7         650000  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
               4:            12            480  dev.trunkline.gateway.call.Playout
            Total         70238        4570648
            """;

    private static final String NATIVE =
            """
            4711:

            Native Memory Tracking:

            Total: reserved=3431012KB, committed=233540KB
                   malloc: 31264KB #126210, peak=33013KB #125701
            -                 Java Heap (reserved=1048576KB, committed=65536KB)
                                        (mmap: reserved=1048576KB, committed=65536KB, peak=65536KB)

            -                     Class (reserved=1049345KB, committed=3137KB)
                                        (classes #11021)
            -                    Thread (reserved=29763KB, committed=1323KB)
            -                     Other (reserved=8450KB, committed=8450KB)
                                        (malloc=8450KB #57) (peak=8458KB #60)
            -                 Metaspace (reserved=65711KB, committed=42799KB)
            """;

    @Test
    void allThatIsKept_isAddedUp_garbageAndTheHeapsRoomAreNot() {
        TargetMemory memory = TargetMemory.read(HISTOGRAM, NATIVE, 193);

        assertThat(memory.heapBytes()).isEqualTo(3_920_648);
        assertThat(memory.bufferBytes()).isEqualTo(8_450 * 1_024);
        assertThat(memory.classBytes()).isEqualTo((3_137 + 42_799) * 1_024);
        assertThat(memory.threadBytes()).isEqualTo(1_323 * 1_024);
        assertThat(memory.residentBytes()).isEqualTo(193L * 1_024 * 1_024);
        assertThat(memory.bytesByClass()).containsEntry("[B", 3_127_808L).hasSize(3);
        assertThat(memory.keptBytes())
                .isEqualTo(3_920_648 + (8_450 + 3_137 + 42_799 + 1_323) * 1_024);
    }

    @Test
    void withoutNativeMemoryTracking_nothingIsGuessed() {
        assertThatThrownBy(() ->
                        TargetMemory.read(
                                HISTOGRAM, "4711:\nNative memory tracking is not enabled\n", 1))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("native memory tracking");
    }
}
